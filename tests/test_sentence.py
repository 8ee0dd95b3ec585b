"""The sentence: true, with its numbers, for every way a run can end."""

from dataclasses import replace
from typing import get_args

import pytest

from explorer.records.catalogue import LINKS
from explorer.records.finding import Kind, found
from explorer.records.outcome import Chain, ExceptionRecord, LinkResult, Outcome, ParameterResult
from explorer.records.spec import RunSpec
from explorer.tasks.fit import verdict
from explorer.words.findings import PHRASES
from explorer.words.sentence import sentence

FOUND = {
    "variable": found("new_each_step"),
    "used": found("not_recorded"),
    "listed": found("not_listed", sources=6),
    "delivered": found("no_update"),
    "moved": found("unchanged", steps=100, gradient=0.151),
}


def chain(broken_link=None, finding=None, measured_on="compiled step"):
    """A chain that breaks at a link, with what is found there."""
    broken = LINKS.index(broken_link) if broken_link else len(LINKS)
    return Chain(
        tuple(
            LinkResult(link, i < broken, (("log_variance", finding or FOUND[link]),))
            for i, link in enumerate(LINKS)
        ),
        measured_on,
    )


STUCK = ParameterResult(0.0, 0.0, 0.151, None, 0.4)
OUTCOME = Outcome(
    spec=RunSpec("loss_in_compile"),
    status="finished",
    step=2000,
    exception=None,
    mode="xla",
    chain=chain("listed"),
    parameters={"log_variance": STUCK},
    first_loss=1.2,
    final_loss=0.9,
    first_validation=1.3,
    final_validation=1.0,
    steps_per_second=5e4,
    fingerprint="0" * 12,
    versions="",
)


def test_every_kind_of_finding_has_its_words():
    assert set(PHRASES) == set(get_args(Kind))


def test_a_run_that_raised_before_it_was_measured_claims_nothing_of_the_loss(catalogue):
    words = told(
        catalogue,
        status="raised",
        step=0,
        chain=chain("variable", found("not_measured")),
        exception=ExceptionRecord("ValueError", "no", 1),
    )
    assert words == "The train step raised ValueError at step 1, so nothing was trained."


def told(catalogue, **changes):
    return sentence(replace(OUTCOME, **changes), catalogue)


def test_a_parameter_that_stayed_and_the_gradient_nobody_received(catalogue):
    assert told(catalogue) == (
        "σ stayed at 1.000 for 2,000 steps: a gradient of 0.151 was there at step 1, "
        "and no optimizer ever received it."
    )


def test_two_parameters_are_told_as_two(catalogue):
    words = told(
        catalogue,
        spec=RunSpec("loss_in_compile", loss="student_t"),
        parameters={"log_nu": STUCK, "log_sigma": replace(STUCK, grad_available=-0.5)},
    )
    assert words == (
        "ν and σ both stayed at 1.000 for 2,000 steps: gradients of 0.151 and −0.500 were "
        "there at step 1, and no optimizer ever received them."
    )


def test_no_gradient_at_all(catalogue):
    words = told(
        catalogue,
        reads_as_is=False,
        chain=chain("used"),
        parameters={"log_variance": replace(STUCK, grad_available=None)},
    )
    assert words == "s stayed at 0.000 for 2,000 steps: no gradient reached it."


def test_received_and_yet_not_moved(catalogue):
    words = told(
        catalogue,
        chain=chain("moved"),
        parameters={"log_variance": replace(STUCK, grad_delivered=0.151)},
    )
    received = "an optimizer received its gradient, yet it was unchanged after 100 steps"
    assert words.endswith(f"{received}, with a gradient of 0.151 delivered.")


def test_a_parameter_that_found_the_noise(catalogue):
    moved = {"log_variance": ParameterResult(0.0, -2.4079456, 0.1, 0.1, 0.01)}
    words = told(catalogue, chain=chain(), parameters=moved)
    assert words == (
        "σ went from 1.000 to 0.300 in 2,000 steps; the noise put into the data has σ = 0.300."
    )
    unknown = told(
        catalogue,
        chain=chain(),
        parameters=moved,
        spec=RunSpec("joint_tape", dataset="diabetes"),
    )
    assert unknown == (
        "σ went from 1.000 to 0.300 in 2,000 steps; the validation loss went from 1.300 to 1.000."
    )


def test_a_loss_without_a_minimum_is_not_called_well(catalogue):
    words = told(
        catalogue,
        spec=RunSpec("joint_tape", loss="penalty"),
        chain=chain(),
        parameters={"alpha": ParameterResult(1.0, -37.3, 0.07, 0.07, 5e5)},
        final_loss=-5.2e7,
        first_scores=(0.5,),
        final_scores=(900.0,),
        least_error=0.4,
    )
    opening = "The wiring works and the loss falls, yet the model gets worse"
    assert words.startswith(f"{opening}: α went from 1.000 to −37.30 in 2,000 steps")
    assert "the loss from 1.200 to −5.2e7, while the mean absolute error on " in words
    assert "was 0.400 at its best and ended at 900.0. This loss diverges: " in words
    assert "this loss has no minimum in α" in words


