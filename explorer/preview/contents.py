"""What the picture of a comparison shows: the curves of its runs, else the chains."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import isfinite

import numpy as np

from explorer.hub.run import Run
from explorer.panel.looks import run_styles
from explorer.preview.picture import Curve, Picture, Plot, Row, State
from explorer.preview.subject import Subject
from explorer.records.catalogue import Catalogue, Parameter
from explorer.records.outcome import states_where
from explorer.words.clauses import changed, shown, symbol
from explorer.words.preview import declared, measured, setting

MOST_PLOTS = 2
BUCKETS = 200
"""Of steps along a curve; of each the lowest and the highest value are drawn."""


def contents(subject: Subject, runs: Sequence[Run], catalogue: Catalogue) -> Picture:
    """The picture of `subject`.

    Args:
        runs: all of its runs, which have ended; none where they are not there.
    """
    comparison = subject.comparison
    picture = Picture(
        title=catalogue.loss(comparison.loss).title,
        setting=setting(comparison, catalogue),
        note="as declared, not run yet",
        rows=_rows(subject, runs, catalogue),
    )
    if subject.open:
        return replace(picture, note="what will happen?")
    if not runs:
        return picture
    return replace(picture, note="measured on real Keras runs", plots=_plots(runs, catalogue))


def _rows(subject: Subject, runs: Sequence[Run], catalogue: Catalogue) -> tuple[Row, ...]:
    wirings = {letter: catalogue.wiring(key) for letter, key in subject.comparison.shown.items()}
    rows = []
    for style, wiring in zip(run_styles(wirings), wirings.values(), strict=True):
        states: tuple[State, ...] = states_where(wiring.breaks_at)
        words = declared(wiring)
        if subject.open:
            states, words = ("open",) * len(states), ""
        elif runs:
            outcome = runs[style.run].outcome
            states, words = outcome.chain.states, measured(outcome)
        rows.append(Row(style.name, wiring.title, style.color, style.dash, states, words))
    return tuple(rows)


def _plots(runs: Sequence[Run], catalogue: Catalogue) -> tuple[Plot, ...]:
    """A plot for each parameter, those that moved first; none where no run has a step."""
    parameters = catalogue.loss(runs[0].spec.loss).parameters
    if not all(run.outcome.reads_as_is for run in runs):
        parameters = tuple(replace(each, reading=None) for each in parameters)

    def stayed(parameter: Parameter) -> bool:
        return not any(changed(parameter, run.outcome.parameters[parameter.name]) for run in runs)

    plots = (_plot(each, runs, catalogue) for each in sorted(parameters, key=stayed))
    return tuple(plot for plot in plots if plot.curves)[:MOST_PLOTS]


def _plot(parameter: Parameter, runs: Sequence[Run], catalogue: Catalogue) -> Plot:
    truth = catalogue.dataset(runs[0].spec.dataset).truth(parameter.estimates)
    curves = []
    for place, run in enumerate(runs):
        points = _points(run, parameter)
        if len(points) > 1:
            end = shown(parameter, run.outcome.parameters[parameter.name].final)
            curves.append(Curve(place, points, end))
    steps = max((curve.points[-1][0] for curve in curves), default=0)
    changes = {event.step for run in runs for event in run.spec.events}
    return Plot(
        symbol=symbol(parameter),
        steps=steps,
        curves=tuple(curves),
        changes=tuple(sorted(step for step in changes if step < steps)),
        truth=truth.value if truth and all(run.outcome.reads_as_is for run in runs) else None,
    )


def _points(run: Run, parameter: Parameter) -> tuple[tuple[float, float], ...]:
    """The parameter by steps as its reading, from its start on, without what is not finite."""
    name = f"{parameter.name}.value"
    if run.telemetry is None or name not in run.telemetry.columns:
        return ()
    values = run.telemetry.values()[:, run.telemetry.columns.index(name)]
    start = run.outcome.parameters[parameter.name].initial
    steps = [0, *(1 + outline(values))]
    read = parameter.reading or float
    points = [(int(step), read(float(values[step - 1] if step else start))) for step in steps]
    return tuple(point for point in points if isfinite(point[1]))


def outline(values: np.ndarray) -> np.ndarray:
    """Places of the values that a drawing needs: the lowest and the highest of each bucket, and
    the last."""
    edges = np.unique(np.linspace(0, len(values), BUCKETS + 1).astype(int))
    kept = {len(values) - 1} if len(values) else set()
    for first, last in pairwise(edges):
        kept |= {first + np.argmin(values[first:last]), first + np.argmax(values[first:last])}
    return np.array(sorted(kept), int)
