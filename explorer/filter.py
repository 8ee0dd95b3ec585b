"""What the filters of a page have in common: they stand in its address, and search words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Self

from explorer.catalogue import Catalogue
from explorer.naming import quoted
from explorer.spec import Problem


@dataclass(frozen=True)
class AddressedFilter:
    """What is to be seen; every field has a default that leaves everything in.

    A subclass adds fields: a text where one of several must be chosen, a tuple where any may be,
    of which none means all. And it says what may stand in them.
    """

    text: str = ""

    @classmethod
    def allowed(cls, catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
        """What may stand in each field but `text`, in which anything may."""
        raise NotImplementedError

    @classmethod
    def from_query(
        cls, query: Mapping[str, Sequence[str]], catalogue: Catalogue
    ) -> tuple[Self, tuple[Problem, ...]]:
        """Read the page's address; what cannot be used is reported and left out.

        Args:
            query: names to texts, each possibly several times.
            catalogue: what can be named.
        """
        allowed = cls.allowed(catalogue)
        default = cls()
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
                many = isinstance(getattr(default, name), tuple)
                if many or keys:
                    chosen[name] = keys if many else keys[-1]
                for key in given:
                    if key not in allowed[name]:
                        expected = f"expected one of {', '.join(allowed[name])}"
                        problems.append(Problem(name, f"{expected}; received: {quoted(key)}"))
        return cls(**chosen), tuple(problems)

    def to_query(self) -> dict[str, str | list[str]]:
        """The address's parts; what leaves everything in is left out."""
        parts = {field.name: getattr(self, field.name) for field in fields(self)}
        kept = {field.name for field in fields(self) if parts[field.name] != field.default}
        return {n: list(v) if isinstance(v, tuple) else v for n, v in parts.items() if n in kept}

    def says(self, said: str) -> bool:
        """Whether every word of `text` is in `said`, in upper or lower case."""
        said = said.casefold()
        return all(word in said for word in self.text.casefold().split())
