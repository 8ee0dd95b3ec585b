"""What is wrong with a train step, whatever it is run for: the chain, and what stands beside it."""

from collections.abc import Mapping, Sequence

import numpy as np

from explorer.engine.chain import measure
from explorer.engine.evidence import Evidence, Witness
from explorer.records.finding import Finding, found
from explorer.records.outcome import Diagnosis, ParameterResult, finite

TOLERANCE = 1e-3
"""Relative difference of two losses that float32 and XLA do not explain."""


def diagnose(
    evidence: Evidence,
    witness: Witness,
    rows: Mapping[str, np.ndarray],
    mode: str,
    expected_loss: float | None = None,
    more: Sequence[Finding] = (),
) -> Diagnosis:
    """Judge a train step.

    Args:
        evidence: of its chain.
        witness: who gave it.
        rows: telemetry columns by name.
        mode: 'xla', 'graph' or 'eager'.
        expected_loss: what the loss itself gives on the first batch, before the first step.
        more: what else is wrong.
    """
    return Diagnosis(
        chain=measure(evidence),
        parameters={p.name: _result(p.name, p.initial, witness, rows) for p in evidence.parameters},
        mode=mode,
        remarks=(*_remarks(witness, rows, expected_loss), *more),
        warnings=witness.warnings,
    )


def _result(name: str, initial: float, witness: Witness, rows: Mapping) -> ParameterResult:
    available = rows[f"{name}.grad_available"]
    if not len(available):
        return ParameterResult(initial, initial, None, None, None)
    written = witness.written(name, len(available))
    return ParameterResult(
        initial=initial,
        final=finite(rows[f"{name}.value"][-1] if written is None else written),
        grad_available=finite(available[0]),
        grad_delivered=finite(rows[f"{name}.grad_delivered"][0]),
        grad_last=finite(available[-1]),
    )


def _remarks(witness: Witness, rows: Mapping, expected_loss: float | None) -> tuple[Finding, ...]:
    """One finding for each thing that is wrong: a parameter can move and the run still be wrong."""
    if not len(rows["loss"]):
        return ()
    wrong = (
        _no_weights(rows),
        _frozen(witness, rows),
        _other_objective(witness, rows, expected_loss),
    )
    return tuple(finding for finding in wrong if finding)


def _no_weights(rows: Mapping) -> Finding | None:
    trained = np.isfinite(rows["grad_norm"]).any()
    return None if trained else found("weights_not_trained")


def _frozen(witness: Witness, rows: Mapping) -> Finding | None:
    for name, step in witness.frozen.items():
        values = rows[f"{name}.value"][max(0, step - 1 - witness.begun) :]
        if len(values) > 1 and values[-1] != values[0]:
            return found("freezing_ignored", after=step)
    return None


def _other_objective(witness: Witness, rows: Mapping, expected: float | None) -> Finding | None:
    minimised = float(rows["loss"][0])
    if expected is None or abs(minimised - expected) <= TOLERANCE * max(1.0, abs(expected)):
        return None
    return found(
        "other_objective", found=minimised, expected=finite(expected), step=witness.begun + 1
    )
