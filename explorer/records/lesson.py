"""What a teaching link adds to a comparison: what is locked, hidden and asked, where it opens."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from explorer.records.fields import FIELD
from explorer.records.naming import quoted
from explorer.records.problem import Problem

if TYPE_CHECKING:
    from explorer.records.spec import Comparison

LOCKABLE = {name: entry.title for name, entry in FIELD.items()} | {
    "also": "More wirings",
    "events": "Changes in mid-run",
}
"""Controls that can be locked: parts of a link, and their titles."""
HIDEABLE = {
    "sentence": "What happened",
    "chain": "The chain",
    "fixed": "The fixed run",
    "code": "The code",
}
"""What can be hidden until *Reveal*."""


@dataclass(frozen=True)
class Lesson:
    """A lock guides, and does not protect: whoever edits the address sees all."""

    lock: tuple[str, ...] = ()
    """Names of controls that are shown with their value and cannot be changed."""
    hide: tuple[str, ...] = ()
    """What is hidden until *Reveal*."""
    ask: str = ""
    """Key of the story whose question comes first."""
    at: int = 0
    """The step that the player opens at; 0 to play from the start."""

    @classmethod
    def from_query(
        cls, query: Mapping[str, str], stories: Collection[str]
    ) -> tuple[Lesson, tuple[Problem, ...]]:
        """Read a link. Never raises: a value that cannot be used is reported and ignored.

        Args:
            query: one text for each name; names of other parts are ignored.
            stories: keys of the stories that can be asked.
        """
        values: dict[str, object] = {}
        problems = []
        for name, allowed in (("lock", LOCKABLE), ("hide", HIDEABLE)):
            given = [text for text in query.get(name, "").split(",") if text]
            values[name] = tuple(dict.fromkeys(text for text in given if text in allowed))
            refused = [text for text in given if text not in allowed]
            problems += [_refused(name, text, allowed) for text in refused[:1]]
        if ask := query.get("ask", ""):
            if ask in stories:
                values["ask"] = ask
            else:
                problems.append(_refused("ask", ask, stories))
        if at := query.get("at", ""):
            try:
                values["at"] = FIELD["steps"].parse(at, None)
            except ValueError as error:
                problems.append(Problem("at", str(error)))
        return cls(**values), tuple(problems)

    def to_query(self) -> dict[str, str]:
        """The link's parts, defaults left out."""
        parts = {"lock": ",".join(self.lock), "hide": ",".join(self.hide), "ask": self.ask}
        parts["at"] = str(self.at or "")
        return {name: text for name, text in parts.items() if text}

    def shown(self, comparison: Comparison) -> Comparison:
        """What is shown of a comparison: without its fixed run where that is hidden."""
        hidden = "fixed" in self.hide and comparison.view == "both"
        return replace(comparison, view="broken", also=()) if hidden else comparison


LESSON = tuple(field.name for field in fields(Lesson))
"""The names of its parts in a link."""


def _refused(name: str, text: str, allowed: Collection[str]) -> Problem:
    return Problem(name, f"expected one of {', '.join(allowed)}; received: {quoted(text)}")
