"""What a story is: a question about runs, and the rule that finds its answer in their outcomes."""

from collections.abc import Callable
from dataclasses import dataclass

from explorer.records.catalogue import Catalogue
from explorer.records.outcome import Outcome
from explorer.records.spec import Comparison

Right = Callable[[tuple[Outcome, ...]], int]
"""Finds the index of the right answer from the outcomes, in the order of the comparison's runs.

Raises `ValueError` where they ended in a way that no answer names.
"""


@dataclass(frozen=True)
class Draw:
    """Whose curve the visitor draws before the runs play, between which values."""

    parameter: str
    """Its name in the loss."""
    low: float
    high: float
    run: int = 0
    """Which of the runs."""


@dataclass(frozen=True)
class Story:
    """A question that a visitor answers before its runs are computed.

    In all texts but title and teaser, backticks enclose code.
    """

    key: str
    """Its name in addresses, and that of its file."""
    place: int
    """Stories are shown in ascending order of it. Leaves gaps, so that one fits between two."""
    title: str
    """Names the situation and leaves the answer open."""
    teaser: str
    """One sentence."""
    query: str
    """The comparison, as the part of its address after '?'."""
    question: str
    answers: tuple[str, ...]
    """Two to four, short, of which exactly one can be right."""
    right: Right
    rule: str
    """What `right` does, in words."""
    why: str
    """Two sentences."""
    draw: Draw | None = None
    """What is drawn after the answer; None for nothing."""

    def comparison(self, catalogue: Catalogue) -> Comparison:
        """What is run.

        Raises:
            ValueError: the query does not suit the catalogue.
        """
        comparison, problems = Comparison.from_query(self.query, catalogue)
        if problems:
            raise ValueError(f"story {self.key}: {'; '.join(map(str, problems))}")
        return comparison
