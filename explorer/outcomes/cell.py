"""What a cell of the table shows."""

from dataclasses import asdict

from explorer.records.catalogue import Catalogue
from explorer.records.cell import Cell
from explorer.words.sentence import sentence


def shown(cell: Cell, catalogue: Catalogue) -> dict:
    """How its run ended, as plain values."""
    outcome = cell.outcome
    return {
        "status": outcome.status,
        "broken_link": outcome.broken_link,
        "sentence": sentence(outcome, catalogue),
        "verdict": outcome.verdict,
        "remarks": len(outcome.remarks),
        "exception": outcome.exception.type if outcome.exception else None,
        "step": outcome.step,
        "curves": [asdict(curve) for curve in cell.curves],
        "versions": outcome.versions,
        "measured_at": cell.measured_at,
    }
