"""The Streamlit script: page settings and navigation."""

from pathlib import Path

import streamlit as st

ROOT = Path(__file__).parent.parent

st.set_page_config(
    page_title="Loss Wiring Explorer",
    page_icon=str(ROOT / "explorer" / "icon.png"),
    layout="wide",
    initial_sidebar_state="collapsed",
)
st.navigation(
    [
        st.Page(ROOT / "pages" / "explore.py", title="Explore", default=True),
        st.Page(ROOT / "pages" / "catalogue.py", title="Catalogue", url_path="catalogue"),
        st.Page(ROOT / "pages" / "outcomes.py", title="Outcomes", url_path="outcomes"),
        st.Page(ROOT / "pages" / "article.py", title="Article", url_path="article"),
    ],
    position="top",
).run()
