"""The panel's figures: everything but the numbers.

A trace's `meta` names what fills it, so the browser and the exports only put numbers in:

- `{"run": i, "source": "rows", "column": "loss"}`: a telemetry column against the step;
  with `"reading"`, a `Reading` as plain values, where people think in other units
- `{"run": i, "source": "snapshots", "column": "validation"}`: at the snapshot steps; with
  `"column": "score", "score": j` the j-th score
- `{"run": i, "source": "view", "column": "prediction", "target": j}`: the snapshot at the
  playhead; with `"points": "train" | "validation"` where predictions stand against the truth
- `{"run": i, "source": "view", "column": "band", "target": j, "sign": s, "parameter": name}`: the
  prediction and the reading of a parameter above or below it
- `{"run": i, "source": "view", "column": "wrong"}`: points on the wrong side of a border
- `{"run": i, "source": "view", "column": "border", "level": l}`: where a class leads by l
- `{"run": i, "source": "view", "column": "own" | "mean", "offset": o}`: the probability of each
  sample's own class, beside the class's place on the axis
- `{"run": i, "source": "landscape", "column": "shape" | "marks", "line": j}`: the loss of one
  sample against its residual or margin, and samples on it; with `"start"` at the first snapshot
- `{"run": i, "source": "landscape", "column": "slice" | "place" | "downhill", "parameter": name}`:
  the training loss against a parameter, where the parameter stands, and the way down
- `{"run": i, "source": "landscape", "column": "optimum", "parameter": name}`: what the predictions
  call for, at the snapshot steps
- `{"source": "constant", "value": v, "steps": n}`: a value that is known
- `{"source": "data", "points": "train" | "validation" | "identity", "target": j}`: points that
  stay; with `"class": k` those of one class
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

# Plotly asks sys.modules for pandas, and Streamlit imports pandas when a first page runs: two
# first visits at once would let Plotly see it half imported.
import pandas  # noqa: F401
import plotly.graph_objects as go

from explorer.catalogue import Dataset, Loss, Wiring

HEIGHT = 208
COLORS = {"broken": "#D55E00", "fixed": "#0072B2"}
LIGHT = {"broken": "#F2A071", "fixed": "#6DB3DE"}
DASHES = {"broken": ("dash", "dot"), "fixed": ("solid", "longdash")}
WORDS = {"broken": "Broken", "fixed": "Fixed"}
AVAILABLE = "#56B4E9"
DELIVERED = "#009E73"
PARAMETER = "#CC79A7"
POINTS = "#8C8F96"
CLASSES = (
    ("#009E73", "circle"),
    ("#CC79A7", "square"),
    ("#E69F00", "diamond"),
    ("#56B4E9", "circle"),
    ("#8C8F96", "square"),
)
"""Colour and symbol of each class; a plane with more classes begins again."""
SURE = 0.8
"""A lead of 0.9 over 0.1."""
ZERO = {"rangemode": "tozero"}


@dataclass(frozen=True)
class RunStyle:
    """How one run looks in every chart: colour, dash and name all say the same."""

    run: int
    name: str
    color: str
    light: str
    """For what stands beside the run's own line: its validation."""
    dash: str


def build_charts(
    wirings: Sequence[Wiring],
    loss: Loss,
    dataset: Dataset,
    steps: int,
) -> list[dict]:
    """The charts of one comparison, in the order they are shown.

    Returns:
        For each chart its `key`, `title`, whether a `log` scale is offered, whether it is
        `wide`, and its `figure` as JSON-safe values.
    """
    runs = run_styles(wirings)
    first, *more = _scores(runs, dataset, steps)
    charts = [_chart("loss", "Loss", _loss(runs, steps), log=True), first]
    for parameter in loss.parameters:
        key, title = f"value.{parameter.name}", _titled(parameter)
        charts.append(_chart(key, title, _value(runs, parameter, loss, dataset, steps)))
    charts += more
    for parameter in loss.parameters:
        key, title = f"gradient.{parameter.name}", f"Gradient of {parameter.symbol}"
        charts.append(_chart(key, title, _gradient(runs, parameter, steps)))
    for parameter in loss.parameters:
        key, title = f"slice.{parameter.name}", f"Loss against {parameter.symbol}"
        charts.append(_chart(key, title, _slice(runs, parameter)))
    if dataset.task != "physics":
        charts.append(_chart("shape", "Shape of the loss", _shape(runs, dataset)))
    charts += _fits(runs, loss, dataset)
    charts.append(_chart("grad_norm", "Gradient norm", _grad_norm(runs, steps), log=True))
    return charts


