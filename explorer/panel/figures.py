"""The panel's figures: everything but the numbers.

A trace's `meta` names its data, so the browser and the exports only fill in numbers:

- `{"run": i, "source": "rows", "column": "loss"}`: a telemetry column against the step;
  with `"reading"`, a `Reading` as plain values, where people think in other units; with
  `"marks": phase`, only a few of its points, evenly spaced and shifted by a phase from 0 to 1
- `{"run": i, "source": "snapshots", "column": "validation"}`: at the snapshot steps; with
  `"column": "score", "score": j` the j-th score
- `{"run": i, "source": "view", "column": "prediction", "target": j}`: the snapshot at the
  playhead; with `"points": "train" | "validation"` where predictions stand against the truth
- `{"run": i, "source": "view", "column": "band", "target": j, "sign": s, "parameter": name}`: the
  prediction and the reading of a parameter above or below it
- `{"run": i, "source": "view", "column": "heat" | "border" | "wrong"}`: over a plane, which class
  wins and how clearly, where that changes, and the points given a class not their own
- `{"run": i, "source": "view", "column": "own" | "mean", "offset": o}`: the probability of each
  sample's own class, beside the class's place on the axis
- `{"run": i, "source": "landscape", "column": "shape" | "marks", "line": j}`: the loss of one
  sample against its residual or margin, and samples on it; with `"start"` at the first snapshot
- `{"run": i, "source": "landscape", "column": "slice" | "place" | "pull", "parameter": name}`:
  the training loss against a parameter, the parameter's value, and where its gradient pulls it
- `{"run": i, "source": "landscape", "column": "optimum", "parameter": name}`: what the predictions
  call for, at the snapshot steps
- `{"source": "constant", "value": v, "steps": n}`: a constant
- `{"source": "data", "points": "train" | "validation" | "identity", "target": j}`: fixed
  points; with `"class": k`, those of one class
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict

import plotly.graph_objects as go

from explorer.panel.fits import fits
from explorer.panel.looks import RunStyle, run_styles
from explorer.panel.naming import naming
from explorer.panel.style import (
    PARAMETER,
    POINTS,
    ZERO,
    chart,
    empty_figure,
    line_trace,
    marker_trace,
    marks_along,
    paint,
    run_line,
    step_figure,
    stroke,
)
from explorer.records.catalogue import Dataset, Loss, Parameter, Truth, Wiring
from explorer.tasks import TASKS
from explorer.tasks.sample_axis import SampleAxis


def build_charts(
    wirings: Mapping[str, Wiring],
    loss: Loss,
    dataset: Dataset,
    steps: int,
) -> list[dict]:
    """The charts of one comparison, in the order they are shown.

    Args:
        wirings: of each run, by its letter.
        loss: of all runs.
        dataset: of all runs.
        steps: of the longest.

    Returns:
        For each chart its `key`, `title`, a `note` under it, whether a `log` scale and a `smooth`
        line are offered, its `span` of a row, and its `figure` as JSON-safe values. Traces with
        the same name, or a `legendgroup` that is a name, are hidden together.
    """
    runs = run_styles(wirings)
    first, *more = _scores(runs, dataset, steps)
    charts = [chart("loss", "Loss", _loss(runs, steps), log=True, smooth=True), first]
    for parameter in loss.parameters:
        key, title = f"value.{parameter.name}", _titled(parameter)
        figure = _value(runs, parameter, loss, dataset, steps)
        charts.append(chart(key, title, figure, note=naming(parameter)))
    charts += more
    for parameter in loss.parameters:
        key, title = f"gradient.{parameter.name}", f"Gradient of {parameter.symbol}"
        charts.append(chart(key, title, _gradient(runs, parameter, steps)))
    for parameter in loss.parameters:
        key, title = f"slice.{parameter.name}", f"Loss against {parameter.symbol}"
        note = f"The training loss for other values of {parameter.symbol}, all else unchanged"
        charts.append(chart(key, title, _slice(runs, parameter), note=note))
    axis = TASKS[dataset.task].sample_axis
    if axis.lines(dataset.outputs) and not loss.of_batch:
        note = f"What one sample costs, by {axis.meaning}"
        charts.append(chart("shape", "Shape of the loss", _shape(runs, axis, dataset), note=note))
    fitted = fits(runs, loss, dataset)
    if fitted[0]["span"] == "half":
        # They have a row of their own, so the chart before fills what the thirds leave.
        charts[-1]["span"] = "rest"
    charts += fitted
    charts.append(chart("grad_norm", "Gradient norm", _grad_norm(runs, steps), log=True))
    return charts


def _loss(runs: tuple[RunStyle, ...], steps: int) -> go.Figure:
    training = [_rows(run, "loss", run.name) for run in runs]
    validation = [_validation(run) for run in runs]
    return paint(step_figure("loss", steps), training, validation)


def _scores(runs: tuple[RunStyle, ...], dataset: Dataset, steps: int) -> list[dict]:
    """A chart for each score of the task, a line for each of its columns."""
    task = TASKS[dataset.task]
    columns = task.score_columns(dataset.outputs)
    charts = []
    for j, score in enumerate(task.scores):
        places = [place for place, other in enumerate(columns) if other is score]
        ends = [f", {name}" for name in dataset.names] if len(places) > 1 else [""]
        y = (score.unit, ZERO if score.is_error else {})
        figure = _lined(runs, y, steps, zip(ends, places, strict=True))
        charts.append(chart(f"score.{j}", score.title, figure))
    return charts


def _lined(
    runs: tuple[RunStyle, ...],
    y: tuple[str, dict[str, str]],
    steps: int,
    lines: Iterable[tuple[str, int]],
) -> go.Figure:
    """A chart of scores; `y` is the axis's title and style, `lines` pairs of suffix and place."""
    figure = step_figure(y[0], steps, yaxis=y[1])
    return paint(
        figure, *([_scored(run, run.name + end, place) for run in runs] for end, place in lines)
    )


