"""The cards and their filters as Streamlit elements."""

import streamlit as st

from explorer.cards.card import PENDING, card
from explorer.cards.filter import SECTIONS, CardFilter
from explorer.hub.shared import shared_hub
from explorer.records.catalogue import VERDICTS, Catalogue
from explorer.tasks import TASKS
from explorer.web.filter_address import FilterAddress
from explorer.web.prefix import base_path

ADDRESS = FilterAddress(CardFilter, "card")
POLL_SECONDS = 0.7


def show_filters() -> None:
    """A row of widgets; a phone stacks them."""
    row = st.columns([2.1, 2.6, 3.6, 3.6], gap="small")
    section = ADDRESS.one_of(row[0], "section", "Show", SECTIONS)
    ADDRESS.search(row[1], "Title, text, reference")
    ADDRESS.any_of(row[2], "tasks", "Task", {key: task.title for key, task in TASKS.items()})
    if section != "datasets":  # datasets have no verdict
        ADDRESS.any_of(
            row[3],
            "verdicts",
            "When the parameter is minimised, it",
            {verdict: verdict.capitalize() for verdict in VERDICTS},
            persist_state="page",
        )


def show_cards(wanted: CardFilter, catalogue: Catalogue) -> None:
    """The cards that pass the filters, by task, with the pictures that are ready."""
    records = wanted.cards(catalogue)
    sketches = shared_hub().sketches()
    with st.container(key="all-cards"):
        with st.container(key="count"):
            _show_count(len(records), wanted.section, sketches, catalogue)
        if not records:
            one = {"losses": "loss", "datasets": "dataset"}[wanted.section]
            ADDRESS.offer_reset(one, section=wanted.section)
        for key in TASKS:
            of_task = [record for record in records if key == record.task]
            if of_task:
                heading = f"{TASKS[key].title} <small>{len(of_task)}</small>"
                st.html(f'<h2 class="explorer-task">{heading}</h2>')
                with st.container(key=f"cards-{key}"):
                    for record in of_task:
                        sketch = sketches.get((wanted.section, record.key), PENDING)
                        html = card(record, sketch, catalogue, base_path())
                        st.markdown(html, unsafe_allow_html=True)


def _show_count(shown: int, section: str, sketches: dict, catalogue: Catalogue) -> None:
    """How many cards are shown and, while pictures are missing, how many are ready."""
    there = len(catalogue.keys(section))
    text = f"{there}" if shown == there else f"{shown} of {there}"
    text = f"{text} {SECTIONS[section].lower()}"
    drawn = _drawn(section, sketches, catalogue)
    if drawn == there:
        st.html(f'<p class="explorer-count" role="status">{text}</p>')
    else:
        st.fragment(_poll, run_every=POLL_SECONDS)(text, section, drawn, catalogue)


def _poll(text: str, section: str, before: int, catalogue: Catalogue) -> None:
    """Rerun the page when more pictures are ready."""
    drawn = _drawn(section, shared_hub().sketches(), catalogue)
    if drawn != before:
        st.rerun()
    progress = f"evaluating and drawing, {drawn} of {len(catalogue.keys(section))} pictures ready"
    st.html(f'<p class="explorer-count" role="status">{text}; {progress}</p>')


def _drawn(section: str, sketches: dict, catalogue: Catalogue) -> int:
    return sum((section, key) in sketches for key in catalogue.keys(section))