def run_styles(wirings: Sequence[Wiring]) -> tuple[RunStyle, ...]:
    """Name, colour and dash of each run, from its wiring's kind and its place among them."""
    count = Counter(wiring.kind for wiring in wirings)
    seen: Counter[str] = Counter()
    styles = []
    for run, wiring in enumerate(wirings):
        place, seen[wiring.kind] = seen[wiring.kind], seen[wiring.kind] + 1
        name = WORDS[wiring.kind] + (f" {place + 1}" if count[wiring.kind] > 1 else "")
        dashes = DASHES[wiring.kind]
        color, light = COLORS[wiring.kind], LIGHT[wiring.kind]
        styles.append(RunStyle(run, name, color, light, dashes[place % len(dashes)]))
    return tuple(styles)


def _loss(runs, steps):
    training = [_rows(run, "loss", run.name) for run in runs]
    validation = [_validation(run) for run in runs]
    return _paint(_step_figure("loss", steps), training, validation)


def _scores(runs, dataset, steps):
    """What `engine.score` measures: no parameter of the loss can lower or raise it."""
    if dataset.task == "classification":
        names = [("Validation cross-entropy", "nats", ZERO), ("Validation accuracy", "share", {})]
        return [
            _chart(f"score.{j}", title, _lined(runs, (title_y, axis), steps, [("", j)]))
            for j, (title, title_y, axis) in enumerate(names)
        ]
    if dataset.task == "multi-task":
        lines = [(f", {name}", target) for target, name in enumerate(dataset.names)]
        figure = _lined(runs, ("MAE / sd", ZERO), steps, lines)
        return [_chart("score.0", "Validation error: MAE / sd", figure)]
    return [
        _chart("score.0", "Validation error: MAE", _lined(runs, ("MAE", ZERO), steps, [("", 0)]))
    ]


def _lined(runs, y, steps, lines):
    """A chart of scores: y is the axis's title and style, `lines` end of name and place."""
    figure = _step_figure(y[0], steps, yaxis=y[1])
    return _paint(
        figure, *([_scored(run, run.name + end, place) for run in runs] for end, place in lines)
    )


def _value(runs, parameter, loss, dataset, steps):
    figure = _step_figure(parameter.symbol, steps, yaxis={"zeroline": False})
    # The purple line is where the parameter starts: what stays on it never moved.
    figure.add_hline(y=parameter.initial, line=_line(PARAMETER, "dot", 1.5), layer="below")
    traces = [_rows(run, f"{parameter.name}.value", run.name, 2.2) for run in runs]
    optima = [_optimum(run, parameter) for run in runs] if loss.has_optimum else []
    truth = dataset.truth(parameter.estimates)
    known = [_truth(parameter, truth, steps)] if truth else []
    for trace in (*traces, *optima, *known):
        if parameter.reading:
            trace.meta["reading"] = asdict(parameter.reading)
    # Drawn last and named first; a second dotted line needs no name.
    for trace in traces:
        trace.legendrank = 0
    for trace in optima[:-1]:
        trace.showlegend = False
    return _paint(figure, known, optima, traces)


