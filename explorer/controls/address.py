"""The address of the page and the widgets, kept the same."""

import streamlit as st

from explorer.catalogue import Catalogue
from explorer.fields import FIELDS
from explorer.spec import Comparison, Problem

SEEN = "address_seen"
PROBLEMS = "address_problems"


def read_address(catalogue: Catalogue) -> None:
    """Fill the widgets from the address when it is new: first visit, link, Back, Forward.

    Call before the widgets are made.
    """
    query = _query()
    kept = all(field.name in st.session_state for field in FIELDS)
    if kept and st.session_state.get(SEEN) == query:
        return
    comparison, problems = Comparison.from_query(query, catalogue)
    for field in FIELDS:
        st.session_state[field.name] = getattr(comparison, field.name)
    st.session_state[SEEN] = query
    st.session_state[PROBLEMS] = problems


def write_address(comparison: Comparison, catalogue: Catalogue) -> None:
    """Put what the widgets say into the address, unless it says the same already.

    An address that means the same is left as it was given, so that opening a link adds
    nothing to the browser's history.
    """
    meant, _ = Comparison.from_query(_query(), catalogue)
    query = comparison.to_query(catalogue)
    if meant.to_query(catalogue) != query:
        st.query_params.from_dict(query)
        st.session_state[SEEN] = _query()


def suit(comparison: Comparison, catalogue: Catalogue) -> Comparison:
    """`comparison` with dataset and wirings that make sense for its loss.

    A wiring replaced is said. A dataset is not: who picks a loss of another task sees the
    dataset beside it change. Call before the widgets are made.
    """
    suited, problems = comparison.suited(catalogue, chosen={"loss", "broken", "fixed"})
    for name in ("loss", "dataset", "broken", "fixed"):
        if getattr(suited, name) != getattr(comparison, name):
            st.session_state[name] = getattr(suited, name)
    if problems:
        st.session_state[PROBLEMS] = problems
    return suited


def show_problems() -> None:
    """Say which parts of the link were ignored and what is allowed, until dismissed."""
    problems: tuple[Problem, ...] = st.session_state.get(PROBLEMS, ())
    if not problems:
        return
    lines = "\n".join(f"- **{_plain(p.name)}**: {_plain(p.message)}" for p in problems)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning(
            f"Not used; what the controls show stands in its place:\n\n{lines}",
            icon=":material/link_off:",
        )
        st.button("Dismiss", on_click=_dismiss)


def _dismiss() -> None:
    st.session_state[PROBLEMS] = ()


def _query() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _plain(text: str) -> str:
    """Text of a link as text: nothing in it may act as Markdown."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()<>#+!|~$:" else c for c in text)
