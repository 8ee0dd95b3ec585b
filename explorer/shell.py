"""The Streamlit script: what all pages share, and the way between them."""

from pathlib import Path

import streamlit as st

PAGES = Path(__file__).parent.parent / "pages"

st.set_page_config(
    page_title="Loss Wiring Explorer",
    page_icon=":material/cable:",
    layout="wide",
    initial_sidebar_state="collapsed",
)
st.html(
    """<style>
    .stMainBlockContainer { padding: 1.1rem 1.5rem 3rem; }
    .stAppHeader { background: transparent; height: 2.5rem; min-height: 2.5rem; }
    .stMainBlockContainer h1 { font-size: 1.35rem; padding: 0; }
    .stMainBlockContainer h1 small { font-weight: 400; font-size: 1rem; opacity: 0.7; }
    @media (max-width: 640px) { .stMainBlockContainer { padding: 0.8rem 0.8rem 3rem; } }
    </style>"""
)
st.navigation(
    [st.Page(PAGES / "explore.py", title="Explore", icon=":material/cable:", default=True)],
    position="top",
).run()
