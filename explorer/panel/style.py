"""How the panel's figures look: the lines, marks and axes that all charts share."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Literal

# Plotly asks sys.modules for pandas, and Streamlit imports pandas when a first page runs: two
# first visits at once would let Plotly see it half imported.
import pandas  # noqa: F401
import plotly.graph_objects as go

from explorer.panel.looks import RunStyle

HEIGHT = 208
HALO = "#FFFFFF"
"""Around a mark, so that it stays visible on a line of its own colour, in light and dark."""
MARK = 8
"""The size of a mark, in pixels; `card.js` has the same."""
PARAMETER = "#CC79A7"
POINTS = "#8C8F96"
ZERO = {"rangemode": "tozero"}
Span = Literal["third", "half", "rest"]
"""A chart's share of a row of three: `rest` is what the thirds leave."""


def paint(figure: go.Figure, *layers: Sequence[go.Scatter]) -> go.Figure:
    """Add layers of traces, one trace per run; the first layer is lowest, and first in the legend.

    Within a layer dashes lie over solid lines, so that two lines that coincide both show.
    """
    for place, layer in enumerate(layers):
        for trace in layer:
            if trace.legendrank is None:
                trace.legendrank = place + 1
        figure.add_traces(sorted(layer, key=lambda trace: trace.line.dash not in (None, "solid")))
    return figure


def marker_trace(
    run: RunStyle,
    name: str,
    meta: Mapping[str, object],
    opacity: float,
    size: float = 4,
    beside: bool = False,
) -> go.Scatter:
    """Points in the colour and shape of their run, open if `beside` its main ones."""
    symbol = f"{run.symbol}-open" if beside else run.symbol
    size += 2 * run.wider
    marker = {"color": run.color, "size": size, "symbol": symbol, "opacity": opacity}
    return go.Scatter(name=name, meta=meta, mode="markers", marker=marker, hoverinfo="skip")


def run_line(
    run: RunStyle, name: str, meta: Mapping[str, object], width: float, beside: bool = False
) -> go.Scatter:
    """A line of one run in its colour, or in its light colour if `beside` the main line.

    The marker is not drawn along the line. The legend and the dot at the playhead show it.
    """
    color = run.light if beside else run.color
    trace = line_trace(name, meta, stroke(color, run.dash, width + run.wider))
    return trace.update(marker=_face(run, beside))


def marks_along(
    run: RunStyle, name: str, meta: Mapping[str, object], beside: bool = False
) -> go.Scatter:
    """A few marks that identify a line where noise hides its dashes."""
    trace = go.Scatter(name=name, meta=meta, mode="markers", hoverinfo="skip", showlegend=False)
    return trace.update(marker=_face(run, beside))


def _face(run: RunStyle, beside: bool) -> dict[str, object]:
    fill, edge = (HALO, run.color) if beside else (run.color, HALO)
    size = MARK + 2 * run.wider
    return {
        "color": fill,
        "symbol": run.symbol,
        "size": size,
        "line": {"color": edge, "width": 1.5},
    }


def line_trace(name: str, meta: Mapping[str, object], line: dict[str, str | float]) -> go.Scatter:
    """A line; `meta` names its data."""
    # The points are already reduced to pixels; Plotly's own simplification adds corners.
    line = line | {"simplify": False}
    return go.Scatter(name=name, meta=meta, mode="lines", line=line, hoverinfo="skip")


def stroke(color: str, dash: str, width: float) -> dict[str, str | float]:
    """A line's style."""
    return {"color": color, "dash": dash, "width": width}


def step_figure(y_title: str, steps: int, **layout: object) -> go.Figure:
    """An empty figure over the steps of a run."""
    figure = empty_figure("step", y_title, **layout)
    margin = max(0.5, 0.01 * steps)
    figure.update_xaxes(range=[1 - margin, steps + margin], tickformat=",d")
    figure.update_layout(meta={"axis": "step", "steps": steps})
    return figure


def empty_figure(x_title: str, y_title: str, **layout: object) -> go.Figure:
    """Empty axes in the style of all charts."""
    axis = {
        "automargin": False,
        "exponentformat": "e",
        "nticks": 6,
        "showline": False,
        "ticks": "",
    }
    figure = go.Figure(
        layout={
            "template": {},
            "height": HEIGHT,
            "margin": {"l": 58, "r": 20, "t": 8, "b": 42},
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


def chart(
    key: str,
    title: str,
    figure: go.Figure,
    log: bool = False,
    smooth: bool = False,
    span: Span = "third",
    note: str = "",
) -> dict:
    """A figure for the panel, with its key, title and width.

    Args:
        note: one line under the title: what its names or axes mean.
        span: its share of a row.
    """
    return {
        "key": key,
        "title": title,
        "note": note,
        "log": log,
        "smooth": smooth,
        "span": span,
        "figure": json.loads(figure.to_json()),
    }
