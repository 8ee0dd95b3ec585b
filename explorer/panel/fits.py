"""The charts of a fit: curves, borders, classes, predictions against the truth."""

from __future__ import annotations

from dataclasses import asdict
from typing import Literal

import plotly.graph_objects as go
from plotly.colors import hex_to_rgb

from explorer.panel.looks import RunStyle
from explorer.panel.style import (
    POINTS,
    Span,
    chart,
    empty_figure,
    line_trace,
    marker_trace,
    paint,
    run_line,
    stroke,
)
from explorer.records.catalogue import Dataset, Loss, Parameter
from explorer.tasks import TASKS

Part = Literal["train", "validation"]
"""Which of a dataset's points."""
CLASSES = (
    ("#009E73", "circle"),
    ("#CC79A7", "square"),
    ("#E69F00", "diamond"),
    ("#56B4E9", "circle"),
    ("#8C8F96", "square"),
)
"""Colour and symbol of each class; a plane with more classes starts over."""
FAINT, DEEP = 0.06, 0.42
"""Opacity of a class's colour over the plane: where none leads, and where it is certain."""
TALL = 300
"""Height of a plane, in pixels."""


def fits(runs: tuple[RunStyle, ...], loss: Loss, dataset: Dataset) -> list[dict]:
    """One chart; with several targets one per target, over a plane one per run."""
    picture = TASKS[dataset.task].picture(dataset.inputs)
    if picture == "boundary":
        span: Span = "rest" if len(runs) == 1 else "half"
        return [_plane(run, dataset, span) for run in runs]
    if picture == "classes":
        title = "Softmax probability of the true class"
        return [chart("fit", title, _classes(runs, dataset), span="rest")]
    draw, title = {
        "curve": (_curve, "Fit"),
        "predicted_vs_true": (_predicted_vs_true, "Predicted against true"),
    }[picture]
    if dataset.outputs == 1:
        return [chart("fit", title, draw(runs, loss, dataset, 0, dataset.y_title), span="rest")]
    return [
        chart(f"fit.{target}", f"{title}: {name}", draw(runs, loss, dataset, target, name))
        for target, name in enumerate(dataset.names)
    ]


def _curve(
    runs: tuple[RunStyle, ...], loss: Loss, dataset: Dataset, target: int, name: str
) -> go.Figure:
    figure = empty_figure(dataset.x_title, name)
    figure.add_traces(
        [_points("train", "circle", target), _points("validation", "circle-open", target)]
    )
    bands = [
        [_band(run, parameter, target, sign) for run in runs]
        for parameter in loss.parameters
        if parameter.spread == target
        for sign in (1, -1)
    ]
    return paint(figure, *bands, [_prediction(run, target) for run in runs])


def _predicted_vs_true(
    runs: tuple[RunStyle, ...], _loss: Loss, dataset: Dataset, target: int, name: str
) -> go.Figure:
    figure = empty_figure(f"true {name}", f"predicted {name}")
    figure.add_trace(_identity(target))
    return paint(
        figure,
        [_predicted(run, "train", run.name, target) for run in runs],
        [_predicted(run, "validation", f"{run.name}, validation", target) for run in runs],
    )


def _plane(run: RunStyle, dataset: Dataset, span: Span) -> dict:
    x_title, _, y_title = dataset.x_title.partition(", ")
    layout = {"height": TALL} if span == "half" else {}
    figure = empty_figure(x_title, y_title, **layout)
    figure.add_trace(_heat(run, dataset.outputs))
    names = dataset.names or [f"class {k}" for k in range(dataset.outputs)]
    for k, name in enumerate(names):
        figure.add_traces([_members(k, points, name) for points in ("train", "validation")])
    paint(figure, [_wrong(run)], [_border(run)])
    note = "The colour is the class that wins, deeper where it wins by more"
    return chart(f"fit.{run.run}", f"{run.name}: decision", figure, span=span, note=note)


def _classes(runs: tuple[RunStyle, ...], dataset: Dataset) -> go.Figure:
    names = dataset.names or [f"class {k}" for k in range(dataset.outputs)]
    figure = empty_figure("", "probability")
    figure.update_xaxes(tickmode="array", tickvals=list(range(len(names))), ticktext=list(names))
    places = [0.42 * (run.run - (len(runs) - 1) / 2) for run in runs]
    pairs = list(zip(runs, places, strict=True))
    return paint(
        figure,
        [_own(run, offset) for run, offset in pairs],
        [_mean(run, offset) for run, offset in pairs],
    )


