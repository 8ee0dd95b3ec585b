"""The course of a run with events: its length, its segments, and which events make sense."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from explorer.records.catalogue import Catalogue, Loss
from explorer.records.event import MOST, Event, in_order
from explorer.records.naming import named, quoted
from explorer.records.suiting import refusal

EAGER_STEPS = 500
"""Most steps in a row that run uncompiled: at 50 to 90 a second they take long enough."""


@dataclass(frozen=True)
class Segment:
    """The part of a run between two events.

    Attributes:
        begun: steps done before it.
        until: its last step.
        wiring: key of its wiring.
        lr: its learning rate.
        loss_lr: that of the loss parameters; None where no wiring of the run uses it.
        events: those that it begins with.
    """

    begun: int
    until: int
    wiring: str
    lr: float
    loss_lr: float | None
    events: tuple[Event, ...] = ()

    @property
    def rewired(self) -> bool:
        """Whether it begins with another wiring than the segment before."""
        return any(event.what == "wiring" for event in self.events)


def segments_of(
    wiring: str, lr: float, loss_lr: float | None, steps: int, events: Sequence[Event]
) -> tuple[Segment, ...]:
    """The segments of a run that begins so and has these events, in order."""
    now = {"wiring": wiring, "lr": lr, "loss_lr": loss_lr}
    begins = sorted({0, *(event.step for event in events)})
    segments = []
    for begun, until in zip(begins, [*begins[1:], steps], strict=True):
        here = tuple(event for event in events if event.step == begun)
        now |= {event.what: event.value for event in here if event.what != "set"}
        segments.append(Segment(begun, until, **now, events=here))
    return tuple(segments)


def length(wiring: str, events: Sequence[Event], steps: int, catalogue: Catalogue) -> int:
    """How many steps a run takes: at most `EAGER_STEPS` under a wiring that runs uncompiled."""
    since = 0
    for event in (event for event in in_order(events) if event.what == "wiring"):
        if event.step >= _limit(wiring, since, steps, catalogue):
            break
        wiring, since = event.value, event.step
    return _limit(wiring, since, steps, catalogue)


def _limit(wiring: str, since: int, steps: int, catalogue: Catalogue) -> int:
    return min(steps, since + EAGER_STEPS) if catalogue.wiring(wiring).eager else steps


def sensible(
    events: Sequence[Event],
    wirings: Mapping[str, str],
    loss: Loss,
    steps: int,
    catalogue: Catalogue,
) -> tuple[tuple[Event, ...], list[str]]:
    """The events that make sense, in order, and why the others do not.

    Args:
        events: of all runs.
        wirings: by the letter of a run, the key of the wiring that it begins with.
        loss: of all runs.
        steps: that are asked for.
        catalogue: holds the wirings.
    """
    kept: list[Event] = []
    problems = []
    for event in in_order(events):
        problem = _objection(event, kept, wirings, loss, steps, catalogue)
        if problem:
            problems.append(f"{quoted(str(event))}: {problem}")
        else:
            kept.append(event)
    return tuple(kept), problems


def _objection(event, kept, wirings, loss, steps, catalogue) -> str | None:
    if event.run not in wirings:
        return f"there is no run {event.run}"
    before = [each for each in kept if each.run == event.run]
    last = length(wirings[event.run], before, steps, catalogue)
    if not 1 <= event.step < last:
        return f"expected a step from 1 to {last - 1:,}" if last > 1 else "the run has one step"
    if any(each.subject == event.subject for each in before):
        return "another event changes the same at that step"
    if len(kept) == MOST:
        return f"expected at most {MOST} events"
    rewired = [each.value for each in before if each.what == "wiring"]
    wiring = catalogue.wiring(rewired[-1] if rewired else wirings[event.run])
    if event.what == "wiring":
        return _wiring_objection(event.value, wiring, loss, catalogue)
    if event.what == "loss_lr" and not wiring.uses_loss_lr:
        return f"{named(wiring)} gives the loss parameters no learning rate of their own"
    names = [parameter.name for parameter in loss.parameters]
    if event.what == "set" and event.parameter not in names:
        return f"expected a parameter of {named(loss)}: {', '.join(names)}"
    return None


def _wiring_objection(key, wiring, loss, catalogue) -> str | None:
    if key == wiring.key:
        return f"the run has the wiring {named(wiring)} already"
    new = catalogue.wiring(key)
    return None if new.suits(loss) else refusal(new, loss, catalogue)
