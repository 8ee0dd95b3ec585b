"""What is measured beside the chain: a parameter can move and the run still be wrong."""

import numpy as np

from explorer.records.number import number

TOLERANCE = 1e-3
"""Relative difference of two losses that float32 and XLA do not explain."""


def remarks(recording) -> tuple[str, ...]:
    """One clause for each thing that is wrong, from what `recording` holds."""
    if not recording.step:
        return ()
    found = (_no_weights(recording), _frozen(recording), _other_objective(recording))
    return tuple(clause for clause in found if clause)


def _no_weights(recording) -> str | None:
    if np.isfinite(recording.column("grad_norm")).any():
        return None
    return "no optimizer ever received a gradient for the model's weights"


def _frozen(recording) -> str | None:
    for name, step in recording.frozen.items():
        values = recording.column(f"{name}.value")
        if step < len(values) and values[-1] != values[step - 1]:
            return f"trainable=False was set after step {step}, and the compiled step ignores it"
    return None


def _other_objective(recording) -> str | None:
    expected, found = recording.expected_loss, float(recording.column("loss")[0])
    if expected is None or abs(found - expected) <= TOLERANCE * max(1.0, abs(expected)):
        return None
    return (
        f"what step 1 minimises is {number(found)}, not the loss itself, which is "
        f"{number(expected)}"
    )
