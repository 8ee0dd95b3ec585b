"""The claims, in our words, and the runs that decide them."""

from dataclasses import dataclass

from explorer.article import verdict
from explorer.records.catalogue import Catalogue
from explorer.records.spec import Comparison, RunSpec

EAGER_ENOUGH = 100
"""Steps of the run that is not compiled; it does the same at every step."""


@dataclass(frozen=True)
class Experiment:
    """One run and what it is for."""

    key: str
    title: str
    comparison: Comparison
    """Shows one wiring, as Explore does behind the link."""

    def spec(self, catalogue: Catalogue) -> RunSpec:
        """The run that the panel and the verdict both refer to."""
        (spec,) = self.comparison.runs(catalogue)
        return spec


@dataclass(frozen=True)
class Claim:
    """What is claimed, how it is tested, and who judges the runs."""

    title: str
    claim: str
    experiment: str
    experiments: tuple[Experiment, ...]
    judge: verdict.Judge


def _broken(key: str, title: str, wiring: str, loss: str = "penalty", **options) -> Experiment:
    return Experiment(key, title, Comparison(view="broken", broken=wiring, loss=loss, **options))


def _fixed(key: str, title: str, wiring: str, loss: str = "gaussian") -> Experiment:
    return Experiment(key, title, Comparison(view="fixed", fixed=wiring, loss=loss))


CLAIMS = (
    Claim(
        title="The diagnosis: the tape does not see the variable",
        claim=(
            "A variable that lives in the loss is outside the tape's context. Its gradient is "
            "None, and that is why it does not move."
        ),
        experiment=(
            "The program from the question: a Loss that owns α, given to compile(), trained by "
            "fit(). In addition, a tape computes the gradient of α at step 1."
        ),
        experiments=(_broken("diagnosis", "The loss in compile()", "loss_in_compile"),),
        judge=verdict.gradient_is_none,
    ),
    Claim(
        title="The first repair: the loss returns its own gradients",
        claim=(
            "Open a tape inside Loss.call and return the loss together with its gradients; create "
            "a new loss wherever it is used, and apply the gradients by hand, with one "
            "optimizer called once for the model and once for α."
        ),
        experiment=(
            "The repair has three faults, each hidden by the one before. So each is run alone, "
            "with the earlier ones fixed."
        ),
        experiments=(
            _broken("tuple", "1. The loss returns a tuple", "tuple_from_loss"),
            _broken("second_call", "2. One optimizer, called twice", "second_call"),
            _broken(
                "fresh_eager",
                "3. A new loss at every use",
                "fresh_loss_eager",
                steps=EAGER_ENOUGH,
            ),
        ),
        judge=verdict.first_repair,
    ),
    Claim(
        title="The second repair: the same, compiled",
        claim="Put the same step into a tf.function.",
        experiment="The step of experiment 3, traced by tf.function.",
        experiments=(_broken("compiled", "The same step, compiled", "fresh_loss"),),
        judge=verdict.second_repair,
    ),
    Claim(
        title="Not in the answer, added by us: the loss has no minimum",
        claim=(
            "Not stated but assumed: once α is trained, the loss of the example, "
            "mean |y − f| + α · mean f², is a loss like any other, and training settles at its "
            "minimum."
        ),
        experiment=("The same loss, wired correctly: one tape, one optimizer, α in both lists."),
        experiments=(
            _fixed("unbounded", "The same loss, wired correctly", "joint_tape", loss="penalty"),
        ),
        judge=verdict.comes_to_rest,
    ),
)

PROGRAMS = (
    Claim(
        title="The broken program, correctly explained",
        claim=(
            "fit() differentiates model.trainable_variables and nothing else. A Loss is not a "
            "layer, so Keras does not look for variables in it: σ has a gradient that nobody "
            "asks for."
        ),
        experiment="The program from the question again, now with a loss that has a minimum.",
        experiments=(
            _broken("explained", "The loss in compile()", "loss_in_compile", loss="gaussian"),
        ),
        judge=verdict.stands_still,
    ),
    Claim(
        title="Gradients by hand, working",
        claim=(
            "One loss, made once. One tape gives both sets of gradients; the optimizer takes the "
            "model's, and assign_sub moves the parameter of the loss in place."
        ),
        experiment="A step of our own without a second call to the optimizer.",
        experiments=(_fixed("by_hand", "Updated by hand", "assign_by_hand"),),
        judge=verdict.trains,
    ),
    Claim(
        title="One compiled step, working",
        claim=(
            "The model's variables and the loss's in one list: differentiated together, applied "
            "in one call. Everything is created before the step is compiled."
        ),
        experiment="The same step under tf.function, with the joint list.",
        experiments=(_fixed("joint", "One tape, one optimizer", "joint_tape"),),
        judge=verdict.trains,
    ),
)


def all_specs(catalogue: Catalogue) -> tuple[RunSpec, ...]:
    """Every run of the page, in reading order."""
    return tuple(
        experiment.spec(catalogue)
        for claim in (*CLAIMS, *PROGRAMS)
        for experiment in claim.experiments
    )
