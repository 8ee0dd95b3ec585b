"""Whether a broken chain is a fault: much that stands still is meant to."""

from collections.abc import Callable

import numpy as np

from explorer.doctor.known import Known, Site
from explorer.doctor.rows import Rows
from explorer.doctor.watch import Watch
from explorer.records.checkup import Severity
from explorer.records.finding import Finding, found
from explorer.records.outcome import Chain

FEW = 3
"""Steps up to which a gradient of exactly 0 says nothing."""
TINY_RATE = 1e-7
"""A learning rate below which float32 hardly moves; 0 is a warm-up or a schedule."""
PART = 0.05
"""Of the step that a learning rate and a gradient call for: what a working optimizer reaches."""


def severity_of(
    known: Known, chain: Chain, site: Site, rows: Rows, watch: Watch
) -> tuple[Severity, Finding | None]:
    """Fault, note or fine; and why a broken chain is no fault."""
    broken = next((link for link in chain.links if not link.ok), None)
    if broken is None:
        return "fine", None
    excuse = _EXCUSES.get(broken.finding.kind)
    reason = excuse and excuse(known, rows, watch)
    if reason is None and broken.finding.kind == "frozen" and id(known.variable) not in site.listed:
        reason = found("meant_to_be_frozen")
    if reason is None and known.writes.times and broken.link in ("listed", "delivered", "used"):
        reason = found("assigned_by_program")
    return ("note", reason) if reason else ("fault", None)


def is_weight(known: Known, chain: Chain, site: Site, watch: Watch) -> bool:
    """Whether it is a network's own weight of which nothing need be said.

    Said is only that its gradient goes nowhere while those beside it reach an optimizer.
    """
    if watch.is_loss_side(known):
        return False
    handed = set().union(*(ids for _, ids in watch.optimizers.values()))
    lost = chain.broken_link == "delivered" and bool(site.listed & handed)
    return not lost or bool(known.writes.times or known.assigned_in_step)


def _zero(known: Known, rows: Rows, watch: Watch) -> Finding | None:
    if rows.count <= FEW:
        return found("too_few_steps", steps=rows.count)
    return found("at_minimum", curvature=rows.curvature) if rows.curvature > 0 else None


def _not_finite(known: Known, rows: Rows, watch: Watch) -> Finding | None:
    values = rows.column("value")
    finite = np.isfinite(values).all() and np.isfinite(rows.figure_now())
    return found("trains_nevertheless") if finite and len(set(values)) > 1 else None


def _unchanged(known: Known, rows: Rows, watch: Watch) -> Finding | None:
    rates = _rates(known, watch)
    return found("rate_zero") if rates and max(rates) == 0 else None


def _too_little(known: Known, rows: Rows, watch: Watch) -> Finding | None:
    rate = max(_rates(known, watch), default=0)
    values = np.append(rows.column("value"), rows.figure_now())
    farthest = np.nanmax(np.abs(values - values[0]))
    delivered = np.nan_to_num(rows.column("delivered"))
    called_for = rate * min(1.0, float(np.abs(delivered).max(initial=0.0)))
    if rate >= TINY_RATE and farthest >= PART * called_for:
        return found("rate_small", rate=rate)
    return None


def _rates(known: Known, watch: Watch) -> list[float]:
    """The learning rates of the optimizers that received its gradient, as they are now."""
    return [
        float(optimizer.learning_rate)
        for optimizer, handed in watch.optimizers.values()
        if id(known.variable) in handed
    ]


_EXCUSES: dict[str, Callable[[Known, Rows, Watch], Finding | None]] = {
    "zero_gradient": _zero,
    "gradient_not_finite": _not_finite,
    "unchanged": _unchanged,
    "too_little": _too_little,
}
