"""The table as a Streamlit component: registered once a process, mounted on every rerun."""

from functools import cache
from pathlib import Path

import streamlit as st

from explorer.panel.component import BOOTSTRAP
from explorer.web.assets import OUTCOMES_PATH
from explorer.web.prefix import base_path

NAME = "explorer_outcomes"
STATIC = Path(__file__).parent / "static"


def show_table(table: dict) -> None:
    """Show the table here, or pass new rows to the one already shown.

    Args:
        table: as `explorer.outcomes.table.table` makes it.
    """
    ours = {
        "socket": "api/outcomes",
        "modules": OUTCOMES_PATH,
        "entry": "outcomes.js",
        "base_path": base_path(),
    }
    _renderer()(data=table | ours, key="outcomes")


@cache
def _renderer():
    return st.components.v2.component(
        NAME,
        html='<section class="outcomes" aria-label="Outcomes"></section>',
        css=(STATIC / "outcomes.css").read_text(encoding="utf-8"),
        js=BOOTSTRAP,
        isolate_styles=True,
    )
