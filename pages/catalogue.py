"""Catalogue: every loss and dataset as a card."""

import streamlit as st

from explorer.cards.show import ADDRESS, show_cards, show_filters
from explorer.web.address import show_problems
from explorer.web.start import started_catalogue

catalogue = started_catalogue()
with st.container(key="title"):
    st.html(
        '<h1 class="explorer-title">Catalogue <small>Every loss with a trainable parameter and '
        "every dataset here, drawn by running it.</small></h1>"
    )
ADDRESS.read(catalogue)
show_problems()
with st.container(key="card-filters"):
    show_filters()
wanted = ADDRESS.chosen()
ADDRESS.write(wanted, catalogue)
show_cards(wanted, catalogue)
st.caption(
    "Every line is the Keras loss itself and every point a sample, computed on this server: "
    f"{catalogue.versions}."
)