def _points(points: Part, symbol: str, target: int) -> go.Scatter:
    return go.Scatter(
        name="Training points" if points == "train" else "Validation points",
        mode="markers",
        marker={"color": POINTS, "size": 4, "symbol": symbol, "opacity": 0.6},
        meta={"source": "data", "points": points, "target": target},
        legendrank=100,
        hoverinfo="skip",
    )


def _members(k: int, points: Part, name: str) -> go.Scatter:
    color, symbol = CLASSES[k % len(CLASSES)]
    symbol += "-open" if points == "validation" else ""
    return go.Scatter(
        name=name,
        mode="markers",
        marker={"color": color, "size": 5, "symbol": symbol, "opacity": 0.75},
        meta={"source": "data", "points": points, "class": k},
        legendrank=100 + k,
        showlegend=points == "train",
        hoverinfo="skip",
    )


def _identity(target: int) -> go.Scatter:
    return go.Scatter(
        name="predicted = true",
        mode="lines",
        line=stroke(POINTS, "solid", 1),
        meta={"source": "data", "points": "identity", "target": target},
        showlegend=False,
        hoverinfo="skip",
    )


def _prediction(run: RunStyle, target: int) -> go.Scatter:
    meta = {"run": run.run, "source": "view", "column": "prediction", "target": target}
    return run_line(run, run.name, meta, 2.2)


def _band(run: RunStyle, parameter: Parameter, target: int, sign: int) -> go.Scatter:
    """One edge of the band for the learned noise."""
    meta = {"run": run.run, "source": "view", "column": "band", "target": target, "sign": sign}
    meta |= {"parameter": parameter.name, "reading": asdict(parameter.reading)}
    style = stroke(run.light, run.dash, 1 + run.wider)
    trace = line_trace(f"{run.name} ± {parameter.reading.symbol}", meta, style)
    return trace.update(showlegend=sign > 0, legendrank=50)


def _predicted(run: RunStyle, points: Part, name: str, target: int) -> go.Scatter:
    meta = {"run": run.run, "source": "view", "column": "prediction"}
    meta |= {"points": points, "target": target}
    return marker_trace(run, name, meta, 0.6, beside=points == "validation")


def _heat(run: RunStyle, classes: int) -> go.Heatmap:
    """Each class from faint to deep; a value is the class plus half of its lead."""
    scale = []
    for k in range(classes):
        color = ",".join(str(part) for part in hex_to_rgb(CLASSES[k % len(CLASSES)][0]))
        scale += [[k / classes, f"rgba({color},{FAINT})"]]
        scale += [[(k + 0.5) / classes, f"rgba({color},{DEEP})"]]
    return go.Heatmap(
        meta={"run": run.run, "source": "view", "column": "heat"},
        colorscale=[*scale, [1, scale[-1][1]]],
        zmin=0,
        zmax=classes,
        showscale=False,
        showlegend=False,
        hoverinfo="skip",
    )


def _border(run: RunStyle) -> go.Scatter:
    meta = {"run": run.run, "source": "view", "column": "border"}
    return line_trace("Border", meta, stroke(run.color, run.dash, 2.4))


def _wrong(run: RunStyle) -> go.Scatter:
    meta = {"run": run.run, "source": "view", "column": "wrong"}
    trace = marker_trace(run, "Wrong", meta, 1, size=10)
    return trace.update(marker_symbol="circle-open", legendrank=90)


def _own(run: RunStyle, offset: float) -> go.Scatter:
    meta = {"run": run.run, "source": "view", "column": "own", "offset": offset}
    return marker_trace(run, run.name, meta, 0.35)


def _mean(run: RunStyle, offset: float) -> go.Scatter:
    meta = {"run": run.run, "source": "view", "column": "mean", "offset": offset}
    trace = line_trace(f"{run.name}, mean", meta, stroke(run.color, "solid", 3))
    return trace.update(showlegend=False, legendgroup=run.name)
