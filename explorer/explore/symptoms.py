"""Finds a broken wiring by what its user sees."""

import streamlit as st

from explorer.explore.likeness import likeness
from explorer.records.catalogue import Catalogue, Wiring
from explorer.web.filter import contains

SYMPTOMS = {
    "frozen": "No error, does not move",
    "raises": "It raises",
    "moves": "Moves, but wrong",
}


def show_symptoms(catalogue: Catalogue, disabled: bool) -> None:
    """Show the broken wirings by what their user sees."""
    with st.popover(
        "By symptom",
        disabled=disabled,
        on_change="rerun",
        key="symptoms",
    ) as shown:
        if shown.open:
            _show_search(catalogue)


def _show_search(catalogue: Catalogue) -> None:
    current = catalogue.wiring(st.session_state["broken"])
    text = st.text_input(
        "Words, or the message you got",
        key="symptom_text",
        placeholder="Paste a warning or an exception",
        type="search",
        live=True,
    )
    symptom = st.segmented_control(
        "What do you see?",
        list(SYMPTOMS),
        format_func=SYMPTOMS.get,
        default=current.outcome,
        required=True,
        key="symptom",
        disabled=bool(text),
    )
    loss = catalogue.loss(st.session_state["loss"])
    suiting = [each for each in catalogue.wirings if each.kind == "broken" and each.suits(loss)]
    if text:
        found = reporting(text, suiting)
    else:
        found = [wiring for wiring in suiting if wiring.outcome == symptom]
    if found:
        _show_found(found, current)
    else:
        st.caption("No wiring for this loss reports that. Fewer words may find one.")


def _show_found(found: list[Wiring], current: Wiring) -> None:
    titles = {wiring.key: wiring.title for wiring in found}
    # Otherwise the wiring last picked here could not be picked again.
    st.session_state["broken_by_symptom"] = current.key if current.key in titles else None
    with st.container(height=420, border=False):
        st.radio(
            "Which of these is yours?",
            list(titles),
            format_func=titles.get,
            captions=[_caption(wiring, alone=len(found) == 1) for wiring in found],
            on_change=_take_symptom,
            key="broken_by_symptom",
        )


def _caption(wiring: Wiring, alone: bool) -> str:
    """The symptom; if others share it, also what sets this wiring apart."""
    if alone:
        return wiring.symptom
    where = f"lost at {wiring.breaks_at}" if wiring.breaks_at else "every link holds"
    return f"{wiring.symptom} **Look for** ({where}): {wiring.cause}"


def reporting(text: str, wirings: list[Wiring]) -> list[Wiring]:
    """The wirings that match a text: those with a message like it, the most similar first.

    If none has, those that contain all its words.
    """
    likely = {wiring.key: likeness(text, wiring) for wiring in wirings}
    found = [wiring for wiring in wirings if likely[wiring.key]]
    if found:
        return sorted(found, key=lambda wiring: -likely[wiring.key])
    return [wiring for wiring in wirings if contains(_words(wiring), text)]


def _words(wiring: Wiring) -> str:
    return " ".join((wiring.key, wiring.title, wiring.symptom, wiring.cause, *wiring.reports))


def _take_symptom() -> None:
    st.session_state["broken"] = st.session_state["broken_by_symptom"]
    st.session_state["symptoms"] = False  # close it: it covers the answer
