"""The filters above the table of outcomes."""

import streamlit as st

from explorer.outcomes.table import KINDS, OUTCOMES, PLACES, Filter
from explorer.records.catalogue import Catalogue
from explorer.web.filter_address import FilterAddress

ADDRESS = FilterAddress(Filter, "filter")


def show_filters(catalogue: Catalogue) -> None:
    """Show two rows of widgets, stacked on a phone."""
    first = st.columns([2.2, 3.4, 3.4], gap="small")
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
        st.text_input(
            "Search",
            key="filter_text",
            placeholder="Words from a title or symptom",
            type="search",
            live=True,
        )
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
        st.pills("Lost at", PLACES, selection_mode="multi", key="filter_places", wrap=True)
    with second[1]:
        st.pills(
            "What you see",
            list(OUTCOMES),
            format_func=OUTCOMES.get,
            selection_mode="multi",
            key="filter_outcomes",
            wrap=True,
        )
