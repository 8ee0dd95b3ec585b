"""The table as a component of the page."""

from pathlib import Path

from explorer.web.assets import OUTCOMES_PATH
from explorer.web.section import show_section

STATIC = Path(__file__).parent / "static"


def show_table(table: dict) -> None:
    """Show the table here, or pass new rows to the one already shown.

    Args:
        table: as `explorer.outcomes.table.table` makes it.
    """
    show_section("outcomes", STATIC, OUTCOMES_PATH, table)
