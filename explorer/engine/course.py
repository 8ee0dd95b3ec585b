"""The course of one run: a pure function of its `RunSpec`, one segment after the other."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from explorer.engine.data import RunData
from explorer.engine.eager import EagerTrainer, Untraceable
from explorer.engine.outcome import outcome_of
from explorer.engine.program import Program
from explorer.engine.recording import Chunk
from explorer.engine.setup import Setup
from explorer.engine.trainer import Trainer
from explorer.engine.training import Handover, Moment
from explorer.records.catalogue import FIRST
from explorer.records.outcome import Chain, ExceptionRecord, Mode, Outcome
from explorer.records.spec import RunSpec

Means = Program | Setup | ExceptionRecord
"""What a segment is computed with: a compiled program; a setup, for steps that run uncompiled;
or what was raised when its step was traced."""
Part = Trainer | EagerTrainer | Untraceable


class Course:
    """Owner of a run while it is computed, and of what is recorded of it.

    Args:
        spec: the run.
        data: its data.
        means: of each of its segments, in order.

    Attributes:
        parts: the segments begun so far.
        swap_seconds: time that the last chunk spent on loading the run's state, where runs share
            a program.
    """

    def __init__(self, spec: RunSpec, data: RunData, means: Sequence[Means]):
        self.spec = spec
        self.data = data
        self.means = means
        self.parts: list[Part] = []
        self.swap_seconds = 0.0
        self._begin_next(None)

    def _begin_next(self, before: Handover | None) -> None:
        means, segment = self.means[len(self.parts)], self.spec.segments[len(self.parts)]
        if isinstance(means, Program):
            part = Trainer(self.spec, self.data, segment, means, before)
        elif isinstance(means, Setup):
            part = EagerTrainer(self.spec, self.data, segment, means, before)
        else:
            raised = replace(means, step=segment.begun + 1)
            part = Untraceable(self.spec, self.data, segment, raised, before)
        self.parts.append(part)

    def advance(self, steps: int) -> Chunk:
        """Do at most `steps` more train steps, all of one segment, and return their chunk."""
        part = self._now
        chunk = part.advance(steps)
        self.swap_seconds = part.swap_seconds
        if part.ended and not self._stopped and len(self.parts) < len(self.spec.segments):
            self._begin_next(part.handover())
        return chunk

    def moment(self) -> Moment:
        """What the next step begins with, as long as it has not ended; no variable changes."""
        return self._now.moment()

    @property
    def _now(self) -> Part:
        return self.parts[-1]

    @property
    def _stopped(self) -> bool:
        return self.exception is not None or self.diverged_at is not None

    @property
    def ended(self) -> bool:
        """Whether there is nothing left to compute."""
        return self._stopped or self.step >= self.spec.steps

    @property
    def step(self) -> int:
        """Steps recorded."""
        return self._now.step

    @property
    def exception(self) -> ExceptionRecord | None:
        """What ended the run, if anything was raised."""
        return self._now.exception

    @property
    def diverged_at(self) -> int | None:
        """The step whose loss was not finite, if any."""
        return self._now.diverged_at

    @property
    def seconds(self) -> float:
        """Time that the train steps took."""
        return sum(part.seconds for part in self.parts)

    @property
    def columns(self) -> tuple[str, ...]:
        """Telemetry columns, in order."""
        return self.parts[0].columns

    @property
    def initial(self) -> dict[str, float]:
        """The value of each parameter before the first step."""
        return self.parts[0].initial

    @property
    def rows(self) -> np.ndarray:
        """Telemetry as far as recorded, float32 `[steps, columns]`."""
        return np.concatenate([part.rows for part in self.parts])

    def column(self, name: str) -> np.ndarray:
        """A telemetry column as far as recorded, float32 `[steps]`."""
        return self.rows[:, self.columns.index(name)]

    @property
    def snapshots(self) -> list[tuple[int, np.ndarray]]:
        """Every snapshot so far, with its step."""
        return [snapshot for part in self.parts for snapshot in part.snapshots]

    @property
    def outputs(self) -> dict[int, np.ndarray]:
        """By the snapshot's step, the network's outputs at the data's sample."""
        return {step: outputs for part in self.parts for step, outputs in part.outputs.items()}

    @property
    def modes(self) -> tuple[Mode, ...]:
        """How each segment is computed."""
        return tuple(means.mode if isinstance(means, Program) else "eager" for means in self.means)

    @property
    def reads_as_is(self) -> bool:
        """Whether the loss sees its parameters as they are, in every segment."""
        setups = [means.setup if isinstance(means, Program) else means for means in self.means]
        return all(setup.reads_as_is for setup in setups if isinstance(setup, Setup))

    @property
    def setup(self) -> Setup:
        """What the wiring of the segment begun last connected."""
        return self._now.setup

    def chains(self, after: int = 0) -> Iterator[Chain]:
        """The chains of segments that can be judged, without the first `after` of them."""
        for part in self.parts[after:]:
            segment = part.segment
            if part.step - segment.begun >= min(FIRST, segment.until - segment.begun):
                yield part.chain()

    @cached_property
    def outcome(self) -> Outcome:
        """How the run ended.

        Raises:
            RuntimeError: it has not ended.
        """
        return outcome_of(self)
