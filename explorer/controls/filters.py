"""The filters above the table of outcomes."""

from dataclasses import fields

import streamlit as st

from explorer.catalogue import Catalogue
from explorer.controls.address import PROBLEMS
from explorer.outcomes.table import KINDS, OUTCOMES, PLACES, Filter

SEEN = "filter_address_seen"


def read_filter(catalogue: Catalogue) -> None:
    """Fill the widgets from the address when it is new: first visit, link, Back, Forward.

    Call before the widgets are made.
    """
    query = _query()
    kept = all(f"filter_{field.name}" in st.session_state for field in fields(Filter))
    if kept and st.session_state.get(SEEN) == query:
        return
    wanted, problems = Filter.from_query(query, catalogue)
    _fill(wanted)
    st.session_state[SEEN] = query
    st.session_state[PROBLEMS] = problems


def write_filter(wanted: Filter, catalogue: Catalogue) -> None:
    """Put what the widgets say into the address, unless it says the same already."""
    if Filter.from_query(_query(), catalogue)[0] != wanted:
        st.query_params.from_dict(wanted.to_query())
        st.session_state[SEEN] = _query()


def show_filters(catalogue: Catalogue) -> None:
    """Two rows of widgets; a phone stacks them."""
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
    chosen = {field.name: st.session_state[f"filter_{field.name}"] for field in fields(Filter)}
    return Filter(**{n: tuple(v) if isinstance(v, list) else v for n, v in chosen.items()})


def reset_filters() -> None:
    """Show everything again."""
    _fill(Filter())


def _fill(wanted: Filter) -> None:
    for field in fields(Filter):
        value = getattr(wanted, field.name)
        st.session_state[f"filter_{field.name}"] = (
            list(value) if isinstance(value, tuple) else value
        )


def _query() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}
