"""A sweep as its picture receives it: plain values."""

from explorer.records.catalogue import Catalogue, Parameter
from explorer.records.fields import Field
from explorer.records.grid import SWEPT, Grid, Points
from explorer.records.outcome import finite
from explorer.sweep.summary import label_of, mark, way
from explorer.sweep.sweep import Result


def shown_grid(grid: Grid, points: Points, catalogue: Catalogue) -> dict:
    """The axes, and of each point its place along them and its link."""
    axes = [_axis(SWEPT[name], values, catalogue) for name, values in grid.axes.items()]
    return {
        "type": "grid",
        "axes": axes,
        "points": [point.at for point in points.points],
        "queries": [p.comparison.to_query_string(catalogue) for p in points.points],
        "left_out": points.left_out,
        "truths": _truths(points, catalogue),
    }


def _truths(points: Points, catalogue: Catalogue) -> dict[str, float]:
    """The true value behind each parameter, where all points have the same."""
    found: dict[str, set[float | None]] = {}
    for loss, dataset in {(point.spec.loss, point.spec.dataset) for point in points.points}:
        for parameter in catalogue.loss(loss).parameters:
            truth = catalogue.dataset(dataset).truth(parameter.estimates)
            found.setdefault(parameter.name, set()).add(truth and truth.value)
    return {name: value for name, (value, *more) in found.items() if value is not None and not more}


def _axis(field: Field, values: tuple, catalogue: Catalogue) -> dict:
    return {
        "name": field.name,
        "title": field.title,
        "numeric": field.kind != "choice",
        "values": values,
        "labels": [label_of(field.name, value, catalogue) for value in values],
    }


def parameters_of(grid: Grid, catalogue: Catalogue) -> dict[str, Parameter]:
    """The parameters of the grid's losses, by name."""
    losses = map(catalogue.loss, grid.of("loss"))
    return {each.name: each for loss in losses for each in loss.parameters}


def shown_result(result: Result, points: Points, catalogue: Catalogue) -> dict:
    """How a run ended: where it lost its parameter, and start and end of each.

    `own` are the parameters' own values; `values` are as people read them, None where the loss
    reads them in another way.
    """
    if result.cell is None:
        return {"place": result.place, "failure": result.failure}
    outcome = result.cell.outcome
    own, values = {}, {}
    for parameter in catalogue.loss(outcome.spec.loss).parameters:
        ended = outcome.parameters[parameter.name]
        own[parameter.name] = [ended.initial, ended.final]
        values[parameter.name] = [_read(parameter, value) for value in own[parameter.name]]
    return {
        "place": result.place,
        "way": way(outcome),
        "mark": mark(outcome),
        "lost": outcome.broken_link,
        "exception": outcome.exception.type if outcome.exception else None,
        "values": values if outcome.reads_as_is else None,
        "own": own,
    }


def _read(parameter: Parameter, value: float | None) -> float | None:
    if value is None or parameter.reading is None:
        return value
    return finite(parameter.reading(value))
