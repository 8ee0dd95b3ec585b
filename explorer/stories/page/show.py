"""One story: its question, and once that is answered, its runs and the verdict."""

from collections.abc import Callable
from dataclasses import asdict
from html import escape

import streamlit as st

from explorer.export.forms import offered
from explorer.records.catalogue import Catalogue
from explorer.records.spec import Comparison, RunSpec
from explorer.stories.page.given import (
    answer,
    chosen_answer,
    draw,
    is_open,
    is_played,
    play,
    still_to_draw,
)
from explorer.stories.page.links import link_to, link_to_cards
from explorer.stories.page.shelf import after
from explorer.stories.page.verdict import OTHER_RUNS, PLAYING, marked, unjudged, verdict, waiting
from explorer.stories.story import Story
from explorer.web.address import explore_address
from explorer.web.runs import runs_so_far, wait_for
from explorer.web.watching import watch


def show_story(story: Story, catalogue: Catalogue) -> None:
    """The question; nothing runs before the visitor has answered or chosen to just watch."""
    if asked(story, link_to_cards):
        return
    comparison = story.comparison(catalogue)
    waits = still_to_draw(story)
    # Also made empty: the panel below keeps its place, and with it the curve drawn in it.
    with st.container(key="story-verdict"):
        if not waits:
            judge(story, comparison, catalogue)
            _show_links(story, comparison, catalogue)
    with st.container(key="story-panel"):
        watch(
            comparison,
            catalogue,
            f"story-live-{story.key}",
            offered(),
            draw=asdict(story.draw) if waits else None,
            on_drawn=lambda: draw(story),
            on_played=lambda: play(comparison.to_query_string(catalogue)),
        )


def asked(story: Story, beside: Callable[[], None] = lambda: None) -> bool:
    """Show the question and, as long as it is open, its answers; whether it is.

    Args:
        beside: makes what stands beside *Just watch*.
    """
    with st.container(key="story-question"):
        st.html(f'<p class="story">{marked(story.question)}</p>')
    if is_open(story):
        with st.container(key="story-answers"):
            _offer_answers(story, beside)
    return is_open(story)


def _offer_answers(story: Story, beside: Callable[[], None]) -> None:
    for index, text in enumerate(story.answers):
        st.button(
            text,
            key=f"story-answer-{index}",
            on_click=answer,
            args=(story, index),
            width="stretch",
            wrap=True,
        )
    with st.container(key="story-instead", horizontal=True, vertical_alignment="center"):
        st.button("Just watch", key="story-watch", on_click=answer, args=(story, None))
        beside()


def judge(story: Story, comparison: Comparison, catalogue: Catalogue) -> None:
    """The verdict by those runs of `comparison` that the story is about, or how far they are.

    It appears once the visitor has seen the runs to their end, and gives nothing away before.
    """
    said = chosen_answer(story)
    specs = runs_for(story, comparison, catalogue)
    if not specs:
        _status(unjudged(said, OTHER_RUNS))
        return
    runs = runs_so_far(specs)
    if not all(spec in runs and runs[spec].over for spec in specs):
        wait_for(specs, runs, lambda over: _status(waiting(story, said, _progress(over, specs))))
    elif not is_played(comparison.to_query_string(catalogue)):
        _status(waiting(story, said, PLAYING))
    else:
        _status(verdict(story, tuple(runs[spec] for spec in specs), said))


def runs_for(story: Story, comparison: Comparison, catalogue: Catalogue) -> tuple[RunSpec, ...]:
    """The runs of a comparison that a story's rule can judge, in the story's order.

    Seed, steps and rates may differ: the rule reads the outcomes. Empty where a run is missing.
    """
    shown = {_subject(spec): spec for spec in comparison.runs(catalogue)}
    wanted = [_subject(spec) for spec in story.comparison(catalogue).runs(catalogue)]
    return tuple(shown[each] for each in wanted) if shown.keys() >= set(wanted) else ()


def _subject(spec: RunSpec) -> tuple:
    return (spec.loss, spec.dataset, spec.wiring, spec.events)


def _show_links(story: Story, comparison: Comparison, catalogue: Catalogue) -> None:
    with st.container(key="story-links", horizontal=True, vertical_alignment="center"):
        address = escape(explore_address(comparison, catalogue))
        st.html(f'<a href="{address}" target="_self">Open in Explore</a>', width="content")
        link_to(after(story), "Next story")
        link_to_cards()


def _status(body: str) -> None:
    st.html(f'<div class="story" role="status">{body}</div>')


def _progress(over: int, specs: tuple[RunSpec, ...]) -> str:
    return "Computing" if len(specs) == 1 else f"Computing: {over} of {len(specs)} runs are over"
