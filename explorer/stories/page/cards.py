"""A card for each story."""

from html import escape

import streamlit as st

from explorer.records.catalogue import Catalogue
from explorer.stories.page.given import is_open
from explorer.stories.page.links import link_to
from explorer.stories.page.shelf import all_stories
from explorer.stories.story import Story
from explorer.tasks import TASKS


def show_cards(catalogue: Catalogue) -> None:
    """All stories in their order. A card is a link as a whole."""
    with st.container(key="story-cards"):
        for story in all_stories():
            with st.container(key=f"story-card-{story.key}"):
                link_to(story, story.title)
                st.html(_body(story, catalogue))
    note = f"Every answer comes from Keras code that runs on this server: {catalogue.versions}."
    st.html(f'<p class="story"><small>{escape(note)}</small></p>')


def _body(story: Story, catalogue: Catalogue) -> str:
    task = TASKS[catalogue.loss(story.comparison(catalogue).loss).task].title
    done = "" if is_open(story) else '<span class="done">✓ seen</span>'
    return (
        f'<p>{escape(story.teaser)}</p><p class="foot"><span class="task">{task}</span>{done}</p>'
    )