def _slice(runs, parameter):
    of = {"parameter": parameter.name}
    figure = _figure(parameter.symbol, "training loss", yaxis={"zeroline": False})
    return _paint(
        figure,
        [_surveyed(run, "slice", "", 1.2, run.light, start=True, **of) for run in runs],
        [_surveyed(run, "slice", run.name, 1.8, **of) for run in runs],
        [_surveyed(run, "downhill", "", 5, **of) for run in runs],
        [_place(run, parameter) for run in runs],
    )


def _shape(runs, dataset):
    lines, x_title = [""], "residual (true − predicted)"
    if dataset.task == "classification":
        x_title = "margin of the true class"
        lines = dataset.names if dataset.outputs == 2 else lines
    elif dataset.task == "multi-task":
        lines = dataset.names
    figure = _figure(x_title, "loss of a sample", yaxis={"zeroline": False})
    for line, name in enumerate(lines):
        dash = {"dash": "dot"} if line else {}
        drawn = [
            _surveyed(run, "shape", f"{run.name}, {name}" if name else run.name, 2, line=line)
            for run in runs
        ]
        start = [_surveyed(run, "shape", "", 1.2, run.light, start=True, line=line) for run in runs]
        for trace in (*drawn, *start):
            trace.line.update(dash)
        marks = [_marks(run, line) for run in runs]
        _paint(figure, start, drawn, marks)
    return figure


def _gradient(runs, parameter, steps):
    column = f"{parameter.name}.grad_"
    # Delivered lies on available where all is well, so available is the wider band beneath.
    available = [
        _rows(run, column + "available", f"{run.name}, available", 3.2, AVAILABLE) for run in runs
    ]
    delivered = [
        _rows(run, column + "delivered", f"{run.name}, delivered", 1.4, DELIVERED) for run in runs
    ]
    figure = _step_figure(f"∂L/∂{parameter.symbol}", steps, yaxis=ZERO)
    return _paint(figure, available, delivered)


def _grad_norm(runs, steps):
    figure = _step_figure("‖∂L/∂weights‖", steps, yaxis=ZERO)
    return _paint(figure, [_rows(run, "grad_norm", run.name) for run in runs])


def _fits(runs, loss, dataset):
    """One chart, or with several tasks one for each."""
    if dataset.picture == "boundary":
        return [_chart("fit", _border_title(dataset), _boundary(runs, dataset), wide=True)]
    if dataset.picture == "classes":
        title = "Probability given to the true class"
        return [_chart("fit", title, _classes(runs, dataset), wide=True)]
    draw, title = {
        "curve": (_curve, "Fit"),
        "predicted_vs_true": (_predicted_vs_true, "Predicted against true"),
    }[dataset.picture]
    if dataset.task != "multi-task":
        return [_chart("fit", title, draw(runs, loss, dataset, 0, dataset.y_title), wide=True)]
    return [
        _chart(f"fit.{target}", f"{title}: {name}", draw(runs, loss, dataset, target, name))
        for target, name in enumerate(dataset.names)
    ]


def _curve(runs, loss, dataset, target, name):
    figure = _figure(dataset.x_title, name)
    figure.add_traces(
        [_points("train", "circle", target), _points("validation", "circle-open", target)]
    )
    bands = [
        [_band(run, parameter, target, sign) for run in runs]
        for parameter in loss.parameters
        if parameter.spread == target
        for sign in (1, -1)
    ]
    return _paint(figure, *bands, [_prediction(run, target) for run in runs])


def _predicted_vs_true(runs, _loss, dataset, target, name):
    figure = _figure(f"true {name}", f"predicted {name}")
    figure.add_trace(_identity(target))
    return _paint(
        figure,
        [_predicted(run, "train", "circle", run.name, target) for run in runs],
        [
            _predicted(run, "validation", "circle-open", f"{run.name}, validation", target)
            for run in runs
        ],
    )


def _border_title(dataset):
    return "Decision border" + (" (thin: 90 % sure)" if dataset.outputs == 2 else "")


