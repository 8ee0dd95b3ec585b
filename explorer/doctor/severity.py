"""Whether a broken chain is a fault: much that stands still is meant to."""

from collections.abc import Callable

import numpy as np

from explorer.doctor.known import Known, Site
from explorer.doctor.rows import Rows
from explorer.doctor.watch import Watch
from explorer.records.checkup import Severity
from explorer.records.outcome import Chain

FEW = 3
"""Steps up to which a gradient of exactly 0 says nothing."""
TINY_RATE = 1e-7
"""A learning rate below which float32 hardly moves; 0 is a warm-up or a schedule."""
PART = 0.05
"""Of the step that a learning rate and a gradient call for: what a working optimizer reaches."""


def severity_of(
    known: Known, chain: Chain, site: Site, rows: Rows, watch: Watch
) -> tuple[Severity, str | None]:
    """Fault, note or fine; and why a broken chain is no fault."""
    broken = next((link for link in chain.links if not link.ok), None)
    if broken is None:
        return "fine", None
    excuse = _EXCUSES.get(broken.finding.kind)
    reason = excuse and excuse(known, rows, watch)
    if reason is None and broken.finding.kind == "frozen" and id(known.variable) not in site.listed:
        reason = "it was made with trainable=False, and nothing differentiates it"
    if reason is None and known.writes.times and broken.link in ("listed", "delivered", "used"):
        reason = "the program assigns it itself"
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


def _zero(known: Known, rows: Rows, watch: Watch) -> str | None:
    if rows.count <= FEW:
        return f"its gradient was 0 at all of {rows.count} steps, too few to tell"
    if rows.curvature > 0:
        return f"it is where the loss has a minimum: gradient 0, curvature {rows.curvature:.3g}"
    return None


def _not_finite(known: Known, rows: Rows, watch: Watch) -> str | None:
    values = rows.column("value")
    if np.isfinite(values).all() and np.isfinite(rows.figure_now()) and len(set(values)) > 1:
        return "some gradients were not finite, and it trains nevertheless"
    return None


def _unchanged(known: Known, rows: Rows, watch: Watch) -> str | None:
    rates = _rates(known, watch)
    if rates and max(rates) == 0:
        return "the learning rate is 0"
    return None


def _too_little(known: Known, rows: Rows, watch: Watch) -> str | None:
    rates = _rates(known, watch)
    if not rates:
        return None
    rate = max(rates)
    values = np.append(rows.column("value"), rows.figure_now())
    farthest = np.nanmax(np.abs(values - values[0]))
    delivered = np.nan_to_num(rows.column("delivered"))
    called_for = rate * min(1.0, float(np.abs(delivered).max(initial=0.0)))
    if rate >= TINY_RATE and farthest >= PART * called_for:
        return f"it moves as its learning rate of {rate:g} lets it"
    return None


def _rates(known: Known, watch: Watch) -> list[float]:
    """The learning rates of the optimizers that received its gradient, as they are now."""
    return [
        float(optimizer.learning_rate)
        for optimizer, handed in watch.optimizers.values()
        if id(known.variable) in handed
    ]


_EXCUSES: dict[str, Callable[[Known, Rows, Watch], str | None]] = {
    "zero_gradient": _zero,
    "gradient_not_finite": _not_finite,
    "unchanged": _unchanged,
    "too_little": _too_little,
}
