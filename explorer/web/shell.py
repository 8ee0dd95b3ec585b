"""The Streamlit script: page settings and navigation."""

from pathlib import Path

import streamlit as st

from explorer.web.notice import cluster_notice

HERE = Path(__file__).parent
PAGES = HERE.parent.parent / "pages"

st.set_page_config(
    page_title="Loss Wiring Explorer",
    page_icon=str(HERE / "icon.png"),
    layout="wide",
    initial_sidebar_state="collapsed",
)
st.navigation(
    [
        st.Page(PAGES / "explore.py", title="Explore", default=True),
        st.Page(PAGES / "doctor.py", title="Doctor", url_path="doctor"),
        st.Page(PAGES / "catalogue.py", title="Catalogue", url_path="catalogue"),
        st.Page(PAGES / "outcomes.py", title="Outcomes", url_path="outcomes"),
        st.Page(PAGES / "sweep.py", title="Sweep", url_path="sweep"),
        st.Page(PAGES / "stories.py", title="Stories", url_path="stories"),
        st.Page(PAGES / "article.py", title="Article", url_path="article"),
    ],
    position="top",
).run()
cluster_notice()
