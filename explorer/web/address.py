"""Keeps the page's address and its widgets in step."""

import streamlit as st

from explorer.records.catalogue import Catalogue
from explorer.records.naming import quoted
from explorer.records.problem import Problem
from explorer.records.spec import PARTS, Comparison, read_list
from explorer.web.prefix import base_path

SEEN = "address_seen"
PROBLEMS = "address_problems"


def read_address(catalogue: Catalogue) -> None:
    """Fill the widgets from the address when it is new: first visit, link, Back, Forward.

    Call before the widgets are made.
    """
    query = current_query()
    kept = all(name in st.session_state for name in PARTS)
    if kept and st.session_state.get(SEEN) == query:
        return
    comparison, problems = Comparison.from_query(query, catalogue)
    for name in PARTS:
        st.session_state[name] = getattr(comparison, name)
    st.session_state[SEEN] = query
    st.session_state[PROBLEMS] = problems


def write_address(comparison: Comparison, catalogue: Catalogue, more: dict[str, str]) -> None:
    """Put the values of the widgets into the address, unless it opens the same comparison already.

    What else the address holds is in `more`, and stays.

    An equivalent address is left as it was given, so that opening a link adds nothing to the
    browser's history.
    """
    current, _ = Comparison.from_query(current_query(), catalogue)
    query = comparison.to_query(catalogue)
    if current.to_query(catalogue) != query:
        st.query_params.from_dict(query | more)
        st.session_state[SEEN] = current_query()


def suit(comparison: Comparison, catalogue: Catalogue) -> Comparison:
    """`comparison` with dataset, wirings and events that make sense for its loss.

    All that is replaced or left out is reported, but for a changed dataset, which is visible in
    its selector. Call before the widgets are made.
    """
    suited, problems = comparison.suited(catalogue, chosen={"loss", "broken", "fixed"})
    for name in PARTS:
        if getattr(suited, name) != getattr(comparison, name):
            st.session_state[name] = getattr(suited, name)
    if problems:
        st.session_state[PROBLEMS] = problems
    return suited


def take_list(name: str, text: str, catalogue: Catalogue) -> None:
    """Set a list of the comparison from its text in links; report what cannot be read."""
    st.session_state[name], messages = read_list(name, text, catalogue)
    if messages:
        st.session_state[PROBLEMS] = tuple(Problem(name, message) for message in messages)


def explore_address(comparison: Comparison, catalogue: Catalogue) -> str:
    """Explore showing `comparison`, relative to this page unless a base is set."""
    return f"{base_path()}?{comparison.to_query_string(catalogue)}"


def show_problems() -> None:
    """Report which parts of the link were ignored and what is allowed, until dismissed."""
    problems: tuple[Problem, ...] = st.session_state.get(PROBLEMS, ())
    if not problems:
        return
    lines = "\n".join(f"- {as_markdown(f'{quoted(p.name)}: {p.message}')}" for p in problems)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning(
            f"Ignored. The controls show the values used instead.\n\n{lines}",
            icon=":material/link_off:",
        )
        st.button("Dismiss", on_click=_dismiss)


def _dismiss() -> None:
    st.session_state[PROBLEMS] = ()


def current_query() -> dict[str, list[str]]:
    """The page's address: the texts given for each name."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def as_markdown(message: str) -> str:
    """A message as Markdown: code between a pair of backticks, plain text elsewhere.

    Values from the address are code: in text, Streamlit turns `www.` and mail addresses into
    links, escaped or not.
    """
    parts = message.split("`")
    if len(parts) % 2 == 0:  # the last one has no partner
        parts[-2:] = ["`".join(parts[-2:])]
    parts[::2] = [_plain(text) for text in parts[::2]]
    # An empty line would end the code.
    parts[1::2] = [" ".join(code.splitlines()) or " " for code in parts[1::2]]
    return "`".join(parts)


def _plain(text: str) -> str:
    return "".join(f"\\{c}" if c in "\\`*_{}[]()<>#+!|~$:" else c for c in text)
