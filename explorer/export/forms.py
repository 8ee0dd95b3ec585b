"""The forms that an export can take."""

from collections.abc import Callable
from dataclasses import dataclass

from explorer.export.finished import Finished
from explorer.export.table import table


@dataclass(frozen=True)
class Form:
    """A kind of file.

    Attributes:
        ending: of its name.
        media_type: for browsers.
        make: its text.
    """

    ending: str
    media_type: str
    make: Callable[[Finished], str]


def _player(finished: Finished) -> str:
    from explorer.export.player import player  # loads Streamlit: seconds, on the command line

    return player(finished)


FORMS = {
    "csv": Form("csv", "text/csv", table),
    "html": Form("html", "text/html", _player),
}
"""By their names in commands and addresses."""