def test_a_run_that_diverged_says_when(catalogue):
    words = told(
        catalogue,
        status="diverged",
        step=60,
        spec=RunSpec("joint_tape", loss="penalty"),
        chain=chain(),
        parameters={"alpha": ParameterResult(1.0, -9.0, 0.07, 0.07, None)},
    )
    assert words.startswith("The loss was no longer finite at step 60; until then α went from")
    assert "in 59 steps" in words


def test_a_frozen_parameter_is_not_blamed_for_a_divergence(catalogue):
    words = told(catalogue, status="diverged", step=19, spec=RunSpec("loss_in_compile", lr=10.0))
    assert words == (
        "The loss was no longer finite at step 19; until then σ stayed at 1.000 for 18 steps, "
        "with Adam at learning rate 10."
    )
    assert told(catalogue, status="diverged", step=1) == "The loss was not finite at step 1."


def test_a_wiring_that_works_does_not_hide_a_fit_that_gets_worse(catalogue):
    words = told(
        catalogue,
        chain=chain(),
        parameters={"log_variance": ParameterResult(0.0, 4.0, 0.1, 0.1, 0.1)},
        first_scores=(0.3,),
        final_scores=(17.9,),
        least_error=0.3,
    )
    assert words == (
        "The wiring works, the fit does not: σ went from 1.000 to 7.389 in 2,000 steps, "
        "and the mean absolute error on validation data went from 0.300 to 17.90."
    )


ABSURD = {
    "chain": chain(),
    "parameters": {"log_variance": ParameterResult(0.0, 330.0, 0.1, 0.1, 0.0)},
    "first_scores": (3.3,),
    "final_scores": (0.705,),
    "least_error": 0.705,
    "constant_error": 0.708,
    "first_loss": 1.3,
    "final_loss": 5.9,
}


def test_a_fit_that_a_constant_beats_is_not_called_well(catalogue):
    """The first error is measured after the first update, which did the damage."""
    words = told(catalogue, **ABSURD)
    assert words.startswith("The wiring works, the fit does not: σ went from 1.000 to 4.6e71 in")
    assert words.endswith("went from 3.300 to 0.705; a constant prediction has 0.708.")
    lost = told(catalogue, **ABSURD | {"chain": chain("listed")})
    assert lost.endswith("went from 3.300 to 0.705; a constant prediction has 0.708.")
    falling = told(catalogue, **ABSURD | {"final_loss": 0.9})
    assert falling.endswith("the noise put into the data has σ = 0.300.")


@pytest.mark.parametrize(
    ("word", "changes"),
    [
        ("worse", {}),
        ("works", {"final_loss": 0.9}),
        ("works", {"final_scores": (0.3,), "least_error": 0.29}),
        ("worse", {"final_scores": (0.6,), "least_error": 0.29}),
        ("worse", {"final_scores": (None,)}),
        ("wrong", {"remarks": (found("weights_not_trained"),)}),
        ("lost", {"chain": chain("listed")}),
        ("raised", {"status": "raised"}),
        ("diverged", {"status": "diverged"}),
    ],
)
def test_a_run_has_one_verdict(catalogue, word, changes):
    assert verdict(replace(OUTCOME, **ABSURD | changes), catalogue) == word


UNKNOWN = {
    "chain": chain(),
    "spec": RunSpec("joint_tape", dataset="diabetes"),
    "parameters": {"log_variance": ParameterResult(0.0, -2.0, 0.1, 0.1, 0.1)},
    "final_validation": 17.9,
    "first_scores": (0.9,),
    "final_scores": (0.7,),
    "least_error": 0.6,
}


def test_a_validation_loss_that_rises_is_no_worse_fit_where_the_error_falls(catalogue):
    """The loss moves with its own parameters; the score does not."""
    assert told(catalogue, **UNKNOWN) == (
        "σ went from 1.000 to 0.368 in 2,000 steps; the mean absolute error on validation data "
        "went from 0.900 to 0.700, though the validation loss went from 1.300 to 17.90."
    )


def test_where_a_parameter_climbs_its_loss_is_meant_to_rise(catalogue):
    climbs = {"log_variance": ParameterResult(0.0, 2.0, 0.1, -0.1, 0.1)}
    words = told(catalogue, **UNKNOWN | {"parameters": climbs})
    assert words.endswith("the mean absolute error on validation data went from 0.900 to 0.700.")


def test_a_run_that_raised_says_what_and_when(catalogue):
    words = told(
        catalogue,
        status="raised",
        step=0,
        chain=chain("variable", measured_on="two eager steps"),
        exception=ExceptionRecord("ValueError", "no", 1),
    )
    assert words == (
        "The train step raised ValueError at step 1, so nothing was trained; "
        "run uncompiled, every step would create s again."
    )
    later = told(
        catalogue, status="raised", step=9, exception=ExceptionRecord("ValueError", "", 10)
    )
    assert later == "The train step raised ValueError at step 10, so training ended at step 10."


def test_what_the_loss_holds_is_named_where_it_is_no_variable(catalogue):
    broken = chain("variable", found("not_a_variable", holds="Python float"))
    assert told(catalogue, chain=broken) == (
        "σ stayed at 1.000 for 2,000 steps: the loss holds a Python float, not a variable."
    )


