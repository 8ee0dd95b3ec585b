"""The table of a sweep: a row a point, as plain values."""

from collections.abc import Iterable, Iterator

from explorer.records.catalogue import Catalogue
from explorer.records.cell import Cell
from explorer.records.grid import SWEPT, Point

Row = dict[str, str | int | float | None]


def columns_of(points: Iterable[Point], catalogue: Catalogue) -> list[str]:
    """The columns: settings, how the run ended, and each parameter's start and end."""
    losses = dict.fromkeys(point.spec.loss for point in points)
    names = dict.fromkeys(p.name for loss in losses for p in catalogue.loss(loss).parameters)
    values = [f"{name}.{when}" for name in names for when in ("initial", "final")]
    return [*SWEPT, *ENDS, *values, "fingerprint", "link"]


ENDS = (
    *("status", "steps_done", "broken_link", "verdict", "exception"),
    *("first_loss", "final_loss", "first_validation", "final_validation"),
)


def row_of(point: Point, cell: Cell, app: str, catalogue: Catalogue) -> Row:
    """The row of a run.

    Args:
        app: the app's address, for the link.
    """
    outcome = cell.outcome
    settings = {name: getattr(point.spec, name) for name in SWEPT}
    values = {
        f"{name}.{when}": getattr(result, when)
        for name, result in outcome.parameters.items()
        for when in ("initial", "final")
    }
    return {
        **settings,
        "status": outcome.status,
        "steps_done": outcome.steps,
        "broken_link": outcome.broken_link,
        "verdict": outcome.verdict,
        "exception": outcome.exception.type if outcome.exception else None,
        "first_loss": outcome.first_loss,
        "final_loss": outcome.final_loss,
        "first_validation": outcome.first_validation,
        "final_validation": outcome.final_validation,
        **values,
        "fingerprint": outcome.fingerprint,
        "link": f"{app}?{point.comparison.to_query_string(catalogue)}",
    }


def rows_of(
    points: Iterable[Point], cells: Iterable[Cell | None], app: str, catalogue: Catalogue
) -> Iterator[Row]:
    """The rows of those points that have a cell, in the grid's order."""
    pairs = sorted(zip(points, cells, strict=True), key=lambda pair: pair[0].at)
    for point, cell in pairs:
        if cell is not None:
            yield row_of(point, cell, app, catalogue)