def _boundary(runs, dataset):
    x_title, _, y_title = dataset.x_title.partition(", ")
    figure = _figure(x_title, y_title)
    for k in range(dataset.outputs):
        name = dataset.names[k] if dataset.names else f"class {k}"
        figure.add_traces([_members(k, points, name) for points in ("train", "validation")])
    wrong = [_wrong(run) for run in runs]
    sure = [_border(run, SURE, run.light, 1.1) for run in runs] if dataset.outputs == 2 else []
    return _paint(figure, wrong, sure, [_border(run, 0, run.color, 2.2) for run in runs])


def _classes(runs, dataset):
    names = dataset.names or [f"class {k}" for k in range(dataset.outputs)]
    figure = _figure("", "probability")
    figure.update_xaxes(tickmode="array", tickvals=list(range(len(names))), ticktext=list(names))
    places = [0.42 * (run.run - (len(runs) - 1) / 2) for run in runs]
    pairs = list(zip(runs, places, strict=True))
    return _paint(
        figure,
        [_own(run, offset) for run, offset in pairs],
        [_mean(run, offset) for run, offset in pairs],
    )


def _paint(figure, *layers):
    """Add layers of traces, one of each run: the first lowest, the first in the legend.

    Within a layer dashes lie over solid lines, so that two lines that coincide both show.
    """
    for place, layer in enumerate(layers):
        for trace in layer:
            if trace.legendrank is None:
                trace.legendrank = place + 1
        figure.add_traces(sorted(layer, key=lambda trace: trace.line.dash not in (None, "solid")))
    return figure


def _points(points, symbol, target):
    return go.Scatter(
        name="Training points" if points == "train" else "Validation points",
        mode="markers",
        marker={"color": POINTS, "size": 4, "symbol": symbol, "opacity": 0.6},
        meta={"source": "data", "points": points, "target": target},
        legendrank=100,
        hoverinfo="skip",
    )


def _members(k, points, name):
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


def _identity(target):
    return go.Scatter(
        name="predicted = true",
        mode="lines",
        line=_line(POINTS, "solid", 1),
        meta={"source": "data", "points": "identity", "target": target},
        showlegend=False,
        hoverinfo="skip",
    )


def _validation(run):
    meta = {"run": run.run, "source": "snapshots", "column": "validation"}
    return _lines(f"{run.name}, validation", meta, _line(run.light, run.dash, 1.4))


def _scored(run, name, score=0):
    meta = {"run": run.run, "source": "snapshots", "column": "score", "score": score}
    color = run.light if name != run.name and score else run.color
    return _lines(name, meta, _line(color, run.dash, 2))


def _surveyed(run, column, name, width, color=None, **meta):
    """A line of the landscape; the legend names those of the playhead."""
    listed = column in ("shape", "slice") and "start" not in meta
    meta = {"run": run.run, "source": "landscape", "column": column, **meta}
    trace = _lines(name, meta, _line(color or run.color, run.dash, width))
    if column == "downhill":
        trace.line.dash = "solid"
    return trace.update(showlegend=listed, opacity=0.5 if column == "downhill" else None)


def _place(run, parameter):
    meta = {"run": run.run, "source": "landscape", "column": "place", "parameter": parameter.name}
    if parameter.reading:
        meta["reading"] = asdict(parameter.reading)
    trace = _markers(run, f"{run.name}, here", meta, "circle", 1)
    return trace.update(marker_size=9)


def _marks(run, line):
    meta = {"run": run.run, "source": "landscape", "column": "marks", "line": line}
    trace = _markers(run, f"{run.name}, samples", meta, "circle", 0.3)
    return trace.update(showlegend=False, marker_size=7)


def _optimum(run, parameter):
    meta = {"run": run.run, "source": "landscape", "column": "optimum", "parameter": parameter.name}
    return _lines(f"{run.name}, optimum", meta, _line(run.light, "dot", 1.8))


