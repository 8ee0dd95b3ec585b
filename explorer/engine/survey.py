"""The loss around the parameters of a run: its shape, its slices, and its optima.

Measured after a run, at each of its snapshots, on the run's own Keras loss: with the parameters
and the predictions as they were then, and a change in one number at a time.
"""

from collections.abc import Iterator

import numpy as np
import tensorflow as tf

from explorer.engine.inventory import inventory
from explorer.records.landscape import Landscape

SHAPE_POINTS = 81
SLICE_POINTS = 33
MARKED = 64
"""Samples whose residuals or margins are marked under the shape."""
ESTIMATED = 20
"""Snapshots that optima are found for: an estimate without a closed form takes milliseconds."""


def survey(recording, evaluate) -> Iterator[Landscape | None]:
    """Measure the landscape of a run that has ended, a snapshot at a time.

    Yields None after each piece of work, and the landscape at the end; nothing where there is no
    snapshot to measure it at.

    Args:
        recording: the `Recording`; it holds the outputs at training samples for each snapshot.
        evaluate: an `evaluator` of its loss.
    """
    if not recording.outputs:
        return
    steps, outputs = zip(*recording.outputs.items(), strict=True)
    names = tuple(recording.initial)
    held = np.stack([recording.column(f"{name}.value") for name in names], axis=1)
    parameters = held[np.array(steps) - 1]
    y = recording.data.y_sample
    axis, columns = recording.data.task.sample_axis, y.shape[1]
    marks = np.stack([axis.marks(y[:MARKED], f[:MARKED]) for f in outputs])
    x = axis.places(SHAPE_POINTS, marks)
    truth, prediction = axis.singles(x, columns)
    at = {name: _span(recording.initial[name], held[:, i]) for i, name in enumerate(names)}
    shape, slices, optima = [], {name: [] for name in names}, {name: [] for name in names}
    estimated = set(np.linspace(0, len(steps) - 1, ESTIMATED).round().astype(int))
    for place, (now, f) in enumerate(zip(parameters, outputs, strict=True)):
        one = evaluate(np.tile(now, (len(truth), 1)), truth, prediction)
        shape.append(one.reshape(axis.lines(columns), len(x)))
        for i, name in enumerate(names):
            varied = np.tile(now, (SLICE_POINTS, 1))
            varied[:, i] = at[name]
            same = (np.broadcast_to(a, (SLICE_POINTS, *a.shape)) for a in (y, f))
            slices[name].append(evaluate(varied, *same))
        estimates = place in estimated and recording.reads_as_is
        found = _optimum(recording.spec.loss, y, f) if estimates else {}
        for name in names:
            optima[name].append(found.get(name, np.nan))
        yield None
    yield Landscape(
        steps=steps,
        x=x,
        shape=np.array(shape, np.float32),
        marks=marks,
        at=at,
        slices={name: np.array(values, np.float32) for name, values in slices.items()},
        optima={
            name: np.array(values, np.float32)
            for name, values in optima.items()
            if not np.isnan(values).all()
        },
    )


def evaluator(loss, *, traced: bool = True):
    """A function that evaluates `loss` at other values of its parameters, many at once.

    It takes float32 parameters `[cases, parameters]`, y and f `[cases, samples, columns]`, and
    gives the loss of each case, `[cases]`.

    Args:
        loss: the loss.
        traced: False for a loss that only runs uncompiled; it takes a millisecond per case.
    """
    names = tuple(loss.parameters)

    def one(case):
        values, y, f = case
        return loss.at(dict(zip(names, tf.unstack(values, len(names)), strict=True)))(y, f)

    cases = tf.TensorSpec([None, len(names)])
    samples = tf.TensorSpec([None, None, None])

    @tf.function(autograph=False, input_signature=(cases, samples, samples))
    def together(parameters, y, f):
        return tf.vectorized_map(one, (parameters, y, f))

    def in_turn(*arrays):
        return tf.stack([one(case) for case in zip(*arrays, strict=True)])

    evaluate = together if traced else in_turn

    def run(parameters, y, f):
        if not len(parameters):
            return np.empty(0, np.float32)
        return evaluate(*(tf.constant(a, tf.float32) for a in (parameters, y, f))).numpy()

    return run


def _optimum(loss: str, y: np.ndarray, f: np.ndarray) -> dict[str, float]:
    if not np.isfinite(f).all():
        return {}
    return inventory().losses[loss]().optimum(y.astype(np.float64), f.astype(np.float64))


def _span(initial: float, values: np.ndarray) -> np.ndarray:
    """Where a slice is drawn: all values that the parameter had, and as much around them."""
    finite = values[np.isfinite(values)]
    low, high = min(initial, finite.min(initial=initial)), max(initial, finite.max(initial=initial))
    around = max(0.5 * (high - low), 1.5 * max(1.0, abs(initial)))
    return np.linspace(low - around, high + around, SLICE_POINTS, dtype=np.float32)
