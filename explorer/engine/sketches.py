"""What losses and datasets look like, small enough for a card.

The loss itself is evaluated, as Keras runs it: on single samples, for some values of its
parameters. A dataset is loaded and some of its points are kept.
"""

from dataclasses import replace

import numpy as np

from explorer.engine.inventory import inventory
from explorer.engine.survey import evaluator
from explorer.records.catalogue import Dataset, Loss
from explorer.records.sketch import DatasetSketch, ImageSketch, LossSketch, Sketch
from explorer.tasks import TASKS

POINTS = 61
LINES = 7
STEPS = 2.0
"""How far a parameter is varied: to both sides of its start, or twice that to where it goes."""
MOST_POINTS = 150
MOST_IMAGES = 20
DEGREE = 6
"""Of the polynomial that is used as a fitted u(t)."""


def sketch(section: str, key: str) -> Sketch:
    """The picture of a loss ('losses') or a dataset ('datasets')."""
    if section == "datasets":
        return sketch_dataset(inventory().catalogue.dataset(key), *inventory().loads[key](0))
    loss = inventory().catalogue.loss(key)
    keras_loss = inventory().losses[key]()
    dataset = inventory().catalogue.datasets_for(loss)[0]
    has_axis = TASKS[loss.task].sample_axis.lines(dataset.outputs) > 0
    draw = sketch_over_samples if has_axis else sketch_over_parameter
    return draw(loss, keras_loss, dataset)


def sketch_over_samples(loss: Loss, keras_loss, dataset: Dataset) -> LossSketch:
    """The loss of one sample over its task's axis, for values of the parameters."""
    axis = TASKS[loss.task].sample_axis
    x = axis.places(POINTS)
    values = varied(loss)
    cases = np.tile([np.float32(p.initial) for p in loss.parameters], (LINES, 1))
    for i, parameter in enumerate(loss.parameters):
        if parameter.name in values:
            cases[:, i] = values[parameter.name]
    y, f = axis.singles(x, dataset.outputs)
    each = np.repeat(cases, len(y), axis=0)
    computed = evaluator(keras_loss)(each, np.tile(y, (LINES, 1, 1)), np.tile(f, (LINES, 1, 1)))
    lines = computed.reshape(LINES, -1, POINTS)
    line, words = axis.shown(lines)
    first = next(p for p in loss.parameters if p.name in values)
    start = int(np.abs(values[first.name] - first.initial).argmin())
    return LossSketch(x, lines[:, line], words, start, values)


def sketch_over_parameter(loss: Loss, keras_loss, dataset: Dataset) -> LossSketch:
    """The loss of all samples against its first parameter, as a fit gets closer.

    The fit is a polynomial through the data, and its slope the polynomial's; the lines go from
    no fit, a constant u, to the full one.
    """
    t, measured = inventory().loads[dataset.key](0)
    curve = np.polynomial.Polynomial.fit(t[:, 0], measured[:, 0], DEGREE)
    u, slope = curve(t), curve.deriv()(t)
    shares = np.linspace(0, 1, LINES)
    fits = [np.hstack([s * u + (1 - s) * measured.mean(), s * slope]) for s in shares]
    f = np.repeat(np.array(fits, np.float32), POINTS, axis=0)
    first = loss.parameters[0]
    x = np.linspace(first.initial - STEPS, first.initial + STEPS, POINTS, dtype=np.float32)
    cases = np.tile([np.float32(p.initial) for p in loss.parameters], (len(f), 1))
    cases[:, 0] = np.tile(x, LINES)
    computed = evaluator(keras_loss)(cases, np.broadcast_to(measured, (len(f), *measured.shape)), f)
    return LossSketch(x, computed.reshape(LINES, POINTS), first.symbol)


