"""What the visitor answered. Kept in the session alone: a reload forgets it."""

import streamlit as st

from explorer.stories.story import Story

GIVEN = "story_answers"
DRAWN = "story_drawn"
PLAYED = "story_played"


def answer(story: Story, chosen: int | None) -> None:
    """Remember the index of the chosen answer; None for a visitor who just watches."""
    st.session_state[GIVEN] = {**st.session_state.get(GIVEN, {}), story.key: chosen}


def is_open(story: Story) -> bool:
    """Whether the visitor has neither answered it nor chosen to watch."""
    return story.key not in st.session_state.get(GIVEN, {})


def chosen_answer(story: Story) -> str | None:
    """The answer that the visitor chose; None where there is none."""
    chosen = st.session_state.get(GIVEN, {}).get(story.key)
    return None if chosen is None else story.answers[chosen]


def draw(story: Story) -> None:
    """Remember that the visitor has drawn the curve, or left it."""
    st.session_state[DRAWN] = {*st.session_state.get(DRAWN, ()), story.key}


def still_to_draw(story: Story) -> bool:
    """Whether the curve has to be drawn first; whoever just watches draws nothing."""
    asked = story.draw is not None and chosen_answer(story) is not None
    return asked and story.key not in st.session_state.get(DRAWN, ())


def play(runs: str) -> None:
    """Remember that the visitor has seen these runs, a comparison as links have it, to the end."""
    st.session_state[PLAYED] = {*st.session_state.get(PLAYED, ()), runs}


def is_played(runs: str) -> bool:
    """Whether the visitor has seen these runs to the end."""
    return runs in st.session_state.get(PLAYED, ())
