"""What a chat shows of an address: title, description, picture."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from explorer.hub.hub import RunHub
from explorer.preview.subject import Subject, texts
from explorer.records.catalogue import Catalogue
from explorer.stories.page.shelf import story_of
from explorer.web.page import TITLE
from explorer.words.preview import expectation, report, title

EMBEDDING = ("embed", "embed_options")
"""Streamlit's own parts of an address: how the page is shown in a frame."""


@dataclass(frozen=True)
class Card:
    """Plain text; nothing in it is escaped.

    Attributes:
        query: of the page's address, the same for all addresses that show the same.
        picture: the query of its picture.
        alt: what the picture shows, for those who do not see it.
    """

    title: str
    description: str
    query: str = ""
    picture: str = ""
    alt: str = "A broken and a fixed wiring side by side"


PAGES = {
    "": Card(
        TITLE,
        "Your loss has a trainable parameter and it never moves: see which link of the chain loses "
        "it. Real Keras models train in front of you.",
    ),
    "doctor": Card(
        f"Doctor | {TITLE}",
        "Paste your Keras program, which is parsed and never executed, and see where the trainable "
        "parameter of its loss may be lost; or drop a report of the real check.",
    ),
    "catalogue": Card(
        f"Catalogue | {TITLE}",
        "Every loss with a trainable parameter and every dataset here, drawn by running it.",
    ),
    "outcomes": Card(
        f"Outcomes | {TITLE}",
        "Every way to wire a loss with every loss, run on this server: where each one loses its "
        "trainable parameter.",
    ),
    "sweep": Card(
        f"Sweep | {TITLE}",
        "The same Keras run over a grid of seeds, rates, sizes, losses and wirings: where the "
        "parameter ends, and where it is lost.",
    ),
    "stories": Card(
        f"Stories | {TITLE}",
        "Short stories about the trainable parameter of a loss: say what will happen, then watch "
        "it happen.",
    ),
    "article": Card(
        "Why does the trainable parameter of my loss not move?",
        "A widely read answer, tested claim by claim: every verdict comes from runs on this "
        "server.",
    ),
}
"""Of each page as it stands without a query."""


def card(page: str, query: str, catalogue: Catalogue | None, hub: RunHub) -> Card:
    """What a chat shows of a page; of the page in general while nothing can be run.

    Args:
        page: a key of `PAGES`.
        query: what follows '?' in its address.
    """
    if page == "stories":
        return _of_stories(query)
    if page:
        return _with_query(PAGES[page], query)
    if catalogue is None:
        given = _with_query(PAGES[""], query)
        return replace(given, picture=given.query)  # drawn once the workers are ready
    return _of_explore(Subject.from_query(query, catalogue), catalogue, hub)


def _of_explore(subject: Subject, catalogue: Catalogue, hub: RunHub) -> Card:
    if not subject.query:
        return PAGES[""]
    runs = subject.runs(catalogue, hub)
    name = title(subject.comparison, catalogue)
    if subject.open:
        words, alt = _question(subject.lesson.ask), f"What happens to the links of {name}?"
    elif runs:
        words = report([run.outcome for run in runs], catalogue)
        alt = f"Curves of the loss parameter in {name}"
    else:
        words = expectation(subject.comparison, catalogue)
        alt = f"The links of each wiring in {name}"
    return Card(name, words, subject.query, subject.query, alt)


def _question(asked: str) -> str:
    story = story_of([asked] if asked else [])
    return _plain(story.question) if story else "What will happen? Open it and find out."


def _with_query(card: Card, query: str) -> Card:
    """The card with the query as given, apart from how the page is embedded."""
    kept = {name: each for name, each in texts(query).items() if name not in EMBEDDING}
    return replace(card, query=urlencode(kept, doseq=True))


def _of_stories(query: str) -> Card:
    try:
        story = story_of(texts(query).get("story", ()))
    except ValueError:
        story = None
    if story is None:
        return PAGES["stories"]
    asking = f"{story.query}&{urlencode({'ask': story.key})}"  # shows its runs, answers nothing
    alt = f"The runs of the story {story.title}"
    return Card(story.title, _plain(story.teaser), urlencode({"story": story.key}), asking, alt)


def _plain(text: str) -> str:
    """A text of a story without the marks around code."""
    return text.replace("`", "")