def varied(loss: Loss) -> dict[str, np.ndarray]:
    """Values of the parameters that a shape is drawn for, `[LINES]` each.

    Those that head up or down go there from their start, together; where none does, the first
    parameter goes from below its start to above.
    """
    steps = np.linspace(0, 2 * STEPS, LINES)
    ways = {"up": steps, "down": -steps}
    if sent := [p for p in loss.parameters if p.heads]:
        return {p.name: (p.initial + ways[p.heads]).astype(np.float32) for p in sent}
    first = loss.parameters[0]
    # A bare parameter that starts at 1 may have no meaning below 0.
    bare = first.reading is None and first.initial != 0
    around = 0.6 * abs(first.initial) if bare else STEPS
    values = np.linspace(first.initial - around, first.initial + around, LINES)
    return {first.name: values.astype(np.float32)}


def sketch_dataset(dataset: Dataset, x: np.ndarray, y: np.ndarray) -> DatasetSketch | ImageSketch:
    """Images where the inputs are pixels, else points."""
    if dataset.image and TASKS[dataset.task].column == "class":
        return sketch_images(dataset.image, x, y)
    return sketch_points(dataset, x, y)


def sketch_images(size: tuple[int, int], x: np.ndarray, y: np.ndarray) -> ImageSketch:
    """The first image of each class, its ink as a share of what the pixels span."""
    images = x[y.argmax(axis=0)[:MOST_IMAGES]].reshape(-1, *size)
    return ImageSketch((images - x.min()) / np.ptp(x))


def sketch_points(dataset: Dataset, x: np.ndarray, y: np.ndarray) -> DatasetSketch:
    """At most `MOST_POINTS` of the points: the target over the input, or the plane of two inputs.

    Of several inputs, those most correlated with the target are drawn.
    """
    draw = {"target": _over_input, "class": _over_plane}[TASKS[dataset.task].column]
    return _thinned(draw(dataset, x, y))


def _over_input(dataset: Dataset, x: np.ndarray, y: np.ndarray) -> DatasetSketch:
    first = _most_correlated(x, y)[0]
    points = np.column_stack([np.tile(x[:, first], y.shape[1]), y.T.ravel()])
    targets = np.repeat(np.arange(y.shape[1]), len(y))
    across, words = dataset.x_title, "input"
    if dataset.inputs > 1:
        across = words = f"input {first + 1}"
    caption = f"target{'s' * (dataset.outputs > 1)} over {words}{_choice(1, dataset)}"
    return DatasetSketch(points, targets, across, dataset.y_title, caption, len(points))


def _over_plane(dataset: Dataset, x: np.ndarray, y: np.ndarray) -> DatasetSketch:
    drawn = np.sort(_most_correlated(x, y)[:2])
    plane = dataset.inputs == 2
    across, up = ("x₁", "x₂") if plane else (f"input {place + 1}" for place in drawn)
    caption = f"{up} over {across}{_choice(2, dataset)}"
    return DatasetSketch(x[:, drawn], y.argmax(axis=1), across, up, caption, len(x), plane)


def _choice(drawn: int, dataset: Dataset) -> str:
    return f", the most correlated of {dataset.inputs}" if dataset.inputs > drawn else ""


def _thinned(sketch: DatasetSketch) -> DatasetSketch:
    if len(sketch.points) <= MOST_POINTS:
        return sketch
    kept = np.random.default_rng(0).permutation(len(sketch.points))[:MOST_POINTS]
    return replace(sketch, points=sketch.points[kept], groups=sketch.groups[kept])


def _most_correlated(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Indices of the inputs, those first whose correlation with any column of y is largest."""
    x, y = x - x.mean(axis=0), y - y.mean(axis=0)
    spread = np.outer(np.linalg.norm(x, axis=0), np.linalg.norm(y, axis=0))
    with np.errstate(invalid="ignore", divide="ignore"):
        correlation = np.nan_to_num(np.abs(x.T @ y) / spread)
    return np.argsort(-correlation.max(axis=1), kind="stable")
