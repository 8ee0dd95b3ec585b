"""Whether the fit of a run got better, and so whether the run works.

Judged by errors that no loss parameter can change; the loss itself may rise with its parameters.
"""

from explorer.records.catalogue import Catalogue
from explorer.records.outcome import Outcome, ParameterResult, Verdict
from explorer.tasks import TASKS

WORSE = 1.2
"""An error above this multiple of its lowest has risen again."""
FAR = 2.0
"""Once an error is above this multiple of its lowest, the fit is lost."""


def scored(outcome: Outcome, catalogue: Catalogue) -> list[tuple]:
    """Each `Score` with its value at the first snapshot and at the last; none without snapshots."""
    dataset = catalogue.dataset(outcome.spec.dataset)
    columns = TASKS[dataset.task].score_columns(dataset.outputs)
    return list(zip(columns, outcome.first_scores, outcome.final_scores, strict=False))


def errors(outcome: Outcome, catalogue: Catalogue) -> list[tuple[float | None, float | None]]:
    """The scores that are errors, each at the first snapshot and at the last."""
    return [(before, after) for s, before, after in scored(outcome, catalogue) if s.is_error]


def rose(before: float | None, after: float | None) -> bool:
    """Whether something that is better when it is small ended larger than it began."""
    return before is not None and (after is None or after > before)


def error_rose(outcome: Outcome, catalogue: Catalogue) -> bool:
    """Whether the first error ended well above its lowest, or a further one above its start."""
    if outcome.least_error is None:
        return False
    (_, after), *further = errors(outcome, catalogue)
    high = after is None or after > WORSE * outcome.least_error
    return high or any(rose(*error) for error in further)


def beaten_by_constant(outcome: Outcome) -> bool:
    """Whether the loss rose and the best constant prediction has no larger error.

    The first snapshot is taken after the first update. A rate that is far too large has done its
    damage by then, so that the error may even fall from there.
    """
    if not outcome.final_scores or outcome.constant_error is None:
        return False
    after = outcome.final_scores[0]
    useless = after is None or after >= 0.95 * outcome.constant_error
    return useless and rose(outcome.first_loss, outcome.final_loss)


def fit_lost(outcome: Outcome, catalogue: Catalogue) -> bool:
    """Whether the predictions ended worse than they began, or useless."""
    if any(rose(*error) for error in errors(outcome, catalogue)):
        return True
    if not outcome.final_scores or outcome.least_error is None:
        return False
    after = outcome.final_scores[0]
    far = after is None or after > FAR * outcome.least_error
    return far or beaten_by_constant(outcome)


def climbs(result: ParameterResult) -> bool:
    """Whether the optimizer received the negated gradient."""
    available, delivered = result.grad_available, result.grad_delivered
    return bool(available and delivered) and available * delivered < 0


def verdict(outcome: Outcome, catalogue: Catalogue) -> Verdict:
    """The verdict on the run as a whole."""
    if outcome.status != "finished":
        return outcome.status
    if outcome.broken_link is not None:
        return "lost"
    loss = catalogue.loss(outcome.spec.loss)
    descends = not any(map(climbs, outcome.parameters.values()))
    if outcome.remarks or (loss.verdict == "needs ascent" and descends):
        return "wrong"
    suffers = loss.verdict in ("cheats", "diverges") and error_rose(outcome, catalogue)
    return "worse" if suffers or fit_lost(outcome, catalogue) else "works"
