"""Stories: a question first, then the runs that answer it."""

from html import escape

import streamlit as st

from explorer.stories.page.cards import show_cards
from explorer.stories.page.links import keep_address
from explorer.stories.page.shelf import story_of
from explorer.stories.page.show import show_story
from explorer.web.address import as_markdown
from explorer.web.start import started_catalogue

catalogue = started_catalogue()
try:
    story, problem = story_of(st.query_params.get_all("story")), None
except ValueError as error:
    story, problem = None, str(error)
title, more = (
    (story.title, story.teaser)
    if story
    else ("Stories", "Say what will happen, then watch it happen.")
)
with st.container(key="title"):
    st.html(f'<h1 class="explorer-title">{escape(title)} <small>{escape(more)}</small></h1>')
if problem is None:
    keep_address(story)
else:
    st.error(f"No such story: {as_markdown(problem)}", icon=":material/link_off:")
if story:
    show_story(story, catalogue)
else:
    show_cards(catalogue)