def test_a_gradient_of_zero_is_not_called_missing(catalogue):
    words = told(
        catalogue,
        reads_as_is=False,
        chain=chain("used", found("zero_gradient", steps=100, first=1)),
        parameters={"log_variance": ParameterResult(40.0, 40.0, 0.0, 0.0, 0.0)},
    )
    zero = "gradient exactly 0 at each of the first 100 steps"
    assert words == f"s stayed at 40.00 for 2,000 steps: {zero}."


def test_a_remark_takes_the_place_of_praise(catalogue):
    moved = {"log_variance": ParameterResult(0.0, -2.0, 0.1, 0.1, 0.1)}
    words = told(
        catalogue, chain=chain(), parameters=moved, remarks=(found("weights_not_trained"),)
    )
    assert words == (
        "σ went from 1.000 to 0.368 in 2,000 steps, but no optimizer ever received a gradient "
        "for the model's weights; the noise put into the data has σ = 0.300."
    )


CHEATING = {
    "chain": chain(),
    "spec": RunSpec("two_optimizers", loss="focal", dataset="moons"),
    "parameters": {"raw_gamma": ParameterResult(0.5, 9.6, -0.1, -0.1, -0.1)},
    "first_loss": 0.37,
    "final_loss": 0.0001,
}


@pytest.mark.parametrize(
    ("first", "least", "final", "words"),
    [
        (0.45, 0.09, 0.33, "was 0.090 at its best and ended at 0.330"),
        (0.45, 0.32, 0.33, "went from 0.450 to 0.330"),
        (0.30, 0.30, 0.90, "went from 0.300 to 0.900"),
    ],
)
def test_a_loss_that_cheats_is_told_with_the_score_it_cannot_cheat(
    catalogue, first, least, final, words
):
    (parameter,) = catalogue.loss("focal").parameters
    result = next(iter(CHEATING["parameters"].values()))
    scores = {"first_scores": (first, 0.8), "final_scores": (final, 0.9), "least_error": least}
    sentence = told(catalogue, **CHEATING | scores | {"parameters": {parameter.name: result}})
    worse = final > 1.2 * least
    opening = "The wiring works and the loss falls, yet the probabilities get worse"
    assert sentence.startswith(f"{opening if worse else 'The wiring works'}: γ went from")
    assert f"while the cross-entropy on validation data {words}, with an accuracy of 0.900. " in (
        sentence
    )
    known = "his loss cheats: a larger γ makes every sample cheaper"
    assert (f"T{known}" if worse else f"The error does not show it here, but t{known}") in sentence


def test_descending_where_a_parameter_has_to_climb_is_told(catalogue):
    (parameter,) = catalogue.loss("lagrange").parameters
    spec = RunSpec("two_optimizers", loss="lagrange")
    descent = ParameterResult(0.5, -3.0, 0.1, 0.1, 0.1)
    words = told(catalogue, chain=chain(), spec=spec, parameters={parameter.name: descent})
    assert words.startswith("The wiring works, but it descends: λ went from")
    ascent = replace(descent, final=2.0, grad_delivered=-0.1)
    words = told(catalogue, chain=chain(), spec=spec, parameters={parameter.name: ascent})
    assert "descends" not in words


@pytest.mark.parametrize(
    ("loud", "quiet", "opening"),
    [
        (0.5, 0.2, "The wiring works: "),
        (0.5, 0.95, "The wiring works and the loss falls, yet the model gets worse: "),
        (0.7, 0.2, "The wiring works and the loss falls, yet the model gets worse: "),
    ],
)
def test_of_several_tasks_every_error_counts(catalogue, loud, quiet, opening):
    loss = catalogue.loss("softmax_weights")
    sentence = told(
        catalogue,
        chain=chain(),
        spec=RunSpec("joint_tape", loss="softmax_weights", dataset="two_tasks"),
        parameters={p.name: ParameterResult(0.0, 3.0, 0.1, 0.1, 0.1) for p in loss.parameters},
        first_scores=(0.9, 0.9),
        final_scores=(loud, quiet),
        least_error=0.5,
    )
    assert sentence.startswith(opening)
    assert f"from 0.900 to {loud:.3f} for loud and from 0.900 to {quiet:.3f} for quiet" in sentence
    assert ("The error does not show it here" in sentence) == (opening == "The wiring works: ")


def test_a_fit_of_several_tasks_is_none_where_one_of_them_is_lost(catalogue):
    kendall = catalogue.loss("kendall")
    sentence = told(
        catalogue,
        chain=chain(),
        spec=RunSpec("joint_tape", loss="kendall", dataset="linnerud"),
        parameters={p.name: ParameterResult(0.0, -8.0, 0.1, 0.1, 0.1) for p in kendall.parameters},
        first_scores=(1.4, 0.7),
        final_scores=(1.2, 1.1),
        least_error=1.0,
    )
    assert sentence.startswith("The wiring works, the fit does not: ")
    assert sentence.endswith("from 1.400 to 1.200 for waist and from 0.700 to 1.100 for pulse.")
