"""Explore: pick a loss, a dataset and a wiring, and watch it train."""

import streamlit as st

from explorer.controls.address import read_address, show_problems, write_address
from explorer.controls.code import show_code
from explorer.controls.live import show_comparison
from explorer.controls.start import started_catalogue
from explorer.controls.widgets import comparison_controls

st.html(
    '<h1 class="explorer-title">Loss Wiring Explorer <small>Your loss has a trainable parameter '
    "and it never moves: see which link of the chain loses it.</small></h1>"
)
catalogue = started_catalogue()
read_address(catalogue)
with st.container(key="controls"):
    comparison = comparison_controls(catalogue)
write_address(comparison, catalogue)
show_problems()
show_comparison(comparison, catalogue)
show_code(comparison, catalogue)
st.caption(f"Every curve comes from Keras code that ran on this server: {catalogue.versions}.")
