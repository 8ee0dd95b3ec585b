"""The watch: the hooks that see what the user's program does to its variables."""

import types
import weakref
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from unittest.mock import patch

import keras
import tensorflow as tf
from tensorflow.python.eager.polymorphic_function import polymorphic_function
from tensorflow.python.ops.resource_variable_ops import BaseResourceVariable

from explorer.doctor.copies import Copies
from explorer.doctor.curvature import Curvature
from explorer.doctor.guard import busy, forget, guarded
from explorer.doctor.holders import attributes, find, leads_on, names_of, reached
from explorer.doctor.known import Compiled, Known, Number, Refusal, Site
from explorer.doctor.numbers import Numbers
from explorer.doctor.patching import replaced
from explorer.doctor.places import frames, own_frames, place
from explorer.doctor.rows import CAPACITY, Rows
from explorer.doctor.said import Warned
from explorer.doctor.scopes import Scopes
from explorer.doctor.variables import adopt, is_trainable, marking, origin, wrapper
from explorer.engine.errors import record_exception
from explorer.engine.probe import VARIABLE, is_among, tf_variable, variables_of
from explorer.records.checkup import Place
from explorer.records.outcome import ExceptionRecord

SMALL = 10_000
"""Elements up to which a network's weight is followed too, where it is differentiated."""
SAME = 3
"""Calls in which a tensor stands among the variables before it counts as a parameter."""
CROWD = 64
"""Variables made by one line that are followed; a program may make one at each step."""


