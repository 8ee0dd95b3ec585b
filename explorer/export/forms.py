"""The forms that an export can take."""

from collections.abc import Callable
from dataclasses import dataclass

from explorer.export.finished import Finished
from explorer.export.script.text import script
from explorer.export.table import table


@dataclass(frozen=True)
class Form:
    """A kind of file.

    Attributes:
        ending: of its name.
        media_type: for browsers.
        make: its text.
        title: for people, before its ending.
        hint: for people: what is in it.
    """

    ending: str
    media_type: str
    make: Callable[[Finished], str]
    title: str
    hint: str


def _notebook(finished: Finished) -> str:
    from explorer.export.script.notebook import notebook  # loads nbformat, which few need

    return notebook(finished)


def _player(finished: Finished) -> str:
    from explorer.export.player import player  # loads Streamlit: seconds, on the command line

    return player(finished)


FORMS = {
    "html": Form("html", "text/html", _player, "Player", "this page as one file, without a server"),
    "script": Form("py", "text/x-python", script, "Script", "plain Keras that does the same runs"),
    "notebook": Form(
        "ipynb", "application/x-ipynb+json", _notebook, "Notebook", "the script, a cell a part"
    ),
    "csv": Form("csv", "text/csv", table, "Data", "all columns, a row a step"),
}
"""By their names in commands and addresses."""


def offered() -> list[dict[str, str]]:
    """All forms as a panel's *Share* menu lists them, in their order here."""
    return [
        {"form": name, "ending": form.ending, "title": form.title, "hint": form.hint}
        for name, form in FORMS.items()
    ]
