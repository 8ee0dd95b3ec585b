"""Mounts the panel for a comparison."""

from collections.abc import Callable

import streamlit as st

from explorer.export.forms import offered
from explorer.panel.changes import changes
from explorer.panel.component import mount, nothing
from explorer.panel.data import panel_data, watched_data
from explorer.panel.remedies import Remedy, remedies
from explorer.records.catalogue import Catalogue
from explorer.records.lesson import Lesson
from explorer.records.spec import Comparison
from explorer.web.address import take_list
from explorer.web.assets import panel_addresses

PANEL = "panel"


def show_comparison(
    comparison: Comparison,
    lesson: Lesson,
    catalogue: Catalogue,
    on_played: Callable[[], None] = nothing,
) -> None:
    """Mount the live panel for `comparison`, as `lesson` has it.

    Args:
        comparison: what it shows.
        lesson: what it hides, and what it locks.
        catalogue: what there is.
        on_played: called when the visitor has seen the runs to their end.
    """
    # What mends a run would change controls that are locked.
    data = (watched_data if lesson.lock else panel_data)(comparison, catalogue)
    data |= panel_addresses()
    if "events" not in lesson.lock:
        data["changes"] = changes(comparison, catalogue)
    mount(
        data | {"exports": offered(), "hide": list(lesson.hide), "at": lesson.at},
        key=PANEL,
        on_mend=lambda: _mend(catalogue),
        on_remedy=lambda: _take(remedies(comparison, catalogue)),
        on_events=lambda: take_list("events", str(st.session_state[PANEL].events), catalogue),
        on_played=on_played,
    )


def _mend(catalogue: Catalogue) -> None:
    """Show the wiring that mends the broken one beside it; keep everything else."""
    wiring = st.session_state[PANEL].mend
    if wiring in catalogue.keys("fixed"):  # it comes from the browser
        st.session_state["fixed"] = wiring
        st.session_state["view"] = "both"


def _take(offered: dict[str, Remedy]) -> None:
    """Set the fields of the remedy; keep everything else."""
    remedy = offered.get(st.session_state[PANEL].remedy)  # it comes from the browser
    for name, value in remedy.changes if remedy else ():
        st.session_state[name] = value
