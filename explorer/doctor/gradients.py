"""The hook of `GradientTape.gradient`: what a step differentiates, and what it could."""

import weakref
from collections import deque
from functools import wraps

import keras
import tensorflow as tf

from explorer.doctor.guard import busy, guarded, note_error
from explorer.doctor.holders import leads_on, names_of, reached
from explorer.doctor.known import Site
from explorer.doctor.places import frames, place
from explorer.doctor.rows import Rows
from explorer.doctor.variables import is_trainable
from explorer.doctor.watch import Watch
from explorer.engine.probe import is_among, tf_variable, variables_of

SMALL = 10_000
"""Elements up to which a network's weight is followed too, where it is differentiated."""
REMEMBERED = 4
"""Calls of `gradient` whose results are known again when an optimizer receives them."""


class Gradients:
    """One call with the step's own sources and what it does not list; only its own are returned.

    Args:
        watch: what is filled.
    """

    def __init__(self, watch: Watch):
        self._watch = watch
        self._differentiating = False
        self._last: deque[list] = deque(maxlen=REMEMBERED)

    def hook(self, gradient):
        """The new `GradientTape.gradient`."""
        none = tf.UnconnectedGradients.NONE

        @wraps(gradient)
        def watched(tape, target, sources, output_gradients=None, unconnected_gradients=none):
            # Inside a gradient, `py_function` calls it itself; inside a loss it is no train step,
            # nor where another tape differentiates it again: in a graph, one more use of it would
            # change how TensorFlow orders sums, and with it last bits.
            scopes = self._watch.scopes
            inner = not tf.executing_eagerly() and scopes.recorded_by_another(tape)
            if busy() or self._differentiating or scopes.now == "loss" or inner:
                return gradient(tape, target, sources, output_gradients, unconnected_gradients)
            flat, plan = tf.nest.flatten(sources), None
            with guarded():
                plan = self._plan(tape, sources, flat)
            if plan is None:
                return gradient(tape, target, sources, output_gradients, unconnected_gradients)
            site, followed, extras = plan
            self._differentiating = True
            try:
                try:
                    found = gradient(tape, target, [*flat, *extras], output_gradients)
                except Exception:
                    if not extras:
                        raise
                    found = gradient(tape, target, flat, output_gradients)
                    # The step works; it is the doctor that cannot tell what else it could have.
                    note_error()
                    followed, extras = [v for v in followed if not is_among(v, extras)], []
            finally:
                self._differentiating = False
            with guarded():
                self._note(site, followed, [*flat, *extras], found)
            own = found[: len(flat)]
            if tf.UnconnectedGradients(unconnected_gradients) is not none:
                pairs = zip(own, flat, strict=True)
                own = [tf.zeros_like(source) if g is None else g for g, source in pairs]
            with guarded():
                self._remember(flat, own)
            return tf.nest.pack_sequence_as(sources, own)

        return watched

    def belongs_to(self, gradient) -> int | None:
        """The `id` of the variable that a tensor is the gradient of, if that was seen lately."""
        for pairs in self._last:
            for reference, variable in pairs:
                if reference() is gradient:
                    return variable
        return None

    def _plan(self, tape, sources, flat: list):
        """The site, the variables followed there, and those of them that it does not list."""
        watch = self._watch
        listed = variables_of(flat)
        constants = watch.constants.among(flat)
        if not listed and not constants:
            return None
        watch.tick()
        watch.scopes.settle()
        watched = tape.watched_variables()
        for variable in watched:
            if not watch.scopes.saw(variable):
                watch.read(variable, "step")
        site = self._site()
        site.calls += 1
        if not tf.executing_eagerly():
            site.traced = True
            watch.trace(site)
        site.sources, site.structure = listed, type(sources)
        site.listed |= {id(v) for v in listed}
        site.watched |= {id(v) for v in watched}
        for item in constants:
            watch.constants.note(item, site)
        extras, followed = [], []
        for variable in [*listed, *watched, *self._held_by_losses(site)]:
            known = watch.know(variable)
            if known is None or is_among(variable, followed):
                continue
            known.trainable = known.trainable or is_trainable(variable)
            if known.path is None:
                watch.locate(known, site)
            if is_among(variable, listed):
                if watch.is_loss_side(known) or (variable.shape.num_elements() or 0) <= SMALL:
                    followed.append(variable)
            elif watch.is_loss_side(known) and variable.dtype.is_floating:
                followed.append(variable)
                if is_trainable(variable):
                    extras.append(variable)
        return site, followed, extras

    def _site(self) -> Site:
        library, user = frames()
        caller = trainer = None
        for frame in library:
            if frame.f_code.co_name == "train_step":  # Keras's own
                caller, trainer = frame, frame.f_locals.get("self")
                break
        if trainer is None and user is not None:
            owner = user.f_locals.get("self")
            trainer = owner if isinstance(owner, keras.Model) else None
        at = place()
        where = (caller.f_code.co_filename, caller.f_lineno) if caller else None
        key = (at, where, id(trainer))
        site = self._watch.sites.get(key)
        if site is None:
            reference = None if trainer is None else weakref.ref(trainer)
            site = self._watch.sites[key] = Site(
                at, reference, by_keras=caller is not None, names=names_of(user)
            )
        return site

    def _held_by_losses(self, site: Site) -> list[tf.Variable]:
        """The variables that the losses of this step hold, whether or not a tape saw them."""
        losses = self._watch.losses_of(site)
        for loss in losses:
            if id(loss) not in site.held:
                ways = reached({"loss": loss}) if leads_on(loss) else ()
                site.held[id(loss)] = variables_of(item for _, item, _ in ways)
        return [variable for loss in losses for variable in site.held[id(loss)]]

    def _note(self, site: Site, followed: list, sources: list, found: list) -> None:
        watch = self._watch
        watch.curvature.leave()
        gradients = {
            id(tf_variable(source)): gradient
            for source, gradient in zip(sources, found, strict=True)
            if tf_variable(source) is not None
        }
        for variable in followed:
            key = id(variable)
            gradient = gradients.get(key)
            site.traced_gradient[key] = gradient is not None
            if key not in site.rows:
                site.rows[key] = Rows(variable)
                watch.known[key].rows.append(site.rows[key])
            rows = watch.latest[key] = site.rows[key]
            rows.begin(gradient)
            watch.curvature.note(rows, gradient)
            if watch.what_if and key not in site.listed:
                watch.copies.update(variable, gradient)
        watch.curvature.forget()
        watch.constants.without_gradient(sources, found, site)

    def _remember(self, sources: list, found: list) -> None:
        # Weakly: an eager loop would keep the gradients of whole networks alive.
        self._last.append(
            [
                (weakref.ref(gradient), id(tf_variable(source)))
                for source, gradient in zip(sources, found, strict=True)
                if gradient is not None and tf_variable(source) is not None
            ]
        )
