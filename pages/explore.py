"""Explore: pick a loss, a dataset and a wiring, and watch it train."""

import streamlit as st

from explorer.explore.lesson import (
    as_revealed,
    ask_first,
    judges_at_end,
    offer_reveal,
    read_lesson,
    show_builder,
)
from explorer.explore.live import show_comparison
from explorer.explore.setup import show_setup
from explorer.explore.widgets import chosen_comparison, show_controls, show_task
from explorer.records.lesson import Lesson
from explorer.web.address import read_address, show_problems, suit, write_address
from explorer.web.listing import show_code
from explorer.web.start import started_catalogue

catalogue = started_catalogue()
read_address(catalogue)
lesson = read_lesson()
comparison = suit(chosen_comparison(catalogue), catalogue)
write_address(comparison, catalogue, lesson.to_query())
taught = lesson != Lesson()
lesson = as_revealed(lesson)
shown = lesson.shown(comparison)

top = st.container(key="top")
with top:
    head, controls = (
        st.container(key="head", horizontal=True, vertical_alignment="center"),
        st.container(key="controls"),
    )
    problems, question, reveal = st.container(), st.container(), st.container()
with head:
    # Sent first: an empty container takes no room.
    st.html(
        '<h1 class="explorer-title">Loss Wiring Explorer <small>Your loss has a trainable '
        "parameter and it never moves: see which link of the chain loses it.</small></h1>"
    )
# Before the widgets: the panel opens its stream while the browser still builds them.
with question:
    waits = ask_first(lesson, comparison, catalogue)
if not waits:
    with reveal:
        offer_reveal(lesson)
    show_comparison(shown, lesson, catalogue, judges_at_end(lesson, comparison, catalogue))
with head:
    show_task(catalogue, lesson)
with controls:
    show_controls(catalogue, lesson)
with problems:
    show_problems()
with top:
    show_setup(shown, catalogue)
if not waits and "code" not in lesson.hide:
    show_code(shown, catalogue)
if not taught:  # the readers of a lesson are not to make one
    show_builder(comparison, catalogue)
st.caption(f"Every curve comes from Keras code that ran on this server: {catalogue.versions}.")
