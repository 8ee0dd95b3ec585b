"""The forms that an export can take."""

from collections.abc import Callable
from dataclasses import dataclass

from explorer.export.finished import Finished
from explorer.export.player import player
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


FORMS = {
    "csv": Form("csv", "text/csv", table),
    "html": Form("html", "text/html", player),
}
"""By their names in commands and addresses."""
