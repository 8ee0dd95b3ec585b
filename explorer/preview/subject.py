"""What a link to Explore shows, and the runs of it that are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

from explorer.hub.hub import RunHub
from explorer.hub.run import Run
from explorer.records.catalogue import Catalogue
from explorer.records.lesson import LESSON, Lesson
from explorer.records.spec import PARTS, Comparison
from explorer.stories.page.shelf import all_stories

ANSWERS = frozenset({"sentence", "chain"})
"""What a lesson hides so that its readers find it themselves."""


@dataclass(frozen=True)
class Subject:
    """A comparison as a link shows it.

    Attributes:
        query: the link's own parts, the same for all links that open the same; '' for a bare one.
        lesson: what it hides and asks.
    """

    comparison: Comparison
    lesson: Lesson
    query: str

    @classmethod
    def from_query(cls, query: str, catalogue: Catalogue) -> Subject:
        """Read a link. What cannot be used is ignored, as the page that it opens does."""
        given = texts(query)
        comparison, _ = Comparison.from_query(given, catalogue)
        stories = [story.key for story in all_stories()]
        lesson, _ = Lesson.from_query({name: each[-1] for name, each in given.items()}, stories)
        parts = comparison.to_query(catalogue) | lesson.to_query()
        bare = given.keys().isdisjoint(("v", *PARTS, *LESSON))
        return cls(lesson.shown(comparison), lesson, "" if bare else urlencode(parts))

    @property
    def open(self) -> bool:
        """Whether it asks what happens, so that its preview must not answer."""
        return bool(self.lesson.ask) or not ANSWERS.isdisjoint(self.lesson.hide)

    def runs(self, catalogue: Catalogue, hub: RunHub) -> tuple[Run, ...]:
        """Its runs, in order; none unless all of them have ended and are kept."""
        runs = [hub.kept(spec) for spec in self.comparison.runs(catalogue)]
        return tuple(runs) if all(runs) else ()


def texts(query: str) -> Mapping[str, Sequence[str]]:
    """The texts given for each name; none where there are too many for a link of ours."""
    try:
        return parse_qs(query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return {}
