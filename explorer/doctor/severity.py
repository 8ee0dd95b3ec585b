"""Whether a broken chain is a fault: much that stands still is meant to."""

from explorer.doctor.known import Known, Site
from explorer.doctor.rows import Rows
from explorer.doctor.watch import Watch
from explorer.records.checkup import Severity
from explorer.records.outcome import Chain


def severity_of(
    known: Known, chain: Chain, site: Site, rows: Rows, watch: Watch
) -> tuple[Severity, str | None]:
    """Fault, note or fine; and why a broken chain is no fault."""
    broken = next((link for link in chain.links if not link.ok), None)
    if broken is None:
        return "fine", None
    if broken.finding.kind == "frozen" and id(known.variable) not in site.listed:
        return "note", "it was made with trainable=False, and nothing differentiates it"
    if known.writes.times and broken.link in ("listed", "delivered", "used"):
        return "note", "the program assigns it itself"
    return "fault", None


def is_weight(known: Known, chain: Chain, site: Site, watch: Watch) -> bool:
    """Whether it is a network's own weight of which nothing need be said.

    Said is only that its gradient goes nowhere while those beside it reach an optimizer.
    """
    if watch.is_loss_side(known):
        return False
    handed = set().union(*(ids for _, ids in watch.optimizers.values()))
    lost = chain.broken_link == "delivered" and bool(site.listed & handed)
    return not lost or bool(known.writes.times or known.assigned_in_step)
