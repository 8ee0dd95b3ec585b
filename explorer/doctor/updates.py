"""The hooks of what changes a variable: an optimizer's `apply`, and every way to assign it."""

from functools import wraps

import tensorflow as tf

from explorer.doctor.gradients import Gradients
from explorer.doctor.guard import busy, guarded
from explorer.doctor.known import Refusal
from explorer.doctor.places import place
from explorer.doctor.watch import Watch
from explorer.engine.errors import record_exception
from explorer.engine.probe import tf_variable, variables_of


class Updates:
    """What optimizers receive, and what the program assigns itself.

    Args:
        watch: what is filled.
        gradients: knows which variable a gradient belongs to.
    """

    def __init__(self, watch: Watch, gradients: Gradients):
        self._watch = watch
        self._gradients = gradients
        self._applying = False

    def apply(self, apply):
        """The new `Optimizer.apply`; one that calls another is seen once."""

        @wraps(apply)
        def watched(optimizer, grads, trainable_variables=None):
            if busy() or self._applying:
                return apply(optimizer, grads, trainable_variables)
            grads = list(grads)
            updated = None if trainable_variables is None else list(trainable_variables)
            self._applying = True
            try:
                result = apply(optimizer, grads, updated)
            except Exception as error:
                with guarded():
                    self._refused(updated or [], error)
                raise
            finally:
                self._applying = False
            with guarded():
                held = optimizer._trainable_variables if updated is None else updated
                self._received(optimizer, grads, held)
            return result

        return watched

    def assign(self, assign):
        """The new `assign`, `assign_add` or `assign_sub` of a variable."""

        @wraps(assign)
        def watched(variable, *args, **kwargs):
            known = self._watch.known.get(id(variable))
            if known is None or busy() or self._applying:
                return assign(variable, *args, **kwargs)
            if not tf.executing_eagerly():
                with guarded():
                    known.assigned_in_step = place()
                return assign(variable, *args, **kwargs)
            rows, before = self._watch.latest.get(id(variable)), None
            if rows is not None:  # before the first step it is only initialised
                with guarded():
                    before = rows.figure_now()
            result = assign(variable, *args, **kwargs)
            if before is not None:
                with guarded():
                    after = rows.figure_now()
                    if after != before:
                        known.writes.note(rows.now(), before, after)
            return result

        return watched

    def _refused(self, updated: list, error: Exception) -> None:
        said = self._watch.raised = record_exception(error, 1)
        self._watch.refusals.append(Refusal(said, {id(v) for v in variables_of(updated)}))

    def _received(self, optimizer, grads: list, updated) -> None:
        watch = self._watch
        handed = watch.optimizers.setdefault(id(optimizer), (optimizer, set()))[1]
        for gradient, item in zip(grads, updated, strict=False):
            key = id(tf_variable(item))
            handed.add(key)
            known = watch.known.get(key)
            if known is None:
                continue
            if gradient is None:
                known.none_received = True
                continue
            belongs = self._gradients.belongs_to(gradient)
            if belongs is not None and belongs != key:
                watch.mispaired[belongs] = key
                continue
            known.received.add(id(optimizer))
            if key in watch.latest:
                watch.latest[key].deliver(gradient)
