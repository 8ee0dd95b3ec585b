"""The watch: what was seen of a program, and which of its variables are followed."""

import types
import weakref

import keras
import tensorflow as tf

from explorer.doctor.constants import Constants
from explorer.doctor.copies import Copies
from explorer.doctor.curvature import Curvature
from explorer.doctor.holders import find, leads_on, names_of, reached
from explorer.doctor.known import Compiled, Known, Refusal, Site
from explorer.doctor.numbers import Numbers
from explorer.doctor.places import own_frames, place
from explorer.doctor.rows import CAPACITY, Rows
from explorer.doctor.said import Warned
from explorer.doctor.scopes import Scopes
from explorer.doctor.variables import adopt, origin, wrapper
from explorer.engine.errors import record_exception
from explorer.engine.probe import VARIABLE, is_among, tf_variable
from explorer.records.checkup import Place
from explorer.records.outcome import ExceptionRecord

CROWD = 64
"""Variables made by one line that are followed; a program may make one at each step."""


class Watch:
    """What was seen of a program; the hooks fill it.

    Args:
        what_if: whether copies of what no step lists are updated, as if it were listed.
    """

    def __init__(self, what_if: bool = False):
        self.what_if = what_if
        self.copies = Copies()
        self.warned = Warned()
        self.known: dict[int, Known] = {}
        self.sites: dict[tuple, Site] = {}
        self.latest: dict[int, Rows] = {}
        """By variable the rows that were written last."""
        self.compiled: list[Compiled] = []
        self.losses: list[object] = []
        """The losses called, each once."""
        self.layers: list[object] = []
        """The layers and models called from outside any other, each once."""
        self.refusals: list[Refusal] = []
        self.optimizers: dict[int, tuple[object, set[int]]] = {}
        """By `id` an optimizer and the variables that it was handed."""
        self.made_in_step: list[Place] = []
        """Lines that made a variable while a graph was traced."""
        self.crowds: dict[Place | None, int] = {}
        """By line how many of the variables made there were read under a tape."""
        self.mispaired: dict[int, int] = {}
        """By variable the other one for which its gradient was handed over."""
        self.raised: ExceptionRecord | None = None
        """What a step raised last, whether or not the program went on."""
        self.raised_by_loss: ExceptionRecord | None = None
        """What a loss raised last."""
        self.constants = Constants(self.losses, CROWD)
        self.stale = Numbers(most=10 * CROWD)
        self.curvature = Curvature(self._alive)
        self.scopes = Scopes(self.read, self._called, self._loss_raised, self.curvature.enter)
        self._variables: list[weakref.ref] = []
        self._called_now: list[object] = []
        self._traced: list[object] = []
        self._calls = 0
        self._next_fetch = 1

    def adopt(self, *roots) -> None:
        """Take in what was made before the watch began: models, losses, layers, variables."""
        for root in roots:
            if isinstance(root, keras.Layer):
                for layer in root._flatten_layers():
                    self._adopt_weights(layer, inner=layer is not root)
            elif leads_on(root):
                for _, item, _ in reached({"loss": root}):
                    holder = item if isinstance(item, keras.Variable) else None
                    adopt(tf_variable(item), "program", holder=holder)

    def _adopt_weights(self, layer, inner: bool) -> None:
        package = type(layer).__module__.split(".")[0]
        owner = "library" if inner and package in ("keras", "tensorflow") else "program"
        for weight in layer._trainable_variables + layer._non_trainable_variables:
            adopt(weight.value, owner, layer if inner else None, weight)

    def know(self, variable) -> Known | None:
        """What is known of a variable; None for one that the program did not make itself."""
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

    def read(self, variable, scope) -> None:
        """A tape began to watch a variable, in that scope."""
        known = self.know(variable)
        if known is not None:
            known.read_in.add(scope)

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

    def are_loss_side(self, ids: set[int]) -> bool:
        """Whether these variables are parameters of the objective, and no other is among them."""
        return bool(ids) and all(
            key in self.known and self.is_loss_side(self.known[key]) for key in ids
        )

    def locate(self, known: Known, site: Site) -> None:
        """Find out how the program reaches a variable: by its loss, else by any name."""
        roots = [{"loss": loss} for loss in self.losses if not isinstance(loss, keras.Layer)]
        roots += [{"loss": c.loss} for c in self.compiled if leads_on(c.loss)]
        roots += [site.names, *(names_of(frame) for frame in own_frames()[:6])]
        roots += [{"model": c.model} for c in self.compiled]
        ways = (find(known.variable, names) for names in roots)
        found = [way for way in ways if way]
        if found:
            known.path, known.holder = min(found, key=lambda way: "[" in way[0])

    def losses_of(self, site: Site) -> list[object]:
        """The losses called since this was asked last, and those that the site's model has."""
        called, self._called_now = self._called_now, []
        model = site.trainer and site.trainer()
        return [*called, *(c.loss for c in self.compiled if c.model is model)]

    def trace(self, site: Site) -> None:
        """A step of that site is being traced: its numbers are looked at when it has been."""
        model = site.trainer and site.trainer()
        self._traced += [model] if model is not None else []
        self._traced += [
            c.loss
            for c in self.compiled
            if c.model is model and isinstance(c.loss, types.FunctionType)
        ]

    def made(self, variable) -> bool:
        """A variable is being made; returns whether a step makes it."""
        if isinstance(variable, VARIABLE) and len(self._variables) < 10 * CROWD:
            self._variables.append(weakref.ref(variable))
        in_step = self.scopes.now == "loss" or self.scopes.recording
        if not tf.executing_eagerly() and (at := place()):
            self.made_in_step.append(at)
        return in_step

    def tick(self) -> None:
        """Look at what changed between steps; fetch rows before a graph writes over them."""
        if not tf.executing_eagerly():
            return
        for known in self.known.values():
            if known.replaced is None and known.holder and id(known.variable) in self.latest:
                holder, name = known.holder
                now = getattr(holder, name, None)
                if now is not wrapper(known.variable) and now is not known.variable:
                    known.replaced = (self.latest[id(known.variable)].now(), now)
        # First what was traced since: a step that is traced anew has the new values.
        for subject in self._traced:
            self.stale.traced(subject)
        self._traced.clear()
        self.stale.compare()
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

    def _called(self, kind: str, subject) -> None:
        if kind == "loss" and not tf.executing_eagerly():
            self._traced.append(subject)
        if kind == "loss" and isinstance(subject, keras.losses.Loss):
            self._called_now.append(subject)
            if len(self.losses) < CROWD and not is_among(subject, self.losses):
                self.losses.append(subject)
        elif kind == "layer" and len(self.layers) < CROWD and not is_among(subject, self.layers):
            self.layers.append(subject)

    def _loss_raised(self, error: Exception) -> None:
        self.raised_by_loss = self.raised = record_exception(error, 1)

    def _alive(self) -> list[tf.Variable]:
        self._variables = [kept for kept in self._variables if kept() is not None]
        return [kept() for kept in self._variables]
