"""Outcomes: every wiring with every loss."""

import streamlit as st

from explorer.outcomes.component import show_table
from explorer.outcomes.filters import ADDRESS, show_filters
from explorer.outcomes.table import STEPS, table
from explorer.web.address import show_problems
from explorer.web.start import started_catalogue

catalogue = started_catalogue()
with st.container(key="title"):
    st.html(
        '<h1 class="explorer-title">Outcomes <small>Every wiring with every loss, run for '
        f"{STEPS} steps. Pick a cell to watch that run.</small></h1>"
    )
ADDRESS.read(catalogue)
show_problems()
with st.container(key="filters"):
    show_filters(catalogue)
wanted = ADDRESS.chosen()
ADDRESS.write(wanted, catalogue)
shown = table(wanted, catalogue)
if shown["groups"]:
    show_table(shown)
else:
    ADDRESS.offer_reset("wiring")
