"""What the chain is judged from: what steps did, and what was done between them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from explorer.engine.probe import Observation, watching
from explorer.engine.watched import watched_step
from explorer.records.catalogue import FIRST
from explorer.records.outcome import ExceptionRecord, MeasuredOn


@dataclass(frozen=True)
class Write:
    """A parameter changed between two steps, by something other than the train step."""

    step: int
    """The step after which it happened, of those watched."""
    after: float
    """Its value then."""


@dataclass(frozen=True)
class ParameterTrace:
    """One loss parameter over the first k steps (or fewer)."""

    name: str
    initial: float
    available: np.ndarray
    delivered: np.ndarray
    values: np.ndarray
    """After each step's update."""
    writes: Sequence[Write] = ()
    rebound_at: int | None = None
    """The step after which the loss held an object other than the one watched."""
    frozen_at: int | None = None
    """The step after which it was set to trainable=False."""


@dataclass(frozen=True)
class Evidence:
    """What the links of one run are judged from.

    `seen` is one observation per watched step: one for a compiled step, which is traced once,
    more for eager ones. `begun` steps were done before the first of them. `error` is what the
    last watched step raised; no gradient counts as delivered then.
    """

    parameters: Sequence[ParameterTrace]
    seen: Sequence[Observation]
    begun: int = 0
    measured_on: MeasuredOn = "compiled step"
    error: ExceptionRecord | None = None
    diverged: bool = False


class Witness:
    """Owner of what was seen of a train step, and of what was done to its parameters meanwhile.

    Args:
        subject: whose step it is; see `watched_step`.
        seen: what was seen of the step already.
        begun: steps done before.
        before: who watched the same step until then.

    Attributes:
        seen: the first k observations; a compiled step has one, made while it was traced.
        begun: steps done before.
        frozen: by parameter, the step after which it was set to trainable=False.
    """

    def __init__(
        self,
        subject,
        seen: Sequence[Observation] = (),
        begun: int = 0,
        before: "Witness | None" = None,
    ):
        self.subject = subject
        self.seen = list(seen)
        self.begun = begun
        self.frozen = dict(before.frozen) if before else {}
        self._last = before._last if before else None
        self._writes: dict[str, list[Write]] = {}
        self._rebound = dict(before._rebound) if before else {}
        self._warnings: list[str] = []

    @property
    def held(self) -> dict:
        """What the step works on, by parameter name; empty before any step was seen."""
        return self.seen[-1].held if self.seen else {}

    @property
    def remade(self) -> bool:
        """Whether the last step seen made a loss of its own."""
        last = self._last or (self.seen[-1] if self.seen else None)
        return last is not None and last.remade

    @property
    def warnings(self) -> tuple[str, ...]:
        """The warnings that users saw, each once."""
        in_steps = (text for seen in self.seen for text in seen.warnings)
        return tuple(dict.fromkeys([*in_steps, *self._warnings]))

    def watch(self, batch) -> Observation:
        """Do one train step, watched."""
        self._last = watched_step(self.subject, batch, self._last)
        if len(self.seen) < FIRST:
            self.seen.append(self._last)
        return self._last

    @contextmanager
    def after(self, step: int, values: Callable[[], dict[str, float]]) -> Iterator[None]:
        """Note what the block does to the parameters, `step` steps having been done.

        Args:
            step: how many.
            values: returns the values that the next step begins with.
        """
        held, before = self.held, values()
        with watching() as seen:
            yield
        self._warnings += seen.warnings
        for name, value in values().items():
            if value != before[name]:
                self._writes.setdefault(name, []).append(Write(step - self.begun, value))
        for name, parameter in self.subject.parameters.items():
            if name in held and parameter is not held[name].parameter:
                self._rebound.setdefault(name, step)
            elif name in held and held[name].trainable and not parameter.trainable:
                self.frozen.setdefault(name, step)

    def written(self, name: str, step: int) -> float | None:
        """The value that a parameter was given right after `step` watched ones, if any."""
        writes = self._writes.get(name)
        return writes[-1].after if writes and writes[-1].step == step else None

    def evidence(
        self, rows: Mapping[str, np.ndarray], initial: Mapping[str, float], **how
    ) -> Evidence:
        """The evidence of the steps recorded so far.

        Args:
            rows: telemetry columns by name.
            initial: the first value of each parameter.
            how: the other fields of `Evidence`.
        """
        traces = [self._trace(name, start, rows) for name, start in initial.items()]
        return Evidence(traces, self.seen, self.begun, **how)

    def _trace(self, name: str, initial: float, rows: Mapping[str, np.ndarray]) -> ParameterTrace:
        writes = self._writes.get(name, [])
        # The first k steps; if it is first written later, all up to the last write.
        judged = FIRST if not writes or writes[0].step <= FIRST else writes[-1].step
        return ParameterTrace(
            name,
            initial,
            available=rows[f"{name}.grad_available"][:FIRST],
            delivered=rows[f"{name}.grad_delivered"][:FIRST],
            values=rows[f"{name}.value"][:judged],
            writes=[write for write in writes if write.step <= judged],
            rebound_at=self._rebound.get(name),
            frozen_at=self.frozen.get(name),
        )
