"""The filters above the table of outcomes."""

import streamlit as st

from explorer.outcomes.table import KINDS, OUTCOMES, PLACES, Filter
from explorer.records.catalogue import Catalogue
from explorer.web.filter_address import FilterAddress

ADDRESS = FilterAddress(Filter, "filter")


def show_filters(catalogue: Catalogue) -> None:
    """Show two rows of widgets, stacked on a phone."""
    first = st.columns([2.2, 3.4, 3.4], gap="small")
    ADDRESS.one_of(first[0], "kind", "Wirings", KINDS)
    ADDRESS.search(first[1], "Words from a title or symptom")
    first[2].multiselect(
        "Losses",
        catalogue.keys("losses"),
        format_func=lambda key: catalogue.loss(key).title,
        key="filter_losses",
        placeholder="All losses",
    )
    second = st.columns([1, 1], gap="small")
    ADDRESS.any_of(second[0], "places", "Lost at", {place: place for place in PLACES})
    ADDRESS.any_of(second[1], "outcomes", "What you see", OUTCOMES)
