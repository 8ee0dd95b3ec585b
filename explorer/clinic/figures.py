"""The curves of a checked parameter as Plotly figures, in the look of the panel's charts."""

from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go

from explorer.panel.looks import LOOKS
from explorer.panel.style import PARAMETER, ZERO, step_figure, stroke
from explorer.records.checkup import Checked
from explorer.records.curve import Point, gradient_points, still, value_points
from explorer.words.checkup import value_name

GRADIENTS = {
    "available": stroke("#56B4E9", "solid", 3.2),
    "delivered": stroke("#009E73", "dash", 1.6),
}
"""How each gradient is drawn: where all is well, the second covers the first."""
LONGEST_NAME = 24
LEGEND = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}


def value_figure(checked: Checked) -> go.Figure:
    """Its value after each step, and its start."""
    points = value_points(checked)
    broken = checked.chain.broken_link is not None
    color, _, dash, _ = LOOKS["a" if broken else "b"]
    figure = _figure(_short(value_name(checked)), checked.steps)
    start = [(points[0][0], points[0][1]), (points[-1][0], points[0][1])]
    figure.add_trace(_line("start", start, stroke(PARAMETER, "dot", 1.5)))
    figure.add_trace(_line("value", points, stroke(color, dash, 2.2)))
    values = [value for _, value in (*points, (0, None)) if value is not None]
    ends = (*values, *still(checked))
    if ends:
        low, high = min(ends), max(ends)
        room = 0.06 * (high - low)
        figure.update_yaxes(range=[low - room, high + room], zeroline=False)
    return figure


def gradient_figure(checked: Checked) -> go.Figure:
    """The gradient that the tape had at each step, and the one that an optimizer received."""
    figure = _figure(f"∂L/∂{_short(checked.name)}", checked.steps, yaxis=ZERO)
    for column, line in GRADIENTS.items():
        points = gradient_points(checked, column)
        nothing = all(value is None for _, value in points)
        figure.add_trace(_line(f"{column}: nothing" if nothing else column, points, line))
    return figure


def _figure(y_title: str, steps: int, **layout: object) -> go.Figure:
    figure = step_figure(y_title, max(steps, 1), **layout)
    figure.update_yaxes(title_standoff=12)
    return figure.update_layout(
        height=240, hovermode="x", legend=LEGEND, margin={"l": 72, "r": 12, "t": 34, "b": 42}
    )


def _line(name: str, points: Sequence[Point], line: dict) -> go.Scatter:
    steps, values = zip(*points, strict=True) if points else ((), ())
    return go.Scatter(name=name, x=steps, y=values, mode="lines", line=line)


def _short(name: str) -> str:
    """As Plotly takes it: it reads some HTML."""
    return escape(name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…")
