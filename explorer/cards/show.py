"""The cards and their filters as Streamlit elements."""

from html import escape
from pathlib import Path

import streamlit as st

from explorer.cards.card import PENDING, card
from explorer.cards.filter import SECTIONS, CardFilter
from explorer.catalogue import TASKS, VERDICTS, Catalogue, Dataset, Loss
from explorer.controls.filter_address import FilterAddress
from explorer.engine.sketch import Sketch
from explorer.hub.shared import shared_hub
from explorer.server.prefix import base_path

ADDRESS = FilterAddress(CardFilter, "card")
STYLE = Path(__file__).parent / "cards.css"
POLL_SECONDS = 0.7


def show_filters() -> None:
    """Two rows of widgets; a phone stacks them."""
    first = st.columns([2, 4], vertical_alignment="bottom", gap="small")
    with first[0]:
        section = st.segmented_control(
            "Show",
            list(SECTIONS),
            format_func=SECTIONS.get,
            required=True,
            key="card_section",
            width="stretch",
        )
    with first[1]:
        st.text_input(
            "Search", key="card_text", placeholder="Words of a title, a text or a reference"
        )
    second = st.columns([1, 1], gap="small")
    with second[0]:
        st.pills(
            "Task", list(TASKS), format_func=TASKS.get, selection_mode="multi", key="card_tasks"
        )
    with second[1]:
        st.pills(
            "What minimising over the parameter does",
            VERDICTS,
            format_func=str.capitalize,
            selection_mode="multi",
            key="card_verdicts",
            disabled=section == "datasets",
        )


def show_cards(wanted: CardFilter, catalogue: Catalogue) -> None:
    """The cards that pass, task after task; with their pictures as far as they are made."""
    records = wanted.cards(catalogue)
    sketches = shared_hub().sketches()
    st.html(STYLE)
    _show_count(len(records), wanted, catalogue)
    if not records:
        with st.container(key="no-cards", horizontal=True, vertical_alignment="center"):
            st.info(
                f"No {wanted.section.removesuffix('es' if wanted.section == 'losses' else 's')} "
                "passes these filters.",
                icon=":material/filter_alt_off:",
            )
            st.button("Reset filters", on_click=ADDRESS.reset, kwargs={"section": wanted.section})
    _await_sketches(wanted.section, sketches, catalogue)
    for task, title in TASKS.items():
        of_task = [record for record in records if record.task == task]
        if of_task:
            st.html(f'<h2 class="explorer-task">{title} <small>{len(of_task)}</small></h2>')
            with st.container(key=f"cards-{task}"):
                for record in of_task:
                    _show_card(record, wanted.section, sketches, catalogue)


def _show_card(record: Loss | Dataset, section: str, sketches: dict, catalogue: Catalogue) -> None:
    sketch = sketches.get((section, record.key), PENDING)
    st.markdown(card(record, sketch, catalogue, base_path()), unsafe_allow_html=True)


def _show_count(shown: int, wanted: CardFilter, catalogue: Catalogue) -> None:
    there = len(getattr(catalogue, wanted.section))
    told = f"{there}" if shown == there else f"{shown} of {there}"
    st.html(
        f'<p class="explorer-count" role="status">{told} {escape(SECTIONS[wanted.section].lower())}'
        "</p>"
    )


def _await_sketches(
    section: str, sketches: dict[tuple[str, str], Sketch | None], catalogue: Catalogue
) -> None:
    """While pictures of the section are missing: how far it is, and draw again as they come."""
    keys = catalogue.keys(section)
    drawn = sum((section, key) in sketches for key in keys)
    if drawn < len(keys):
        with st.container(key="cards-progress"):
            st.fragment(_poll, run_every=POLL_SECONDS)(section, keys, drawn)


def _poll(section: str, keys: tuple[str, ...], shown: int) -> None:
    sketches = shared_hub().sketches()
    drawn = sum((section, key) in sketches for key in keys)
    if drawn != shown:
        st.rerun()
    st.progress(drawn / len(keys), f"Evaluating and drawing: {drawn} of {len(keys)} pictures")