class Watch:
    """What was seen of a program; the hooks fill it.

    Args:
        what_if: whether copies of what no step lists are updated, as if it were listed.
    """

    def __init__(self, what_if: bool = False):
        self.copies = Copies()
        self._what_if = what_if
        self.warned = Warned()
        self.known: dict[int, Known] = {}
        self.sites: dict[tuple, Site] = {}
        self.compiled: list[Compiled] = []
        self.losses: list[object] = []
        """The losses called, each once."""
        self.layers: list[object] = []
        """The layers and models called from outside any other, each once."""
        self._called_now: list[object] = []
        self.refusals: list[Refusal] = []
        self.optimizers: dict[int, tuple[object, set[int]]] = {}
        """By `id` an optimizer and the variables that it was handed."""
        self.made_in_step: list[Place] = []
        """Lines that made a variable while a step was traced."""
        self.crowds: dict[Place | None, int] = {}
        """By line how many of the variables made there were read under a tape."""
        self.mispaired: dict[int, int] = {}
        """By variable the other one for which its gradient was handed over."""
        self._variables: list[weakref.ref] = []
        self.curvature = Curvature(self._alive)
        self.scopes = Scopes(self._read, self._called, self.curvature.enter)
        self._latest: dict[int, Rows] = {}
        self._gradients: deque[list] = deque(maxlen=4)
        self._applying = 0
        self._differentiating = False
        self._calls = 0
        self._inside = 0
        self._next_fetch = 1
        self.numbers: list[Number] = []
        self._beside: dict[int, tuple[object, int]] = {}
        """By `id` a tensor of the last call of `gradient`, and in how many calls it stood."""
        self.raised: ExceptionRecord | None = None
        """What a traced function raised last, whether or not the program went on."""
        self.stale = Numbers(most=10 * CROWD)
        self._traced: list[object] = []

    # What is followed

    def adopt(self, *roots) -> None:
        """Take in what was made before the watch began: models, losses, layers, variables."""
        for root in roots:
            if isinstance(root, keras.Layer):
                for layer in root._flatten_layers():
                    kind = type(layer).__module__
                    owner = (
                        "library" if kind.split(".")[0] in ("keras", "tensorflow") else "program"
                    )
                    added = layer is not root
                    for weight in layer._trainable_variables + layer._non_trainable_variables:
                        who = owner if added else "program"
                        adopt(weight.value, who, layer if added else None, weight)
            elif leads_on(root):
                for _, item, _ in reached({"loss": root}):
                    holder = item if isinstance(item, keras.Variable) else None
                    adopt(tf_variable(item), "program", holder=holder)

    def _know(self, variable) -> Known | None:
        known = self.known.get(id(variable))
        if known is not None:
            return known
        made = origin(variable)
        if made is None or made.owner != "program":
            return None
        count = self.crowds[made.place] = self.crowds.get(made.place, 0) + 1
        if count > CROWD:
            return None
        known = self.known[id(variable)] = Known(variable, made)
        return known

    def _read(self, variable, scope) -> None:
        known = self._know(variable)
        if known is not None:
            known.read_in.add(scope)

    def _called(self, kind: str, subject) -> None:
        if kind == "loss" and not tf.executing_eagerly():
            self._traced.append(subject)
        if kind == "loss" and isinstance(subject, keras.losses.Loss):
            self._called_now.append(subject)
            if len(self.losses) < CROWD and not is_among(subject, self.losses):
                self.losses.append(subject)
        elif kind == "layer" and len(self.layers) < CROWD and not is_among(subject, self.layers):
            self.layers.append(subject)

    def is_loss_side(self, known: Known) -> bool:
        """Whether it is a parameter of the objective rather than a weight of a network."""
        held = wrapper(known.variable)
        if held is None:  # Keras never tracks it, so no layer can have frozen it
            of_loss = known.holder is not None and id(known.holder[0]) in self.scopes.adders
            return "loss" in known.read_in or of_loss or known.variable.shape.rank in (0, 1, None)
        layer = known.origin.layer and known.origin.layer()
        if layer is not None and id(layer) in self.scopes.adders:
            return True
        if known.read_in - {"layer"}:
            return True
        if known.read_in and layer is not None:
            return False
        if known.network is None:
            weights = [w for called in self.layers for w in called.weights]
            known.network = bool(known.read_in) and is_among(held, weights)
        return not known.network

    def _alive(self) -> list[tf.Variable]:
        self._variables = [kept for kept in self._variables if kept() is not None]
        return [kept() for kept in self._variables]

    def _made(self, variable) -> bool:
        if isinstance(variable, VARIABLE) and len(self._variables) < 10 * CROWD:
            self._variables.append(weakref.ref(variable))
        in_step = self.scopes.now == "loss" or self.scopes.recording
        if in_step and not tf.executing_eagerly() and (at := place()):
            self.made_in_step.append(at)
        return in_step

    # Gradients

    def _site(self) -> Site:
        library, user = frames()
        caller = trainer = None
        for frame in library:
            if frame.f_code.co_name == "train_step":
                caller, trainer = frame, frame.f_locals.get("self")
                break
        if trainer is None and user is not None:
            owner = user.f_locals.get("self")
            trainer = owner if isinstance(owner, keras.Model) else None
        at = place()
        where = (caller.f_code.co_filename, caller.f_lineno) if caller else None
        key = (at, where, id(trainer))
        site = self.sites.get(key)
        if site is None:
            reference = None if trainer is None else weakref.ref(trainer)
            site = self.sites[key] = Site(at, reference, names=names_of(user))
        return site

    def _gradient(self, gradient):
        none = tf.UnconnectedGradients.NONE

        @wraps(gradient)
        def watched(tape, target, sources, output_gradients=None, unconnected_gradients=none):
            plain = (tape, target, sources, output_gradients, unconnected_gradients)
            if busy() or self._differentiating or self.scopes.now == "loss":
                return gradient(*plain)
            plan = None
            with guarded():
                plan = self._plan(tape, sources)
            if plan is None:
                return gradient(*plain)
            site, followed, extras = plan
            flat = tf.nest.flatten(sources)
            self._differentiating = True
            try:
                try:
                    found = gradient(tape, target, [*flat, *extras], output_gradients)
                except Exception:
                    if not extras:
                        raise
                    extras = []
                    found = gradient(tape, target, flat, output_gradients)
            finally:
                self._differentiating = False
            with guarded():
                self._begin(site, followed, [*flat, *extras], found)
                self.curvature.leave()
                for item, got in zip(flat, found, strict=False):
                    if got is None and tf.is_tensor(item) and tf_variable(item) is None:
                        self._number(item, site)
            found = found[: len(flat)]
            if tf.UnconnectedGradients(unconnected_gradients) is not none:
                found = [
                    tf.zeros_like(source) if g is None else g
                    for g, source in zip(found, flat, strict=True)
                ]
            self._remember(flat, found)
            return tf.nest.pack_sequence_as(sources, found)

        return watched

    def _plan(self, tape, sources):
        flat = tf.nest.flatten(sources)
        listed = variables_of(flat)
        losses, self._called_now = self._called_now, []
        numbers = self._numbers_in(flat)
        if not listed and not numbers:
            return None
        self.tick()
        self.scopes.settle()
        watched = tape.watched_variables()
        for variable in watched:
            if not self.scopes.saw(variable):
                self._read(variable, "step")
        site = self._site()
        site.calls += 1
        if not tf.executing_eagerly():
            model = site.trainer and site.trainer()
            self._traced += [model] if model is not None else []
            self._traced += [
                c.loss
                for c in self.compiled
                if c.model is model and isinstance(c.loss, types.FunctionType)
            ]
        site.traced = site.traced or not tf.executing_eagerly()
        site.sources, site.structure = listed, type(sources)
        site.listed |= {id(v) for v in listed}
        for item in numbers + (self._constants_in(flat) if listed else []):
            self._number(item, site)
        site.watched |= {id(v) for v in watched}
        extras, followed = [], []
        for variable in [*listed, *watched, *self._held_by(losses, site)]:
            known = self._know(variable)
            if known is None or is_among(variable, followed):
                continue
            if known.path is None:
                self.locate(known, site)
            if is_among(variable, listed):
                if self.is_loss_side(known) or (variable.shape.num_elements() or 0) <= SMALL:
                    followed.append(variable)
            elif self.is_loss_side(known) and variable.dtype.is_floating:
                followed.append(variable)
                if is_trainable(variable):
                    extras.append(variable)
        return site, followed, extras

    def _held_by(self, losses: list, site: Site) -> list[tf.Variable]:
        """The variables that the losses of this step hold, whether or not a tape saw them."""
        model = site.trainer and site.trainer()
        given = [c.loss for c in self.compiled if c.model is model]
        for loss in [*losses, *given]:
            if id(loss) not in site.held:
                ways = reached({"loss": loss}) if leads_on(loss) else ()
                site.held[id(loss)] = variables_of(item for _, item, _ in ways)
        return [v for loss in [*losses, *given] for v in site.held[id(loss)]]

    def locate(self, known: Known, site: Site | None = None) -> None:
        """Find out how the program reaches a variable: by its loss, else by any name."""
        roots = [{"loss": loss} for loss in self.losses if not isinstance(loss, keras.Layer)]
        roots += [{"loss": c.loss} for c in self.compiled if leads_on(c.loss)]
        roots += [site.names] if site else []
        roots += [names_of(frame) for frame in own_frames()[:6]]
        roots += [{"model": c.model} for c in self.compiled]
        ways = (find(known.variable, names) for names in roots)
        found = [way for way in ways if way]
        if found:
            known.path, known.holder = min(found, key=lambda way: "[" in way[0])

    def _numbers_in(self, sources: list) -> list:
        """What stands among the sources and is no variable: numbers, and tensors of a loss."""
        tensors = []
        for item in sources:
            if item is None or tf_variable(item) is not None:
                continue
            if not tf.is_tensor(item) or self._holder_of(item):
                tensors.append(item)
        return tensors

    def _constants_in(self, sources: list) -> list:
        """Tensors differentiated beside variables that are the same ones call after call."""
        if not tf.executing_eagerly():
            return []
        tensors = [item for item in sources if tf.is_tensor(item) and tf_variable(item) is None]
        before, self._beside = self._beside, {}
        for item in tensors:
            _, times = before.get(id(item), (item, 0))
            self._beside[id(item)] = (item, times + 1)
        return [item for item, times in self._beside.values() if times == SAME]

    def _holder_of(self, item) -> tuple[object, str] | None:
        for loss in self.losses:
            for name, held in attributes(loss).items():
                if held is item:
                    return loss, name
        return None

    def _number(self, item, site: Site) -> None:
        known = any(number.value is item for number in self.numbers)
        if known or len(self.numbers) > CROWD:
            return
        holder = self._holder_of(item)
        names = {name: value for f in own_frames()[:4] for name, value in _seen_by(f).items()}
        path = f"loss.{holder[1]}" if holder else None
        path = path or next((name for name, value in names.items() if value is item), None)
        if path is None:
            ways = (
                (f"{name}.{attribute}", (value, attribute))
                for name, value in names.items()
                if leads_on(value) and hasattr(value, "__dict__")
                for attribute, held in attributes(value).items()
                if held is item
            )
            path, holder = next(ways, (repr(item), None))
        if not any(number.path == path and number.site is site for number in self.numbers):
            self.numbers.append(Number(item, path, holder, site))

    def _begin(self, site: Site, followed, sources, found) -> None:
        by_id = {}
        for source, gradient in zip(sources, found, strict=True):
            variable = tf_variable(source)
            if variable is not None:
                by_id[id(variable)] = gradient
        for variable in followed:
            site.traced_gradient[id(variable)] = by_id.get(id(variable)) is not None
            rows = site.rows.get(id(variable))
            if rows is None:
                rows = site.rows[id(variable)] = Rows(variable)
                self.known[id(variable)].rows.append(rows)
            rows.begin(by_id.get(id(variable)))
            self.curvature.note(rows, by_id.get(id(variable)))
            if self._what_if and id(variable) not in site.listed:
                self.copies.update(variable, by_id.get(id(variable)))
            self._latest[id(variable)] = rows

    def _remember(self, sources, found) -> None:
        pairs = []
        for source, gradient in zip(sources, found, strict=True):
            variable = tf_variable(source)
            if variable is not None and gradient is not None:
                with guarded():
                    pairs.append((id(gradient), weakref.ref(gradient), id(variable)))
        self._gradients.append(pairs)

    def _belongs_to(self, gradient) -> int | None:
        for pairs in self._gradients:
            for key, reference, variable in pairs:
                if key == id(gradient) and reference() is gradient:
                    return variable
        return None

    # Updates

    def _apply(self, apply):
        @wraps(apply)
        def watched(optimizer, grads, trainable_variables=None):
            if busy() or self._applying:
                return apply(optimizer, grads, trainable_variables)
            grads = list(grads)
            updated = trainable_variables
            if updated is not None:
                updated = list(updated)
            self._applying += 1
            try:
                result = apply(optimizer, grads, updated)
            except Exception as error:
                with guarded():
                    self._refused(optimizer, updated, error)
                raise
            finally:
                self._applying -= 1
            with guarded():
                held = updated if updated is not None else optimizer._trainable_variables
                self._delivered(optimizer, grads, held)
            return result

        return watched

    def _refused(self, optimizer, updated, error) -> None:
        said = record_exception(error, 0)
        ids = {id(v) for v in variables_of(updated or [])}
        name = type(optimizer).__name__
        self.refusals.append(Refusal(said.type, said.message, name, ids, place()))

    def _delivered(self, optimizer, grads, updated) -> None:
        name = type(optimizer).__name__
        held = self.optimizers.setdefault(id(optimizer), (optimizer, set()))[1]
        for gradient, item in zip(grads, updated, strict=False):
            variable = tf_variable(item)
            held.add(id(variable))
            known = self.known.get(id(variable))
            if known is None:
                continue
            if gradient is None:
                known.none_received = True
                continue
            belongs = self._belongs_to(gradient)
            if belongs is not None and belongs != id(variable):
                self.mispaired[belongs] = id(variable)
                continue
            known.received[name] = known.received.get(name, 0) + 1
            if id(variable) in self._latest:
                self._latest[id(variable)].deliver(gradient)

    # Values

    def _assign(self, assign):
        @wraps(assign)
        def watched(variable, *args, **kwargs):
            known = None if busy() or self._applying else self.known.get(id(variable))
            if known is None:
                return assign(variable, *args, **kwargs)
            before = None
            rows = self._latest.get(id(variable))
            eagerly = tf.executing_eagerly()
            with guarded():
                if not eagerly:
                    known.assigned_in_step = place()
                elif rows is not None:
                    before = rows.figure_now()
            result = assign(variable, *args, **kwargs)
            if before is not None:
                with guarded():
                    after, writes = rows.figure_now(), known.writes
                    if after != before:
                        writes.times += 1
                        if writes.times == 1:
                            writes.first_step = rows.now()
                        writes.last_step = rows.now()
                        writes.before_last, writes.after = before, after
                        writes.place = place()
            return result

        return watched

    def _compile(self, compile_):
        @wraps(compile_)
        def watched(model, *args, **kwargs):
            result = compile_(model, *args, **kwargs)
            with guarded():
                _, user = frames()
                given = dict(zip(("optimizer", "loss", "loss_weights"), args, strict=False))
                given.update(kwargs)
                self.compiled.append(
                    Compiled(
                        model,
                        given.get("loss"),
                        given.get("loss_weights"),
                        place(),
                        names_of(user),
                        model.built,
                    )
                )
            return result

        return watched

    def _function(self, call):
        @wraps(call)
        def watched(function, *args, **kwargs):
            if self._inside or busy():
                return call(function, *args, **kwargs)
            self._inside += 1
            try:
                return call(function, *args, **kwargs)
            except Exception as error:
                with guarded():
                    self.raised = record_exception(error, 1)
                raise
            finally:
                self._inside -= 1
                with guarded():
                    self.tick()

        return watched

    def tick(self) -> None:
        """Look at what changed between steps; fetch rows before a graph writes over them."""
        if not tf.executing_eagerly():
            return
        for known in self.known.values():
            if known.replaced is None and known.holder and id(known.variable) in self._latest:
                holder, name = known.holder
                now = getattr(holder, name, None)
                if now is not wrapper(known.variable) and now is not known.variable:
                    known.replaced = (self._latest[id(known.variable)].now(), now)
        self.stale.compare()
        for subject in self._traced:
            self.stale.traced(subject)
        self._traced.clear()
        self._calls += 1
        if self._calls >= self._next_fetch:
            written = self.fetch()
            each = max(1, written // max(1, self._calls))
            self._calls, self._next_fetch = 0, max(1, CAPACITY // 4 // each)

    def fetch(self) -> int:
        """Fetch all rows; returns how many the busiest site wrote since the last time."""
        most = 0
        for site in self.sites.values():
            for rows in site.rows.values():
                before = rows.count
                rows.fetch()
                most = max(most, rows.count - before)
        return most

    def patches(self) -> Iterator:
        """Every hook."""
        yield from marking(self._made)
        yield from self.scopes.patches()
        yield from self.warned.patches()
        yield patch.object(tf.GradientTape, "gradient", self._gradient(tf.GradientTape.gradient))
        optimizer = keras.optimizers.Optimizer
        yield patch.object(optimizer, "apply", self._apply(optimizer.apply))
        loss_scale = keras.optimizers.LossScaleOptimizer
        yield patch.object(loss_scale, "apply", self._apply(loss_scale.apply))
        for owner in (VARIABLE, BaseResourceVariable):
            for name in ("assign", "assign_add", "assign_sub"):
                yield patch.object(owner, name, self._assign(getattr(owner, name)))
        yield replaced(keras.Model, "compile", self._compile)
        function = polymorphic_function.Function
        yield patch.object(function, "__call__", self._function(function.__call__))


@contextmanager
def watching(what_if: bool = False) -> Iterator[Watch]:
    """Watch what the block does.

    Args:
        what_if: whether copies of what no step lists are updated, as if it were listed.
    """
    forget()
    watch = Watch(what_if)
    with ExitStack() as patches:
        for patched in watch.patches():
            patches.enter_context(patched)
        yield watch


def _seen_by(frame) -> dict[str, object]:
    return {**frame.f_globals, **frame.f_locals}
