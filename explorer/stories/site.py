"""All stories as files that any host can serve: an index, and for each story a player that asks."""

from collections.abc import Iterator
from dataclasses import asdict
from html import escape
from pathlib import Path

from explorer.export.computed import all_computed
from explorer.export.finished import Finished
from explorer.export.player import Asked, filled, player
from explorer.records.catalogue import Catalogue
from explorer.storage.replacing import replacing
from explorer.stories.page.shelf import all_stories
from explorer.stories.page.verdict import marked, verdict
from explorer.stories.story import Story


def write_stories(folder: Path, catalogue: Catalogue, app: str) -> Iterator[Path]:
    """Write the files, and yield the path of each once it is there: last the index.

    Args:
        folder: where to; made if it does not exist.
        catalogue: what the runs are made of.
        app: the app's address, for the links in the files.

    Raises:
        OSError: a file cannot be written.
        RuntimeError: a run failed, or the workers do not start.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stories = all_stories()
    comparisons = [story.comparison(catalogue) for story in stories]
    computed = all_computed(comparisons, catalogue, app)
    for story, finished in zip(stories, computed, strict=True):
        yield _write(folder / _name(story), player(finished, asked(story, finished)))
    yield _write(folder / "index.html", index(catalogue, app))


def asked(story: Story, finished: Finished) -> Asked:
    """The question of a story, with what is said after each answer."""
    said = (*story.answers, None)
    return Asked(
        title=story.title,
        question=marked(story.question),
        answers=tuple(marked(answer) for answer in story.answers),
        verdicts=tuple(verdict(story, finished.runs, answer) for answer in said),
        draw=asdict(story.draw) if story.draw else None,
    )


def index(catalogue: Catalogue, app: str) -> str:
    """The page that lists the stories."""
    about = (
        "Each asks what will happen, and then plays runs of real Keras code, recorded with "
        f"{catalogue.versions}."
    )
    return filled(
        "index.html",
        title="Stories about losses with a trainable parameter",
        link=escape(app),
        setup=escape(about),
        cards="".join(map(_card, all_stories())),
    )


def _card(story: Story) -> str:
    heading = f'<h2><a href="{escape(_name(story))}">{escape(story.title)}</a></h2>'
    return f"<li>{heading}<p>{escape(story.teaser)}</p><p>{marked(story.question)}</p></li>"


def _name(story: Story) -> str:
    return f"{story.key}.html"


def _write(path: Path, text: str) -> Path:
    with replacing(path) as file:
        file.write(text)
    return path
