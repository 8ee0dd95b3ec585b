"""Links between the cards and the stories. They keep the session, and with it what was answered."""

from pathlib import Path

import streamlit as st

from explorer.stories.story import Story

PAGE = Path(__file__).parents[3] / "pages" / "stories.py"


def link_to(story: Story, label: str) -> None:
    """A link to the page of `story`."""
    st.page_link(PAGE, label=label, query_params={"story": story.key})


def link_to_cards() -> None:
    """A link to the cards of all stories."""
    st.page_link(PAGE, label="All stories")


def keep_address(story: Story | None) -> None:
    """Put what is shown into the browser's address.

    A link to the page that is shown already changes what the session reads as its query, but not
    the address; the next click would then be taken for one in the address of before.
    """
    if story:
        st.query_params.from_dict({"story": story.key})
    else:
        st.query_params.clear()
