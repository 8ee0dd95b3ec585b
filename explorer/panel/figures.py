"""The panel's figures: everything but the numbers.

A trace's `meta` names what fills it, so the browser and the exports only put numbers in:

- `{"run": i, "source": "rows", "column": "loss"}`: a telemetry column against the step;
  with `"reading"`, a `Reading` as plain values, where people think in other units
- `{"run": i, "source": "snapshots", "column": "validation"}`: at the snapshot steps
- `{"run": i, "source": "view", "column": "prediction"}`: the snapshot at the playhead;
  with `"points": "train" | "validation"` where predictions stand against the truth
- `{"source": "data", "points": "train" | "validation" | "identity"}`: points that stay
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

from explorer.catalogue import Dataset, Parameter, Wiring

HEIGHT = 208
COLORS = {"broken": "#D55E00", "fixed": "#0072B2"}
LIGHT = {"broken": "#F2A071", "fixed": "#6DB3DE"}
DASHES = {"broken": ("dash", "dot"), "fixed": ("solid", "longdash")}
WORDS = {"broken": "Broken", "fixed": "Fixed"}
AVAILABLE = "#56B4E9"
DELIVERED = "#009E73"
PARAMETER = "#CC79A7"
POINTS = "#8C8F96"


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
    parameters: Sequence[Parameter],
    dataset: Dataset,
    steps: int,
) -> list[dict]:
    """The charts of one comparison, in the order they are shown.

    Returns:
        For each chart its `key`, `title`, whether a `log` scale is offered, whether it is
        `wide`, and its `figure` as JSON-safe values.
    """
    runs = run_styles(wirings)
    charts = [_chart("loss", "Loss", _loss(runs, steps), log=True)]
    for parameter in parameters:
        key, title = f"value.{parameter.name}", _titled(parameter)
        charts.append(_chart(key, title, _value(runs, parameter, steps)))
    for parameter in parameters:
        key, title = f"gradient.{parameter.name}", f"Gradient of {parameter.symbol}"
        charts.append(_chart(key, title, _gradient(runs, parameter, steps)))
    charts.append(_chart("fit", _fit_title(dataset), _fit(runs, dataset), wide=True))
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


def _value(runs, parameter, steps):
    figure = _step_figure(parameter.symbol, steps, yaxis={"zeroline": False})
    # The purple line is where the parameter starts: what stays on it never moved.
    figure.add_hline(y=parameter.initial, line=_line(PARAMETER, "dot", 1.5), layer="below")
    traces = [_rows(run, f"{parameter.name}.value", run.name, 2.2) for run in runs]
    if parameter.reading:
        for trace in traces:
            trace.meta["reading"] = asdict(parameter.reading)
    return _paint(figure, traces)


def _gradient(runs, parameter, steps):
    column = f"{parameter.name}.grad_"
    # Delivered lies on available where all is well, so available is the wider band beneath.
    available = [
        _rows(run, column + "available", f"{run.name}, available", 3.2, AVAILABLE) for run in runs
    ]
    delivered = [
        _rows(run, column + "delivered", f"{run.name}, delivered", 1.4, DELIVERED) for run in runs
    ]
    figure = _step_figure(f"∂L/∂{parameter.symbol}", steps, yaxis={"rangemode": "tozero"})
    return _paint(figure, available, delivered)


def _grad_norm(runs, steps):
    figure = _step_figure("‖∂L/∂weights‖", steps, yaxis={"rangemode": "tozero"})
    return _paint(figure, [_rows(run, "grad_norm", run.name) for run in runs])


def _fit(runs, dataset):
    return _curve(runs, dataset) if dataset.inputs == 1 else _predicted_vs_true(runs, dataset)


def _curve(runs, dataset):
    figure = _figure(dataset.x_title, dataset.y_title)
    figure.add_traces([_points("train", "circle"), _points("validation", "circle-open")])
    return _paint(figure, [_prediction(run) for run in runs])


def _predicted_vs_true(runs, dataset):
    figure = _figure(f"true {dataset.y_title}", f"predicted {dataset.y_title}")
    figure.add_trace(_identity())
    return _paint(
        figure,
        [_predicted(run, "train", "circle", run.name) for run in runs],
        [_predicted(run, "validation", "circle-open", f"{run.name}, validation") for run in runs],
    )


def _paint(figure, *layers):
    """Add layers of traces, one of each run: the first lowest, the first in the legend.

    Within a layer dashes lie over solid lines, so that two lines that coincide both show.
    """
    for place, layer in enumerate(layers):
        for trace in layer:
            trace.legendrank = place + 1
        figure.add_traces(sorted(layer, key=lambda trace: trace.line.dash not in (None, "solid")))
    return figure


def _points(points, symbol):
    return go.Scatter(
        name="Training points" if points == "train" else "Validation points",
        mode="markers",
        marker={"color": POINTS, "size": 4, "symbol": symbol, "opacity": 0.6},
        meta={"source": "data", "points": points},
        legendrank=100,
        hoverinfo="skip",
    )


def _identity():
    return go.Scatter(
        name="predicted = true",
        mode="lines",
        line=_line(POINTS, "solid", 1),
        meta={"source": "data", "points": "identity"},
        showlegend=False,
        hoverinfo="skip",
    )


def _validation(run):
    meta = {"run": run.run, "source": "snapshots", "column": "validation"}
    return _lines(f"{run.name}, validation", meta, _line(run.light, run.dash, 1.4))


def _prediction(run):
    meta = {"run": run.run, "source": "view", "column": "prediction"}
    return _lines(run.name, meta, _line(run.color, run.dash, 2.2))


def _predicted(run, points, symbol, name):
    meta = {"run": run.run, "source": "view", "column": "prediction", "points": points}
    marker = {"color": run.color, "size": 4, "symbol": symbol, "opacity": 0.6}
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


def _fit_title(dataset):
    return "Fit" if dataset.inputs == 1 else "Predicted against true"


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