def _value(
    runs: tuple[RunStyle, ...], parameter: Parameter, loss: Loss, dataset: Dataset, steps: int
) -> go.Figure:
    figure = step_figure(parameter.symbol, steps, yaxis={"zeroline": False})
    # A value that stays on the purple line never moved.
    start = _constant("Start", parameter.initial, steps, stroke(PARAMETER, "dot", 1.5))
    traces = [_rows(run, f"{parameter.name}.value", run.name, 2.2) for run in runs]
    optima = [_optimum(run, parameter) for run in runs] if loss.has_optimum else []
    truth = dataset.truth(parameter.estimates)
    truths = [_truth(parameter, truth, steps)] if truth else []
    for trace in (*traces, *optima, *truths):
        if parameter.reading:
            trace.meta["reading"] = asdict(parameter.reading)
    # Drawn last and named first.
    for trace in traces:
        trace.legendrank = 0
    return paint(figure, [start, *truths], optima, traces)


def _slice(runs: tuple[RunStyle, ...], parameter: Parameter) -> go.Figure:
    of = {"parameter": parameter.name}
    figure = empty_figure(parameter.symbol, "training loss", yaxis={"zeroline": False})
    pulls = _once(_surveyed(run, "pull", "Where its gradient pulls it", 5, **of) for run in runs)
    return paint(
        figure,
        _starts(runs, "slice", **of),
        [_surveyed(run, "slice", run.name, 1.8, **of) for run in runs],
        [pull.update(line_dash="solid", opacity=0.5, legendrank=21, marker=None) for pull in pulls],
        [_place(run, parameter) for run in runs],
    )


def _shape(runs: tuple[RunStyle, ...], axis: SampleAxis, dataset: Dataset) -> go.Figure:
    lines = dataset.names if axis.lines(dataset.outputs) > 1 else [""]
    figure = empty_figure(axis.title, "loss of a sample", yaxis={"zeroline": False})
    for line, name in enumerate(lines):
        dash = {"dash": "dot"} if line else {}
        drawn = [
            _surveyed(run, "shape", f"{run.name}, {name}" if name else run.name, 2, line=line)
            for run in runs
        ]
        start = _starts(runs, "shape", line=line)
        if line:
            start[0].showlegend = False
        for trace in (*drawn, *start):
            trace.line.update(dash)
        marks = [_marks(run, line) for run in runs]
        paint(figure, start, drawn, marks)
    return figure


