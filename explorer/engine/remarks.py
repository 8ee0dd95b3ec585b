"""What is measured beside the chain: a parameter can move and the run still be wrong."""

import numpy as np

from explorer.records.finding import Finding, found
from explorer.records.outcome import finite

TOLERANCE = 1e-3
"""Relative difference of two losses that float32 and XLA do not explain."""


def remarks(recording) -> tuple[Finding, ...]:
    """One finding for each thing that is wrong, from what `recording` holds."""
    if not recording.step:
        return ()
    wrong = (_no_weights(recording), _frozen(recording), _other_objective(recording))
    return tuple(finding for finding in wrong if finding)


def _no_weights(recording) -> Finding | None:
    trained = np.isfinite(recording.column("grad_norm")).any()
    return None if trained else found("weights_not_trained")


def _frozen(recording) -> Finding | None:
    for name, step in recording.frozen.items():
        values = recording.column(f"{name}.value")
        if step < len(values) and values[-1] != values[step - 1]:
            return found("freezing_ignored", after=step)
    return None


def _other_objective(recording) -> Finding | None:
    expected, minimised = recording.expected_loss, float(recording.column("loss")[0])
    if expected is None or abs(minimised - expected) <= TOLERANCE * max(1.0, abs(expected)):
        return None
    return found("other_objective", found=minimised, expected=finite(expected))
