"""How a run ended: what it recorded, and what was found about its step."""

import hashlib
import json
from dataclasses import replace

from explorer.engine.inventory import inventory
from explorer.engine.recording import Recording
from explorer.records.outcome import Diagnosis, Outcome, finite
from explorer.tasks.fit import verdict


def outcome_of(recording: Recording, diagnosis: Diagnosis, mode: str, reads_as_is: bool) -> Outcome:
    """The outcome of a run that has ended.

    Args:
        recording: the run.
        diagnosis: of its step.
        mode: 'xla', 'graph' or 'eager'.
        reads_as_is: whether the loss sees its parameters as they are.

    Raises:
        RuntimeError: it has not ended.
    """
    spec, data = recording.spec, recording.data
    if not recording.ended:
        raise RuntimeError(f"run at step {recording.step} of {spec.steps} has not ended")
    status = "finished"
    if recording.exception is not None:
        status = "raised"
    elif recording.diverged_at is not None:
        status = "diverged"
    rows = recording.rows
    snapshots = [values for _, values in recording.snapshots]
    scores = [data.scores(values) for values in snapshots]
    outcome = Outcome(
        spec=spec,
        status=status,
        step=recording.diverged_at or recording.step,
        exception=recording.exception,
        mode=mode,
        **vars(diagnosis),
        first_loss=float(rows[0, 0]) if len(rows) else None,
        final_loss=float(rows[-1, 0]) if len(rows) else None,
        first_validation=finite(snapshots[0][0]) if snapshots else None,
        final_validation=finite(snapshots[-1][0]) if snapshots else None,
        first_scores=scores[0] if scores else (),
        final_scores=scores[-1] if scores else (),
        least_error=min((error for error, *_ in scores if error is not None), default=None),
        constant_error=data.constant_error(),
        steps_per_second=recording.step / recording.seconds if recording.step else None,
        fingerprint=fingerprint(spec, status, recording.exception, rows, snapshots),
        versions=inventory().catalogue.versions,
        reads_as_is=reads_as_is,
    )
    return replace(outcome, verdict=verdict(outcome, inventory().catalogue))


def fingerprint(spec, status, exception, rows, snapshots) -> str:
    """Twelve hex digits that two runs share when every recorded bit is the same."""
    digest = hashlib.sha256(json.dumps(spec.as_dict(), sort_keys=True).encode())
    digest.update(f"{status} {exception}".encode())
    digest.update(rows.tobytes())
    for values in snapshots:
        digest.update(values.tobytes())
    return digest.hexdigest()[:12]
