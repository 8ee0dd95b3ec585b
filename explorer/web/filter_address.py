"""The filter widgets of a page, kept in step with its address."""

from collections.abc import Mapping
from dataclasses import fields

import streamlit as st

from explorer.records.catalogue import Catalogue
from explorer.web.address import PROBLEMS, current_query
from explorer.web.filter import AddressedFilter


class FilterAddress:
    """A widget's key is `prefix` and the name of its filter field, e.g. 'filter_text'.

    Args:
        kind: the filter.
        prefix: keeps this page's widget keys apart from those of other pages.
    """

    def __init__(self, kind: type[AddressedFilter], prefix: str):
        self._kind = kind
        self._names = {field.name: f"{prefix}_{field.name}" for field in fields(kind)}
        self._seen = f"{prefix}_address_seen"

    def read(self, catalogue: Catalogue) -> None:
        """Fill the widgets from the address when it is new: first visit, link, Back, Forward.

        Call before the widgets are made.
        """
        query = current_query()
        kept = all(name in st.session_state for name in self._names.values())
        if kept and st.session_state.get(self._seen) == query:
            return
        wanted, problems = self._kind.from_query(query, catalogue)
        self._fill(wanted)
        st.session_state[self._seen] = query
        st.session_state[PROBLEMS] = problems

    def write(self, wanted: AddressedFilter, catalogue: Catalogue) -> None:
        """Put the widgets' values into the address, unless it holds the same filter already."""
        if self._kind.from_query(current_query(), catalogue)[0] != wanted:
            st.query_params.from_dict(wanted.to_query())
            st.session_state[self._seen] = current_query()

    def chosen(self) -> AddressedFilter:
        """The filter that the widgets hold."""
        chosen = {name: st.session_state[widget] for name, widget in self._names.items()}
        return self._kind(**{n: tuple(v) if isinstance(v, list) else v for n, v in chosen.items()})

    def search(self, column, placeholder: str) -> None:
        """Show the box for `text`."""
        column.text_input(
            "Search", key=self._names["text"], placeholder=placeholder, type="search", live=True
        )

    def one_of(self, column, name: str, label: str, titles: Mapping[str, str]) -> str:
        """Show a button for each value of a field, one of them always pressed; returns that."""
        return column.segmented_control(
            label,
            list(titles),
            format_func=titles.get,
            required=True,
            key=self._names[name],
            width="stretch",
        )

    def any_of(self, column, name: str, label: str, titles: Mapping[str, str], **options) -> None:
        """Show a pill for each value of a field, any number of them chosen."""
        column.pills(
            label,
            list(titles),
            format_func=titles.get,
            selection_mode="multi",
            key=self._names[name],
            wrap=True,
            **options,
        )

    def offer_reset(self, what: str, **kept: str) -> None:
        """Report that no `what` passes, beside a button that resets all fields not in `kept`."""
        with st.container(key="nothing", horizontal=True, vertical_alignment="center"):
            st.info(f"No {what} passes these filters.", icon=":material/filter_alt_off:")
            st.button("Reset filters", on_click=self._fill, args=(self._kind(**kept),))

    def _fill(self, wanted: AddressedFilter) -> None:
        for name, widget in self._names.items():
            value = getattr(wanted, name)
            st.session_state[widget] = list(value) if isinstance(value, tuple) else value
