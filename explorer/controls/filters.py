"""The filters above the table of outcomes."""

import streamlit as st

from explorer.catalogue import Catalogue
from explorer.outcomes.table import KINDS, OUTCOMES, PLACES, Filter

CLEAR = {
    "filter_kind": "all",
    "filter_places": [],
    "filter_outcomes": [],
    "filter_losses": [],
    "filter_text": "",
}


def show_filters(catalogue: Catalogue) -> None:
    """Two rows of widgets; a phone stacks them."""
    for name, value in CLEAR.items():
        st.session_state.setdefault(name, value)
    first = st.columns([2.2, 3.4, 3.4], vertical_alignment="bottom", gap="small")
    with first[0]:
        st.segmented_control(
            "Wirings",
            list(KINDS),
            format_func=KINDS.get,
            required=True,
            key="filter_kind",
            width="stretch",
        )
    with first[1]:
        st.text_input("Search", key="filter_text", placeholder="Words of a title or a symptom")
    with first[2]:
        st.multiselect(
            "Losses",
            catalogue.keys("losses"),
            format_func=lambda key: catalogue.loss(key).title,
            key="filter_losses",
            placeholder="All losses",
        )
    second = st.columns([1, 1], gap="small")
    with second[0]:
        st.pills("Lost at", PLACES, selection_mode="multi", key="filter_places")
    with second[1]:
        st.pills(
            "What you see",
            list(OUTCOMES),
            format_func=OUTCOMES.get,
            selection_mode="multi",
            key="filter_outcomes",
        )


def chosen_filter() -> Filter:
    """What the widgets say."""
    state = st.session_state
    return Filter(
        kind=state["filter_kind"],
        places=tuple(state["filter_places"]),
        outcomes=tuple(state["filter_outcomes"]),
        losses=tuple(state["filter_losses"]),
        text=state["filter_text"],
    )


def reset_filters() -> None:
    """Show everything again."""
    st.session_state.update(CLEAR)
