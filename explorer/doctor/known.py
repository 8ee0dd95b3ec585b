"""What is known of one variable of the program, and of one place where gradients are computed."""

from dataclasses import dataclass, field

import tensorflow as tf

from explorer.doctor.rows import Rows
from explorer.doctor.scopes import Scope
from explorer.doctor.variables import Origin
from explorer.records.checkup import Place
from explorer.records.outcome import ExceptionRecord


@dataclass
class Writes:
    """What the program assigned to a variable itself, between train steps."""

    times: int = 0
    first_step: int = 0
    """Steps done before the first of them."""
    last_step: int = 0
    before: float = 0.0
    """The value before the first of them."""
    after: float = 0.0
    """The value after the last of them."""

    def note(self, step: int, before: float, after: float) -> None:
        """One more, after so many steps."""
        if not self.times:
            self.first_step, self.before = step, before
        self.times += 1
        self.last_step, self.after = step, after


@dataclass
class Known:
    """One variable that the program made by a line of its own."""

    variable: tf.Variable
    origin: Origin
    trainable: bool = False
    """Whether it was trainable at any step; a train function keeps what is frozen afterwards."""
    read_in: set[Scope] = field(default_factory=set)
    writes: Writes = field(default_factory=Writes)
    assigned_in_step: Place | None = None
    """Where a traced step assigns it."""
    received: set[int] = field(default_factory=set)
    """`id` of each optimizer that a gradient was handed to for it."""
    none_received: bool = False
    """Whether an optimizer was handed None for it."""
    rows: list[Rows] = field(default_factory=list)
    """All that were written for it, one list a site."""
    network: bool | None = None
    """Whether a network that was called tracks it; None until that is asked."""
    path: str | None = None
    """How the program reaches it, for instance `loss.alpha`."""
    holder: tuple[object, str] | None = None
    """The object that holds it, and under which attribute."""
    replaced: tuple[int, object] | None = None
    """(steps done, what the holder held then) once it held something else."""


@dataclass
class Site:
    """A place where the program calls `GradientTape.gradient`."""

    place: Place | None
    """The user's line."""
    trainer: object = None
    """A weak reference to the model whose `train_step` it is in, if it is in one."""
    by_keras: bool = False
    """Whether that is Keras's own."""
    traced: bool = False
    """Whether it was seen inside a graph."""
    calls: int = 0
    """How often it was called, or traced."""
    structure: type = list
    """The type of what is differentiated: a list, a single variable, ..."""
    sources: list[tf.Variable] = field(default_factory=list)
    """The variables differentiated, as of the last call."""
    listed: set[int] = field(default_factory=set)
    """`id` of every variable that it ever differentiated."""
    held: dict[int, list[tf.Variable]] = field(default_factory=dict)
    """By `id` of each loss called there the variables that it holds."""
    watched: set[int] = field(default_factory=set)
    """`id` of every variable its tapes watched."""
    rows: dict[int, Rows] = field(default_factory=dict)
    traced_gradient: dict[int, bool] = field(default_factory=dict)
    """Of each variable followed whether a gradient for it was found the last time."""
    names: dict[str, object] = field(default_factory=dict)
    """What the user's names stood for there, as far as they may lead to a variable."""


@dataclass
class Compiled:
    """A call of `Model.compile`."""

    model: object
    loss: object
    loss_weights: object
    place: Place | None
    names: dict[str, object]
    built: bool
    """Whether the model had its weights then."""


@dataclass
class Number:
    """A value on a loss or in a step that is no variable, and was to be differentiated."""

    value: object
    path: str
    holder: tuple[object, str] | None
    site: Site


@dataclass
class Refusal:
    """An exception that an optimizer raised."""

    error: ExceptionRecord
    variables: set[int]
    """`id` of the variables it was to update."""
