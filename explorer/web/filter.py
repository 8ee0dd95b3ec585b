"""What the filters of all pages share: they are kept in the address, and search by words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from explorer.records.catalogue import Catalogue
from explorer.records.naming import quoted
from explorer.records.problem import Problem


@dataclass(frozen=True)
class AddressedFilter:
    """What a page shows. The default of every field shows everything.

    A subclass adds fields and lists their allowed values: a text where exactly one must be
    chosen, a tuple where any number may be chosen; none chosen means all.
    """

    text: str = ""

    @classmethod
    def allowed(cls, catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
        """The allowed values of each field but `text`, which may be anything."""
        raise NotImplementedError

    @classmethod
    def from_query(
        cls, query: Mapping[str, Sequence[str]], catalogue: Catalogue
    ) -> tuple[Self, tuple[Problem, ...]]:
        """Read the page's address. Values that cannot be used are reported and left out.

        Args:
            query: the texts given for each name.
            catalogue: the entries that a filter can name.
        """
        allowed = cls.allowed(catalogue)
        problems = []
        chosen = {}
        for name, given in query.items():
            if name == "text":
                chosen[name] = given[-1]
            elif name not in allowed:
                problems.append(
                    Problem(name[:60], f"unknown; allowed are {', '.join(allowed)}, text")
                )
            else:
                given = dict.fromkeys(given)
                keys = tuple(key for key in given if key in allowed[name])
                many = isinstance(getattr(cls, name), tuple)
                if many or keys:
                    chosen[name] = keys if many else keys[-1]
                for key in given:
                    if key not in allowed[name]:
                        expected = f"expected one of {', '.join(allowed[name])}"
                        problems.append(Problem(name, f"{expected}; received: {quoted(key)}"))
        return cls(**chosen), tuple(problems)

    def to_query(self) -> dict[str, str | list[str]]:
        """The parts of the address, defaults left out."""
        chosen = {n: v for n, v in vars(self).items() if v != getattr(type(self), n)}
        return {n: list(v) if isinstance(v, tuple) else v for n, v in chosen.items()}

    def matches(self, words: str) -> bool:
        """Whether every word of `text` is in `words`, see `contains`."""
        return contains(words, self.text)


def passes(value: str, chosen: Sequence[str]) -> bool:
    """Whether `value` is among those chosen; none chosen means all."""
    return not chosen or value in chosen


def contains(words: str, text: str) -> bool:
    """Whether every word of `text` is in `words`. Case is ignored; σ and sigma are the same."""
    words = words.casefold()
    spelled = _spelled(words)
    return all(
        word in words or word in spelled or re.search(rf"\b{re.escape(_spelled(word))}\b", words)
        for word in text.casefold().split()
    )


def _spelled(text: str) -> str:
    """Greek letters by their names."""
    return "".join(map(_name, text))


def _name(letter: str) -> str:
    name = unicodedata.name(letter, "")
    if not name.startswith("GREEK SMALL LETTER "):
        return letter
    return name.split()[-1].lower().replace("lamda", "lambda")