def _gradient(runs: tuple[RunStyle, ...], parameter: Parameter, steps: int) -> go.Figure:
    figure = step_figure(f"∂L/∂{parameter.symbol}", steps, yaxis=ZERO)
    # Where all is well, delivered covers available, so available is the wider band beneath and
    # their marks alternate.
    lines, marks = [], []
    for place, (word, width) in enumerate((("available", 4.5), ("delivered", 1.4))):
        column, beside = f"{parameter.name}.grad_{word}", word == "available"
        lines.append([_rows(run, column, f"{run.name}, {word}", width, beside) for run in runs])
        for run in runs:
            phase = (place + run.run / len(runs)) / 2
            meta = {"run": run.run, "source": "rows", "column": column, "marks": phase}
            marks.append(marks_along(run, f"{run.name}, {word}", meta, beside))
    return paint(figure, *lines, marks)


def _grad_norm(runs: tuple[RunStyle, ...], steps: int) -> go.Figure:
    figure = step_figure("‖∂L/∂weights‖", steps, yaxis=ZERO)
    return paint(figure, [_rows(run, "grad_norm", run.name) for run in runs])


def _validation(run: RunStyle) -> go.Scatter:
    meta = {"run": run.run, "source": "snapshots", "column": "validation"}
    return run_line(run, f"{run.name}, validation", meta, 1.4, beside=True)


def _scored(run: RunStyle, name: str, score: int = 0) -> go.Scatter:
    meta = {"run": run.run, "source": "snapshots", "column": "score", "score": score}
    return run_line(run, name, meta, 2, beside=score > 0)


def _surveyed(run: RunStyle, column: str, name: str, width: float, **meta: str | int) -> go.Scatter:
    meta = {"run": run.run, "source": "landscape", "column": column, **meta}
    return run_line(run, name, meta, width)


def _starts(runs: tuple[RunStyle, ...], column: str, **meta: str | int) -> list[go.Scatter]:
    """The same lines at the first snapshot, last in the legend."""
    name = "Pale: at the start"
    lines = [_surveyed(run, column, name, 1.2, start=True, **meta) for run in runs]
    for run, line in zip(runs, lines, strict=True):
        line.update(legendrank=20, line_color=run.light, marker=None)
    return _once(lines)


def _once(traces: Iterable[go.Scatter]) -> list[go.Scatter]:
    """Show only the first of traces with the same meaning, one per run, in the legend."""
    first, *others = traces
    return [first, *(trace.update(showlegend=False) for trace in others)]


def _place(run: RunStyle, parameter: Parameter) -> go.Scatter:
    meta = {"run": run.run, "source": "landscape", "column": "place", "parameter": parameter.name}
    return marker_trace(run, f"{run.name}, here", meta, 1, size=9)


def _marks(run: RunStyle, line: int) -> go.Scatter:
    meta = {"run": run.run, "source": "landscape", "column": "marks", "line": line}
    trace = marker_trace(run, f"{run.name}, samples", meta, 0.3, size=7)
    return trace.update(showlegend=False, legendgroup=run.name)


def _optimum(run: RunStyle, parameter: Parameter) -> go.Scatter:
    meta = {"run": run.run, "source": "landscape", "column": "optimum", "parameter": parameter.name}
    return line_trace(f"{run.name}, optimum", meta, stroke(run.light, "dot", 1.8 + run.wider))


def _truth(parameter: Parameter, truth: Truth, steps: int) -> go.Scatter:
    value = parameter.reading.inverse(truth.value) if parameter.reading else truth.value
    return _constant("True value", value, steps, stroke(POINTS, "longdash", 1.4))


def _constant(name: str, value: float, steps: int, line: dict[str, str | float]) -> go.Scatter:
    meta = {"source": "constant", "value": value, "steps": steps}
    return line_trace(name, meta, line)


def _rows(
    run: RunStyle, column: str, name: str, width: float = 1.6, beside: bool = False
) -> go.Scatter:
    return run_line(run, name, {"run": run.run, "source": "rows", "column": column}, width, beside)


def _titled(parameter: Parameter) -> str:
    return f"{parameter.title} {parameter.symbol}"