def _truth(parameter, truth, steps):
    value = parameter.reading.inverse(truth.value) if parameter.reading else truth.value
    meta = {"source": "constant", "value": value, "steps": steps}
    return _lines("True value", meta, _line(POINTS, "longdash", 1.4))


def _prediction(run, target):
    meta = {"run": run.run, "source": "view", "column": "prediction", "target": target}
    return _lines(run.name, meta, _line(run.color, run.dash, 2.2))


def _band(run, parameter, target, sign):
    """One edge of the band that the noise is learned to have."""
    meta = {"run": run.run, "source": "view", "column": "band", "target": target, "sign": sign}
    meta |= {"parameter": parameter.name, "reading": asdict(parameter.reading)}
    trace = _lines(f"{run.name} ± {parameter.reading.symbol}", meta, _line(run.light, run.dash, 1))
    return trace.update(showlegend=sign > 0, legendrank=50)


def _predicted(run, points, symbol, name, target):
    meta = {"run": run.run, "source": "view", "column": "prediction"}
    meta |= {"points": points, "target": target}
    return _markers(run, name, meta, symbol, 0.6)


def _border(run, level, color, width):
    meta = {"run": run.run, "source": "view", "column": "border", "level": level}
    trace = _lines(run.name, meta, _line(color, run.dash, width))
    return trace.update(showlegend=not level)


def _wrong(run):
    meta = {"run": run.run, "source": "view", "column": "wrong"}
    trace = _markers(run, f"{run.name}, wrong", meta, "circle-open", 0.9)
    return trace.update(marker_size=9 + 4 * run.run, legendrank=90)


def _own(run, offset):
    meta = {"run": run.run, "source": "view", "column": "own", "offset": offset}
    return _markers(run, run.name, meta, "circle", 0.35)


def _mean(run, offset):
    meta = {"run": run.run, "source": "view", "column": "mean", "offset": offset}
    trace = _lines(f"{run.name}, mean", meta, _line(run.color, "solid", 3))
    return trace.update(showlegend=False)


def _markers(run, name, meta, symbol, opacity):
    marker = {"color": run.color, "size": 4, "symbol": symbol, "opacity": opacity}
    return go.Scatter(name=name, meta=meta, mode="markers", marker=marker, hoverinfo="skip")


def _rows(run, column, name, width=1.6, color=None):
    meta = {"run": run.run, "source": "rows", "column": column}
    return _lines(name, meta, _line(color or run.color, run.dash, width))


def _lines(name, meta, line):
    # The points are reduced to the pixels already; Plotly's own way puts corners into them.
    line = line | {"simplify": False}
    return go.Scatter(name=name, meta=meta, mode="lines", line=line, hoverinfo="skip")


def _line(color, dash, width):
    return {"color": color, "dash": dash, "width": width}


def _step_figure(y_title, steps, **layout):
    figure = _figure("step", y_title, **layout)
    margin = max(0.5, 0.01 * steps)
    figure.update_xaxes(range=[1 - margin, steps + margin], tickformat=",d")
    figure.update_layout(meta={"axis": "step", "steps": steps})
    return figure


def _figure(x_title, y_title, **layout):
    axis = {"automargin": False, "exponentformat": "power", "nticks": 6, "showline": False}
    figure = go.Figure(
        layout={
            "template": {},
            "height": HEIGHT,
            "margin": {"l": 58, "r": 20, "t": 8, "b": 38},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"size": 12},
            "showlegend": True,
            "hovermode": False,
            "xaxis": axis | {"title": {"text": x_title, "standoff": 6}, "zeroline": False},
            "yaxis": axis | {"title": {"text": y_title, "standoff": 6}, "zeroline": True},
        }
    )
    return figure.update_layout(**layout)


def _titled(parameter):
    return f"{parameter.title} {parameter.symbol}"


def _chart(key, title, figure, log=False, wide=False):
    return {
        "key": key,
        "title": title,
        "log": log,
        "wide": wide,
        "figure": json.loads(figure.to_json()),
    }
