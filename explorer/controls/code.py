"""The code that ran: wirings as a diff or plain, and the loss."""

from difflib import unified_diff

import streamlit as st

from explorer.catalogue import Catalogue, Wiring
from explorer.spec import Comparison


def show_code(comparison: Comparison, catalogue: Catalogue) -> None:
    """What ran, exactly: sources read from the functions and classes that were executed."""
    wirings = [catalogue.wiring(key) for key in comparison.wirings()]
    loss = catalogue.loss(comparison.loss)
    head, switch = st.columns([3, 1], vertical_alignment="bottom")
    head.subheader("The code that ran", anchor=False)
    plain = True
    if len(wirings) == 2:
        form = switch.segmented_control(
            "Show the wirings as",
            ["Diff", "Plain"],
            default="Diff",
            required=True,
            key="code_form",
            label_visibility="collapsed",
        )
        plain = form == "Plain"
    if plain:
        for column, wiring in zip(st.columns(len(wirings)), wirings, strict=True):
            with column:
                _explain(wiring)
                st.code(wiring.source, language="python")
    else:
        for column, wiring in zip(st.columns(2), wirings, strict=True):
            with column:
                _explain(wiring)
        st.code(difference(*wirings), language="diff")
    st.subheader(loss.title, anchor=False)
    st.caption(f"{loss.summary} {loss.reference}.")
    st.latex(loss.formula)
    st.code(loss.source, language="python")
    with st.expander("What every run shares: the base class of the losses, and the network"):
        st.code(catalogue.shared_source, language="python")


def difference(broken: Wiring, fixed: Wiring) -> str:
    """The whole of both sources as one diff, broken to fixed."""
    before, after = broken.source.splitlines(), fixed.source.splitlines()
    lines = unified_diff(before, after, broken.key, fixed.key, n=max(len(before), 1), lineterm="")
    # Behind the two file names comes one hunk with everything; its line numbers say nothing.
    return "\n".join(line for line in lines if not line.startswith("@@"))


def _explain(wiring: Wiring) -> None:
    kind = {"broken": ":orange[**Broken**]", "fixed": ":blue[**Fixed**]"}[wiring.kind]
    st.markdown(f"{kind} · **{wiring.title}**  \n{wiring.symptom} {wiring.cause}")
    st.caption(wiring.reference)
