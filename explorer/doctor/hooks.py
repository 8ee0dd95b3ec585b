"""All hooks, installed for as long as something is watched."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps

import keras
import tensorflow as tf
from tensorflow.python.eager.polymorphic_function import polymorphic_function
from tensorflow.python.ops.resource_variable_ops import BaseResourceVariable

from explorer.doctor.gradients import Gradients
from explorer.doctor.guard import busy, forget, guarded
from explorer.doctor.holders import names_of
from explorer.doctor.known import Compiled
from explorer.doctor.patching import replaced
from explorer.doctor.places import frames, place
from explorer.doctor.updates import Updates
from explorer.doctor.variables import marking
from explorer.doctor.watch import Watch
from explorer.engine.errors import record_exception
from explorer.engine.probe import VARIABLE


@contextmanager
def watching(what_if: bool = False) -> Iterator[Watch]:
    """Watch what the block does; classes are patched, so one block at a time.

    Args:
        what_if: whether copies of what no step lists are updated, as if it were listed.
    """
    forget()
    watch = Watch(what_if)
    with ExitStack() as patches:
        for patched in _patches(watch):
            patches.enter_context(patched)
        try:
            yield watch
        finally:
            watch.curvature.forget()


def _patches(watch: Watch) -> Iterator:
    gradients = Gradients(watch)
    updates = Updates(watch, gradients)
    yield from marking(watch.made)
    yield from watch.scopes.patches()
    yield from watch.warned.patches()
    yield replaced(tf.GradientTape, "gradient", gradients.hook)
    for optimizer in (keras.optimizers.Optimizer, keras.optimizers.LossScaleOptimizer):
        yield replaced(optimizer, "apply", updates.apply)
    # `ResourceVariable` has copies of its own of these.
    for variable in (VARIABLE, BaseResourceVariable):
        for name in ("assign", "assign_add", "assign_sub"):
            yield replaced(variable, name, updates.assign)
    yield replaced(keras.Model, "compile", lambda compile_: _compiling(compile_, watch))
    function = polymorphic_function.Function
    yield replaced(function, "__call__", lambda call: _calling(call, watch))


def _compiling(compile_, watch: Watch):
    """The new `Model.compile`, which notes what was given."""

    @wraps(compile_)
    def watched(model, *args, **kwargs):
        result = compile_(model, *args, **kwargs)
        with guarded():
            _, user = frames()
            given = dict(zip(("optimizer", "loss", "loss_weights"), args, strict=False)) | kwargs
            loss, weights = given.get("loss"), given.get("loss_weights")
            names = names_of(user)
            watch.compiled.append(Compiled(model, loss, weights, place(), names, model.built))
        return result

    return watched


def _calling(call, watch: Watch):
    """The new call of a `tf.function`: between two of them is time to look at what changed."""
    inside = False

    @wraps(call)
    def watched(function, *args, **kwargs):
        nonlocal inside
        if inside or busy():
            return call(function, *args, **kwargs)
        inside = True
        try:
            return call(function, *args, **kwargs)
        except Exception as error:
            with guarded():
                watch.raised = record_exception(error, 1)
            raise
        finally:
            inside = False
            with guarded():
                watch.tick()

    return watched
