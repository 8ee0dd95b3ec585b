"""What happened in a run, in one sentence with its numbers."""

from dataclasses import replace

from explorer.records.catalogue import Catalogue, Loss
from explorer.records.fields import OPTIMIZERS
from explorer.records.finding import NO_GRADIENT
from explorer.records.number import count, exact, number
from explorer.records.outcome import Outcome
from explorer.tasks import TASKS
from explorer.tasks.fit import WORSE, beaten_by_constant, climbs, error_rose, fit_lost, rose, scored
from explorer.words.clauses import (
    capitalised,
    changed,
    course,
    listing,
    movement,
    opening,
    shown,
    stayed,
    symbol,
)
from explorer.words.findings import phrase
from explorer.words.story import story


def sentence(outcome: Outcome, catalogue: Catalogue) -> str:
    """The sentence for one run. Every number in it was measured in that run."""
    loss = catalogue.loss(outcome.spec.loss)
    parameters = loss.parameters
    if not outcome.reads_as_is:
        # The formula then uses another number than the parameter's reading.
        parameters = [replace(p, reading=None) for p in parameters]
    pairs = [(p, outcome.parameters[p.name]) for p in parameters]
    if outcome.segments:
        score = _score(outcome, catalogue)
        return story(outcome, parameters, catalogue) + (
            f" Over the whole run, {score}." if score else ""
        )
    if outcome.status == "raised":
        return _raised(outcome, pairs)
    if outcome.status == "diverged":
        return _diverged(outcome, pairs, loss)
    if outcome.broken_link is None:
        return _moved(outcome, pairs, catalogue)
    text = _stuck(outcome, pairs)
    if beaten_by_constant(outcome):
        text += f" {capitalised(_score(outcome, catalogue))}{_constant(outcome)}."
    return text


def _raised(outcome: Outcome, pairs) -> str:
    error = outcome.exception
    trained = "nothing was trained" if error.step == 1 else f"training ended at step {error.step:,}"
    text = f"The train step raised {error.type} at step {error.step:,}, so {trained}"
    names = listing([p.symbol for p, _ in pairs])
    finding = outcome.finding
    if finding is None or finding.kind == "not_measured":
        return f"{text}."
    if finding.kind == "new_each_step":
        return f"{text}; run uncompiled, every step would create {names} again."
    if outcome.broken_link == "variable":
        return f"{text}; in place of {names} the loss holds {phrase(finding)}."
    if outcome.broken_link == "used":
        return f"{text}; no gradient would have reached {names}."
    return f"{text}."


def _diverged(outcome: Outcome, pairs, loss: Loss) -> str:
    """The loss's own verdict explains it only where the parameter moved as the verdict says."""
    text = f"The loss was no longer finite at step {outcome.step:,}; until then "
    if not outcome.steps:
        return f"The loss was not finite at step {outcome.step:,}."
    moved = any(changed(p, result) for p, result in pairs)
    text += movement(pairs, outcome.steps) if moved else stayed(pairs, outcome.steps)
    if outcome.broken_link is None and loss.verdict == "diverges":
        return f"{text}. {opening(loss.verdict_text)}."
    spec = outcome.spec
    rates = f"learning rate {exact(spec.lr)}"
    if spec.loss_lr is not None:
        rates += f" ({exact(spec.loss_lr)} for the loss)"
    return f"{text}, with {OPTIMIZERS[spec.optimizer]} at {rates}."


def _moved(outcome: Outcome, pairs, catalogue: Catalogue) -> str:
    loss = catalogue.loss(outcome.spec.loss)
    moved = movement(pairs, outcome.steps)
    if outcome.remarks:
        text = f"{capitalised(moved)}, but {'; and '.join(map(phrase, outcome.remarks))}"
        return f"{text}{_truths(outcome, pairs, catalogue)}."
    if loss.verdict == "needs ascent" and not any(climbs(result) for _, result in pairs):
        return (
            f"The wiring works, but it descends: {moved}, and the loss from "
            f"{number(outcome.first_loss)} to {number(outcome.final_loss)}. "
            f"{opening(loss.verdict_text)}."
        )
    went = _score(outcome, catalogue)
    meanwhile = went and f", while {went}"
    fell = f"the loss from {number(outcome.first_loss)} to {number(outcome.final_loss)}"
    if loss.verdict in ("cheats", "diverges"):
        # The loss's verdict explains a run only as far as the run shows it.
        why = f"this loss {loss.verdict}: {loss.verdict_text}"
        if outcome.final_loss < outcome.first_loss and error_rose(outcome, catalogue):
            task = TASKS[catalogue.dataset(outcome.spec.dataset).task]
            worse = f"The wiring works and the loss falls, yet {task.worse}"
            return f"{worse}: {moved} and {fell}{meanwhile}. {opening(why)}."
        if beaten_by_constant(outcome):
            lost = f"The wiring works, the fit does not: {moved} and {fell}{meanwhile}"
            return f"{lost}{_constant(outcome)}. {opening(why)}."
        text = f"The wiring works: {moved} and {fell}{meanwhile}"
        return f"{text}. The error does not show it here, but {why}."
    if fit_lost(outcome, catalogue):
        return f"The wiring works, the fit does not: {moved}, and {went}{_constant(outcome)}."
    if truths := _truths(outcome, pairs, catalogue):
        return f"{capitalised(moved)}{truths}."
    if (
        went
        and rose(outcome.first_validation, outcome.final_validation)
        and not any(climbs(result) for _, result in pairs)
    ):
        went += f", though {_validation(outcome)}"
    return f"{capitalised(moved)}; {went or _validation(outcome)}."


