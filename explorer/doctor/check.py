"""`check`: the chain of each loss parameter of a model, from a few trial steps."""

from collections.abc import Callable, Iterable, Sequence

import keras
import numpy as np
import tensorflow as tf

from explorer.doctor.checkup import checkup
from explorer.doctor.holders import leads_on, names_of, reached
from explorer.doctor.hooks import watching
from explorer.doctor.known import Compiled
from explorer.doctor.places import frames, place
from explorer.doctor.report import Report
from explorer.doctor.restore import restored

BATCH = 32
"""Samples of `x` and `y` that one trial step takes."""


def check(
    model: keras.Model | None = None,
    x=None,
    y=None,
    *,
    loss=None,
    steps: int = 2,
    step: Callable | None = None,
    parameters: Sequence | None = None,
    batches: Iterable | None = None,
) -> Report:
    """Do a few train steps as a trial, and report where each loss parameter is lost.

    Nothing is different afterwards: weights, optimizer, metrics and random state are put back.
    A model that has not been built yet is built.

    Args:
        model: a compiled model; its own `train_step` is done.
        x: inputs `[samples, ...]`, of which the first batches are taken; or a `tf.data.Dataset`
            of batches.
        y: targets `[samples, ...]`.
        loss: to look for parameters in, where the model was compiled with another object.
        steps: how many trial steps.
        step: a train step of your own, `step(batch)`, in place of `model`. One that was wrapped
            in `tf.function` is taken apart and traced anew.
        parameters: with `step`: every variable that it may change, so that it can be put back.
        batches: with `step`: what it takes, one item a step.

    Returns:
        The report.

    Raises:
        ValueError: neither `model` with `x` and `y` nor `step` with `batches` and `parameters`.
    """
    if step is not None and batches is not None and parameters is not None:
        return _check_step(step, list(batches)[:steps], list(parameters))
    if model is None or x is None:
        raise ValueError(
            "expected check(model, x, y) or check(step=..., parameters=..., batches=...)"
        )
    if getattr(model, "optimizer", None) is None and loss is None:
        raise ValueError("expected a compiled model; received one without optimizer and loss")
    if isinstance(x, tf.data.Dataset):
        batches = [data if isinstance(data, tuple) else (data,) for data in x.take(steps)]
    else:
        rows = (slice(i * BATCH, (i + 1) * BATCH) for i in range(steps))
        batches = [_batch(x, y, row) for row in rows if len(tf.nest.flatten(x)[0][row])]
    if not model.built:
        model(tf.nest.map_structure(lambda part: part[:1], batches[0][0]))
    optimizer = model.optimizer
    parts = [optimizer, getattr(optimizer, "inner_optimizer", None)]
    parts += [getattr(model, name, None) for name in ("_compile_metrics", "_compile_loss")]
    parts += [getattr(part, "_tracker", None) for part in parts]
    held = [*model.variables, *optimizer.variables, *_held_by(model.loss), *_held_by(loss)]
    held += [v for metric in model.metrics for v in metric.variables]
    _, user = frames()
    with restored([part for part in parts if part is not None], held), watching() as watch:
        watch.adopt(model, model.loss, loss)
        given = loss if loss is not None else model.loss
        watch.compiled.append(Compiled(model, given, None, place(), names_of(user), True))
        # `fit` converts it by AutoGraph no more than this.
        error = _trial(tf.function(model.train_step, autograph=False), batches)
        return Report(checkup(watch, "check(model)", error))


def _check_step(step: Callable, batches: list, parameters: list) -> Report:
    function = getattr(step, "python_function", None)
    with restored([], parameters), watching() as watch:
        watch.adopt(*parameters)
        error = _trial(step if function is None else tf.function(function), batches)
        return Report(checkup(watch, "check(step)", error))


def _trial(step: Callable, batches: list) -> Exception | None:
    """Do the steps; returns what the last of them raised."""
    for batch in batches:
        try:
            step(batch)
        except Exception as error:  # how far it got is what is asked
            return error
    return None


def _batch(x, y, row: slice):
    def cut(data):
        return tf.nest.map_structure(lambda part: tf.convert_to_tensor(np.asarray(part)[row]), data)

    return (cut(x),) if y is None else (cut(x), cut(y))


def _held_by(loss) -> list:
    return [item for _, item, _ in reached({"loss": loss})] if leads_on(loss) else []
