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
    if known.writes.times and broken.link in ("listed", "delivered", "used"):
        return "note", "the program assigns it itself"
    return "fault", None
