"""The player: one HTML file that plays the runs anywhere, without a server and without network."""

import base64
import gzip
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files

from explorer.export.code import code
from explorer.export.finished import Finished
from explorer.panel.component import LINKED, STATIC
from explorer.panel.data import watched_data
from explorer.web.assets import ASSETS, PLOTLY_PATH, ROOMS, panel_modules
from explorer.web.listing import COPY, setup_line
from explorer.web.viewer import Viewer

OURS = files("explorer.export") / "static"
MODULES = ("question.js", "recorded.js")
"""Its own modules, each after those that it imports."""
STYLES = ("web/listing.css", "web/verdict.css")
"""What it shares with the pages."""
_PLACE = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True)
class Asked:
    """A question that is answered before anything plays. All but the title is HTML."""

    title: str
    question: str
    answers: tuple[str, ...]
    verdicts: tuple[str, ...]
    """Shown after each answer; one more for a visitor who just watches."""
    draw: dict | None = None
    """The curve that the visitor draws then, as the panel takes it; None for nothing."""


def player(finished: Finished, asked: Asked | None = None) -> str:
    """The whole file.

    Args:
        finished: what it plays.
        asked: what it asks first; None for nothing.
    """
    comparison, catalogue = finished.comparison, finished.catalogue
    data = watched_data(comparison, catalogue) | {"base_path": finished.app}
    data["draw"] = asked.draw if asked else None
    return filled(
        "player.html",
        scripts="'unsafe-inline' blob:",
        title=escape(asked.title if asked else data["title"]),
        link=escape(finished.link),
        setup=setup_line(comparison, catalogue),
        asking=' data-asking="question"' if asked else "",
        question=_question(asked) if asked else "",
        panel=_text(STATIC / "panel.html"),
        panel_style=_text(STATIC / "panel.css"),
        code=code(comparison, catalogue),
        about=_about(finished, data["command"]),
        data=embedded(json.dumps(data, allow_nan=False)),
        messages=_base64(gzip.compress(_messages(finished).encode(), mtime=0)),
        modules=_modules(),
        plotly=_plotly(),
        copy=COPY,
        linked=LINKED,
    )


def filled(template: str, scripts: str = "'none'", asking: str = "", **parts: str) -> str:
    """A page with a template of this folder as its body.

    Args:
        template: its file name.
        scripts: the sources of scripts that a browser lets run.
        asking: an attribute of the body while a question is open.
        parts: HTML for the other places of the page and of the template.
    """
    parts |= {"style": _style(), "icon": _icon(), "scripts": scripts, "asking": asking}
    page = _text(OURS / "page.html").replace("{{body}}", _text(OURS / template).strip())
    return _PLACE.sub(lambda place: parts[place[1]], page)


def embedded(text: str) -> str:
    """JSON as it can stand in a `<script>`, which nothing in it can close."""
    return text.replace("<", "\\u003c")


def _messages(finished: Finished) -> str:
    """All that the stream sends, as a JSON list; frames of float32 in base64."""
    messages = (
        message
        for index, run in enumerate(finished.runs)
        for message in Viewer(index, run, finished.catalogue).news()
    )
    return f"[{','.join(_plain(messages))}]"


def _plain(messages: Iterable[str | bytes]) -> Iterable[str]:
    for message in messages:
        if isinstance(message, bytes):
            yield json.dumps({"frame": _base64(message)})
        else:
            yield message


def _about(finished: Finished, command: str) -> str:
    """Where the file comes from: the link, the fingerprints, the versions, the commands."""
    link = escape(finished.link)
    outcomes = [run.outcome for run in finished.runs]
    titles = [finished.catalogue.wiring(key).title for key in finished.comparison.wirings()]
    prints = "<br>".join(
        f"<code>{escape(outcome.fingerprint)}</code> {escape(title)}"
        for title, outcome in zip(titles, outcomes, strict=True)
    )
    rows = {
        "Link": f'<a href="{link}" target="_blank" rel="noopener">{link}</a>',
        "Fingerprints": prints,
        "Computed with": escape(outcomes[0].versions),
        "The same again": f"<pre>{escape(command)}</pre>",
    }
    listed = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows.items())
    return f"<h2>Where this comes from</h2><dl>{listed}</dl>"


def _question(asked: Asked) -> str:
    # Enabled once the script listens.
    buttons = [
        f'<button type="button" disabled data-said="{said}">{text}</button>'
        for said, text in enumerate((*asked.answers, "Just watch"))
    ]
    verdicts = "".join(
        f'<template data-said="{said}">{verdict}</template>'
        for said, verdict in enumerate(asked.verdicts)
    )
    return (
        f'<section class="story" id="question" aria-label="Question"><p>{asked.question}</p>'
        f'<div class="answers">{"".join(buttons)}</div>'
        f'<div role="status" tabindex="-1"></div>{verdicts}</section>'
    )


@cache
def _modules() -> str:
    ours = {name: _text(OURS / name) for name in MODULES}
    return embedded(json.dumps(panel_modules() | ours))


@cache
def _plotly() -> str:
    return _base64(ASSETS[PLOTLY_PATH].compressed)


@cache
def _style() -> str:
    return "".join(
        _text(path) for path in (*(ROOMS / name for name in STYLES), OURS / "player.css")
    )


@cache
def _icon() -> str:
    image = (ROOMS / "web" / "icon.png").read_bytes()
    return f"data:image/png;base64,{_base64(image)}"


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _text(path) -> str:
    return path.read_text(encoding="utf-8")