def _validation(outcome: Outcome) -> str:
    before, after = outcome.first_validation, outcome.final_validation
    return f"the validation loss went from {number(before)} to {number(after)}"


def _score(outcome: Outcome, catalogue: Catalogue) -> str:
    """How the error changed, as a clause; empty where none was measured."""
    scores = scored(outcome, catalogue)
    if not scores or scores[0][1] is None:
        return ""
    error, before, after = scores[0]
    own = [each for each in scores if each[0] is error]
    if len(own) > 1:
        names = catalogue.dataset(outcome.spec.dataset).names
        went = [
            f"from {number(before)} to {number(after)} for {name}"
            for name, (_, before, after) in zip(names, own, strict=True)
        ]
        text = f"{error.words} went {listing(went)}"
    elif error_rose(outcome, catalogue) and before > WORSE * outcome.least_error:
        best = number(outcome.least_error)
        text = f"{error.words} was {best} at its best and ended at {number(after)}"
    else:
        text = f"{error.words} went from {number(before)} to {number(after)}"
    for score, _, after in scores:
        if score is not error and after is not None:
            text += f", with {score.words} of {number(after)}"
    return text


def _constant(outcome: Outcome) -> str:
    """The error of a constant prediction, as a clause, where the run did no better."""
    if not beaten_by_constant(outcome):
        return ""
    return f"; a constant prediction has {number(outcome.constant_error)}"


def _truths(outcome: Outcome, pairs, catalogue: Catalogue) -> str:
    """The true values that the parameters estimate, as a clause; empty where none is known."""
    dataset = catalogue.dataset(outcome.spec.dataset)
    truths = [truth for p, _ in pairs if (truth := dataset.truth(p.estimates))]
    if not truths or not outcome.reads_as_is:
        return ""
    by_words: dict[str, list[str]] = {}
    for truth in truths:
        by_words.setdefault(truth.words, []).append(f"{truth.symbol} = {number(truth.value)}")
    return "; " + listing([f"{words} {listing(values)}" for words, values in by_words.items()])


def _stuck(outcome: Outcome, pairs) -> str:
    finding = outcome.finding
    if finding.kind == "new_each_step":
        initial = listing([shown(p, result.initial) for p, result in pairs])
        names = listing([symbol(p) for p, _ in pairs])
        return (
            f"{names} started again at {initial} in each of {count(outcome.steps, 'step')}: "
            f"the loss holds {phrase(finding)}."
        )
    what = capitalised(course(pairs, outcome.steps))
    if outcome.broken_link == "variable":
        return f"{what}: the loss holds {phrase(finding)}."
    if outcome.broken_link == "used" and finding.kind not in NO_GRADIENT:
        return f"{what}: {phrase(finding)}."
    if outcome.broken_link == "moved":
        return f"{what}: an optimizer received its gradient, yet it was {phrase(finding)}."
    return f"{what}: {_gradients(pairs)}."


def _gradients(pairs) -> str:
    available = [result.grad_available for _, result in pairs]
    delivered = [result.grad_delivered for _, result in pairs]
    several = len(pairs) > 1
    if any(gradient is None for gradient in available) or not any(available):
        return "no gradient reached " + ("them" if several else "it")
    noun, verb, it = ("gradients", "were", "them") if several else ("a gradient", "was", "it")
    there = f"{noun} of {listing([number(g) for g in available])} {verb} there at step 1"
    if all(gradient is None for gradient in delivered):
        return f"{there}, and no optimizer ever received {it}"
    return f"{there}, and an optimizer received {it}"
