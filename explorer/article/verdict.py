"""What the runs on the page show about each claim. A judge sees only their outcomes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from explorer.records.number import number
from explorer.records.outcome import LinkResult, Outcome
from explorer.words.findings import phrase, reason

Tone = Literal["broken", "fixed", "open"]
SYMBOLS = {"alpha": "α", "log_variance": "log σ²"}


@dataclass(frozen=True)
class Verdict:
    """A word or two, how they are coloured, and what was measured, in one or more lines."""

    word: str
    tone: Tone
    text: str


Judge = Callable[[tuple[Outcome, ...]], Verdict]


def gradient_is_none(outcomes: tuple[Outcome, ...]) -> Verdict:
    """Whether the parameter stands still because the tape gives it no gradient."""
    (run,) = outcomes
    symbol, result = _parameter(run)
    gradient = result.grad_available
    if run.broken_link is None:
        return Verdict("Nothing to explain", "open", f"In this run {_movement(run)}.")
    if gradient is None:
        return Verdict("Holds", "fixed", f"The gradient of {symbol} at step 1 was None.")
    if gradient == 0:
        return Verdict(
            "Undecided", "open", f"The gradient of {symbol} was not None, but 0, at step 1."
        )
    watched = (
        f"A tape around the same loss sees {symbol}: its gradient at step 1 was "
        f"{number(gradient)}, not None"
    )
    listed = _link(run, "listed")
    if not listed.ok:
        return Verdict(
            "Does not hold",
            "broken",
            f"{watched}. What stops {symbol} is the next link: it is {reason(listed)}. "
            f"After {run.steps:,} steps it was {number(result.final)}.",
        )
    return Verdict("Does not hold here", "broken", f"{watched}, and it was listed. {_stop(run)}.")


def first_repair(outcomes: tuple[Outcome, ...]) -> Verdict:
    """Whether gradients returned by the loss, applied by hand, train the parameter."""
    expected = (
        _raised(outcomes[0], "Shapes"),
        _raised(outcomes[1], "Unknown variable"),
        not _link(outcomes[2], "variable").ok and outcomes[2].exception is None,
    )
    text = "\n".join(f"{i}. {_stop(run)}." for i, run in enumerate(outcomes, start=1))
    return _repair(outcomes, all(expected), text)


def second_repair(outcomes: tuple[Outcome, ...]) -> Verdict:
    """Whether the same step trains the parameter once it is compiled."""
    (run,) = outcomes
    return _repair(outcomes, _raised(run, "created on the first call"), f"{_stop(run)}.")


def comes_to_rest(outcomes: tuple[Outcome, ...]) -> Verdict:
    """Whether training ends in a minimum, or the parameter runs away and the loss with it."""
    (run,) = outcomes
    symbol, result = _parameter(run)
    if run.broken_link is not None:
        return Verdict(
            "Not tested", "open", f"{symbol} does not train in this run: {_lower(_stop(run))}."
        )
    text = f"{_movement(run)}, and the loss from {number(run.first_loss)} to "
    if run.status == "diverged":
        return Verdict("Does not hold", "broken", f"{text}no finite number, at step {run.step:,}.")
    text += number(run.final_loss)
    below = (result.final or 0) < 0 and (run.final_loss or 0) < 0
    if below and (result.grad_last or 0) > 0:
        return Verdict(
            "Does not hold",
            "broken",
            f"{text}. The last gradient, {number(result.grad_last)}, still pushes {symbol} down: "
            "there is no minimum to settle at.",
        )
    return Verdict("Holds", "fixed", f"{text}: neither ran away.")


def stands_still(outcomes: tuple[Outcome, ...]) -> Verdict:
    """Whether the broken program breaks where our explanation says: at the list."""
    (run,) = outcomes
    symbol, result = _parameter(run)
    if run.broken_link is None:
        return Verdict("Works", "fixed", f"{_movement(run)}.")
    as_explained = (
        run.broken_link == "listed" and run.exception is None and result.final == result.initial
    )
    if as_explained:
        reports = "neither error nor warning" if run.silent else "no error, but a warning"
        return Verdict(
            "Stands still, as explained",
            "open",
            f"{symbol} was {number(result.final)} after {run.steps:,} steps, with {reports}, "
            f"although a gradient of {number(result.grad_available)} was there: "
            f"it is {reason(_link(run, 'listed'))}.",
        )
    return Verdict("Broken elsewhere", "open", f"{_stop(run)}.")


def trains(outcomes: tuple[Outcome, ...]) -> Verdict:
    """Whether the parameter moves and the fit on unseen data gets better."""
    (run,) = outcomes
    if run.broken_link is not None or run.status != "finished":
        return Verdict("Does not work", "broken", f"{_stop(run)}.")
    before, after = run.first_validation, run.final_validation
    text = f"{_movement(run)}; the validation loss went from {number(before)} to {number(after)}."
    if before is None or after is None or after >= before:
        return Verdict("Moves, fits no better", "open", text)
    return Verdict("Works", "fixed", text)


def _repair(outcomes: tuple[Outcome, ...], as_expected: bool, text: str) -> Verdict:
    working = [run for run in outcomes if run.broken_link is None and run.status == "finished"]
    if len(working) == len(outcomes):
        return Verdict("Works", "fixed", text)
    if working:
        return Verdict("Works in part", "open", text)
    if as_expected:
        return Verdict("Does not work", "broken", text)
    return Verdict("Fails in another way", "broken", text)


def _stop(run: Outcome) -> str:
    """What keeps the parameter from training in `run`, as measured."""
    symbol, _ = _parameter(run)
    if run.exception is not None:
        error = run.exception
        head = error.message.split(". ", 1)[0].split(" for '", 1)[0].rstrip(".")
        more = "" if head == error.message.rstrip(".") else " …"
        return f"{error.type} at step {error.step:,}: “{head}{more}”"
    if run.broken_link is None:
        return _movement(run)
    if run.broken_link == "variable":
        return (
            f"Nothing is raised in {run.steps:,} steps, but the loss holds {phrase(run.finding)}: "
            f"every update of {symbol} is thrown away"
        )
    return f"The chain of {symbol} breaks at “{run.broken_link}”: {phrase(run.finding)}"


def _movement(run: Outcome) -> str:
    symbol, result = _parameter(run)
    return (
        f"{symbol} went from {number(result.initial)} to {number(result.final)} "
        f"in {run.steps:,} steps"
    )


def _raised(run: Outcome, words: str) -> bool:
    return run.exception is not None and words in run.exception.message


def _parameter(run: Outcome):
    name, result = next(iter(run.parameters.items()))
    return SYMBOLS.get(name, name), result


def _link(run: Outcome, link: str) -> LinkResult:
    return next(result for result in run.chain.links if result.link == link)


def _lower(text: str) -> str:
    return text.replace("The chain", "the chain", 1).replace("Nothing", "nothing", 1)
