"""How a run ended: what it recorded, and what was found about its step."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

from explorer.engine.inventory import inventory
from explorer.records.outcome import Diagnosis, Outcome, ParameterResult, finite
from explorer.tasks.fit import verdict


def outcome_of(course) -> Outcome:
    """The outcome of a `Course` that has ended.

    Raises:
        RuntimeError: it has not ended.
    """
    spec, data = course.spec, course.data
    if not course.ended:
        raise RuntimeError(f"run at step {course.step} of {spec.steps} has not ended")
    status = "finished"
    if course.exception is not None:
        status = "raised"
    elif course.diverged_at is not None:
        status = "diverged"
    rows = course.rows
    snapshots = [values for _, values in course.snapshots]
    segments = tuple(part.diagnosis() for part in course.parts)
    last = segments[-1]
    scores = [data.scores(values) for values in snapshots]
    outcome = Outcome(
        spec=spec,
        status=status,
        step=course.diverged_at or course.step,
        exception=course.exception,
        mode=last.mode,
        chain=last.chain,
        parameters={name: _whole(name, segments) for name in last.parameters},
        remarks=last.remarks,
        warnings=tuple(dict.fromkeys(text for each in segments for text in each.warnings)),
        first_loss=float(rows[0, 0]) if len(rows) else None,
        final_loss=float(rows[-1, 0]) if len(rows) else None,
        first_validation=finite(snapshots[0][0]) if snapshots else None,
        final_validation=finite(snapshots[-1][0]) if snapshots else None,
        first_scores=scores[0] if scores else (),
        final_scores=scores[-1] if scores else (),
        least_error=min((error for error, *_ in scores if error is not None), default=None),
        constant_error=data.constant_error(),
        steps_per_second=course.step / course.seconds if course.step else None,
        fingerprint=fingerprint(spec, status, course.exception, rows, snapshots),
        versions=inventory().catalogue.versions,
        reads_as_is=all(part.reads_as_is for part in course.parts),
        segments=segments if spec.events else (),
    )
    return replace(outcome, verdict=verdict(outcome, inventory().catalogue))


def _whole(name: str, segments: Sequence[Diagnosis]) -> ParameterResult:
    """The result of a parameter from the first segment to the last."""
    first, last = segments[0].parameters[name], segments[-1].parameters[name]
    return replace(first, final=last.final, grad_last=last.grad_last)


def fingerprint(spec, status, exception, rows, snapshots) -> str:
    """Twelve hex digits that two runs share when every recorded bit is the same."""
    digest = hashlib.sha256(json.dumps(spec.as_dict(), sort_keys=True).encode())
    digest.update(f"{status} {exception}".encode())
    digest.update(rows.tobytes())
    for values in snapshots:
        digest.update(values.tobytes())
    return digest.hexdigest()[:12]
