"""Sweep: the same run over a grid of settings."""

import streamlit as st

from explorer.sweep.component import show_sweep
from explorer.sweep.controls import read_address, show_settings, show_views, write_address
from explorer.web.address import show_problems
from explorer.web.start import started_catalogue

catalogue = started_catalogue()
with st.container(key="title"):
    st.html(
        '<h1 class="explorer-title">Sweep <small>The same run over a grid of settings: where does '
        "the parameter end, and where is it lost?</small></h1>"
    )
read_address(catalogue)
with st.container(key="sweep-settings"):
    grid = show_settings(catalogue)
show_problems()
with st.container(key="sweep-views"):
    grid = show_views(grid, catalogue)
write_address(grid, catalogue)
show_sweep(grid, catalogue)
