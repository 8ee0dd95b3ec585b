"""Doctor: a program of your own, linted at once; a report of it, with its chain and curves."""

import streamlit as st

from explorer.clinic.show import show_input, show_result
from explorer.web.listing import let_code_be_copied
from explorer.web.start import started_catalogue

catalogue = started_catalogue()
with st.container(key="title"):
    st.html(
        '<h1 class="explorer-title">Doctor <small>Your own program: why does the parameter of its '
        "loss not move?</small></h1>"
    )
let_code_be_copied()
with st.container(key="clinic-input"):
    st.html(
        '<p class="clinic lead">A program is only parsed, <b>never executed</b>; what you give '
        "stays in this session’s memory, is not stored, and is not put in the address. A finding "
        "is a hint; the verdict comes from the real check, which you run yourself.</p>"
    )
    show_input()
show_result(catalogue)
