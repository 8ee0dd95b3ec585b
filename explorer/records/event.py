"""What is changed in the middle of a run: its wiring, a learning rate, a loss parameter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from explorer.records.catalogue import Catalogue
from explorer.records.fields import FIELD, WIRING, Field
from explorer.records.naming import quoted

What = Literal["wiring", "lr", "loss_lr", "set"]
WHATS: tuple[What, ...] = ("wiring", "lr", "loss_lr", "set")
"""In the order in which events of one step take effect."""
MOST = 8
"""Events of a comparison."""
VALUES: dict[What, Field] = {
    "wiring": WIRING,
    "lr": FIELD["lr"],
    "loss_lr": FIELD["loss_lr"],
    "set": Field("value", "Value", "number", 0.0, -1e6, 1e6),
}
"""What each can be changed to; a loss parameter's value is as the optimizer sees it."""
FORM = "`STEP.wiring.KEY`, `STEP.lr.NUMBER`, `STEP.loss_lr.NUMBER` or `STEP.set.PARAMETER.NUMBER`"


@dataclass(frozen=True)
class Event:
    """A change that takes effect after `step` updates.

    Its text in links is the letter of its run, the step, what, and the value: `a500.wiring.KEY`,
    `b800.lr.0.001`, `a300.set.s.-2.5`. The command line has one run, and no letter.
    """

    step: int
    what: What
    value: str | float
    """The key of a wiring, a learning rate, or the parameter's value."""
    parameter: str = ""
    """The name of the loss parameter that is set."""
    run: str = ""
    """The letter of its run in a comparison."""

    @property
    def subject(self) -> tuple:
        """What it changes, and when: a comparison has one event of each."""
        return (self.step, self.run, WHATS.index(self.what), self.parameter)

    def __str__(self) -> str:
        value = self.value if isinstance(self.value, str) else repr(self.value)
        parts = (f"{self.run}{self.step}", self.what, self.parameter, value)
        return ".".join(filter(None, parts))


def parse_event(text: str, catalogue: Catalogue, letters: str = "") -> Event:
    """The event that `text` stands for.

    Args:
        text: as `Event` describes it.
        catalogue: holds the wirings.
        letters: those of the runs; empty where there is one run and no letter.

    Raises:
        ValueError: it stands for none; the message says what is allowed.
    """
    run = f"([{letters}])" if letters else "()"
    whole = re.fullmatch(rf"{run}([0-9]{{1,6}})\.({'|'.join(WHATS)})\.(.{{1,100}})", text, re.S)
    if not whole:
        before = f"a letter from {', '.join(letters)}, then " if letters else ""
        raise ValueError(f"expected {before}{FORM}; received: {quoted(text)}")
    letter, step, what, rest = whole.groups()
    parameter, value = rest.split(".", 1) if what == "set" and "." in rest else ("", rest)
    field = VALUES[what]
    return Event(int(step), what, field.parse(value, catalogue), parameter, letter)


def in_order(events: Sequence[Event]) -> tuple[Event, ...]:
    """The events as they take effect."""
    return tuple(sorted(events, key=lambda event: event.subject))
