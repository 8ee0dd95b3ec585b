"""Values of JSON that anyone may have written: each is taken only as what it has to be."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

from explorer.records.problem import Problem
from explorer.words.clean import clean

LONGEST_TEXT = 20_000
"""Characters of one text; longer ones are refused."""
QUOTED = 60
"""Characters of a value that a message quotes."""


class Refused(Exception):
    """A value that cannot be used.

    Attributes:
        problem: which value, and what is allowed there.
    """

    def __init__(self, name: str, message: str):
        self.problem = Problem(name, message)
        super().__init__(str(self.problem))


@dataclass(frozen=True)
class Given:
    """A value, and where it stands, such as `parameters[0].name`.

    Its methods return the value as what they are named after.

    Raises:
        Refused: it is something else; in every method.
    """

    at: str
    value: object

    def __getitem__(self, name: str) -> Given:
        """The member `name` of an object."""
        if not isinstance(self.value, dict):
            raise self.refused("an object")
        where = f"{self.at}.{name}" if self.at else name
        if name not in self.value:
            raise Refused(where, "missing")
        return Given(where, self.value[name])

    def members(self) -> dict[str, Given]:
        """All members of an object."""
        if not isinstance(self.value, dict):
            raise self.refused("an object")
        return {name: Given(f"{self.at}.{_cut(name)}", each) for name, each in self.value.items()}

    def items(self, most: int) -> list[Given]:
        """The items of a list of at most so many."""
        if not isinstance(self.value, list):
            raise self.refused("a list")
        if len(self.value) > most:
            raise Refused(
                self.at, f"expected at most {most:,} items; received: {len(self.value):,}"
            )
        return [Given(f"{self.at}[{i}]", each) for i, each in enumerate(self.value)]

    def text(self) -> str:
        """A text, with � for what no page can hold: null characters and half characters."""
        if not isinstance(self.value, str):
            raise self.refused("a text")
        if len(self.value) > LONGEST_TEXT:
            received = f"{len(self.value):,}"
            raise Refused(
                self.at, f"expected at most {LONGEST_TEXT:,} characters; received: {received}"
            )
        return clean(self.value)

    def text_or_none(self) -> str | None:
        """The same, or None."""
        return None if self.value is None else self.text()

    def one_of(self, allowed: Sequence[str]) -> str:
        """One of these texts."""
        if not isinstance(self.value, str) or self.value not in allowed:
            raise self.refused(f"one of {', '.join(allowed)}")
        return self.value

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self.refused("true or false")
        return self.value

    def whole(self, most: int) -> int:
        """A whole number from 0 on."""
        is_whole = isinstance(self.value, int) and not isinstance(self.value, bool)
        if not is_whole or not 0 <= self.value <= most:
            raise self.refused(f"a whole number from 0 to {most:,}")
        return self.value

    def number_or_none(self) -> float | None:
        """A finite number, or None."""
        return None if self.value is None else self.number()

    def number(self) -> float:
        """A finite number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.refused("a number or null")
        try:
            finite = math.isfinite(self.value)
        except OverflowError:  # a whole number that no float can hold
            finite = False
        if not finite:
            raise self.refused("a finite number or null")
        return self.value

    def refused(self, expected: str) -> Refused:
        """What to raise where something else was expected."""
        return Refused(
            self.at or "the file", f"expected {expected}; received: {_shown(self.value)}"
        )


def parsed(text: str) -> Given:
    """JSON of any kind.

    Raises:
        Refused: it is none.
    """
    try:
        return Given("", json.loads(text))
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Refused("the file", f"not JSON: {error.msg} at {where}") from None
    except RecursionError:
        raise Refused("the file", "nested too deeply for a report") from None
    except ValueError:  # Python's own limit, against numbers that take minutes to read
        raise Refused("the file", "it holds a number of thousands of digits") from None


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return f"a list of {len(value):,}"
    if isinstance(value, float) and not math.isfinite(value):
        return "not a number" if math.isnan(value) else "a number too large for a float"
    if isinstance(value, int) and abs(value) > 10**QUOTED:
        return "a whole number of more than 60 digits"
    return _cut(json.dumps(value, ensure_ascii=False))


def _cut(text: str) -> str:
    text = clean(text)
    return text if len(text) <= QUOTED else f"{text[:QUOTED]} …"
