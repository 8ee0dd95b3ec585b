"""A teaching link: what it hides until *Reveal*, and the form that makes one."""

from collections.abc import Callable
from dataclasses import replace
from html import escape
from urllib.parse import urlencode

import streamlit as st

from explorer.panel.component import nothing
from explorer.records.catalogue import Catalogue
from explorer.records.lesson import HIDEABLE, LESSON, LOCKABLE, Lesson
from explorer.records.spec import Comparison
from explorer.stories.page.given import play
from explorer.stories.page.shelf import all_stories, story_of
from explorer.stories.page.show import asked, judge, runs_for
from explorer.web.address import PROBLEMS, current_query
from explorer.web.prefix import base_path

REVEALED = "lesson_revealed"
READ = "lesson_read"


def read_lesson() -> Lesson:
    """The lesson of the address."""
    query = {name: texts[-1] for name, texts in current_query().items() if name in LESSON}
    lesson, problems = Lesson.from_query(query, [story.key for story in all_stories()])
    if st.session_state.get(READ) != query:
        st.session_state[READ] = query
        st.session_state[REVEALED] = False
        if problems:
            st.session_state[PROBLEMS] = (*st.session_state.get(PROBLEMS, ()), *problems)
    return lesson


def as_revealed(lesson: Lesson) -> Lesson:
    """What still holds of it: once it was revealed, it hides nothing."""
    return replace(lesson, hide=()) if st.session_state[REVEALED] else lesson


def ask_first(lesson: Lesson, comparison: Comparison, catalogue: Catalogue) -> bool:
    """Ask the question of the lesson, if it has one; whether nothing may run before the answer."""
    story = story_of([lesson.ask]) if lesson.ask else None
    if story is None:
        return False
    with st.container(key="ask"):
        if asked(story):
            return True
        judge(story, comparison, catalogue)
    return False


def judges_at_end(
    lesson: Lesson, comparison: Comparison, catalogue: Catalogue
) -> Callable[[], None]:
    """What to call once the runs were seen to their end: the verdict on an answer waits for it."""
    return (lambda: play(comparison.to_query_string(catalogue))) if lesson.ask else nothing


def offer_reveal(lesson: Lesson) -> None:
    """The button that shows what is hidden, if anything is."""
    if not lesson.hide:
        return
    words = ", ".join(HIDEABLE[name].lower() for name in lesson.hide)
    with st.container(key="reveal", horizontal=True, vertical_alignment="center"):
        st.button("Reveal", type="primary", icon=":material/visibility:", on_click=_reveal)
        st.caption(f"Hidden so far: {words}.")


def _reveal() -> None:
    st.session_state[REVEALED] = True


def show_builder(comparison: Comparison, catalogue: Catalogue) -> None:
    """The form for a teaching link to `comparison`, made only while it is open."""
    with st.expander(
        "For a class: a link that asks first", on_change="rerun", key="class"
    ) as shown:
        if not shown.open:
            return
        left, right = st.columns(2)
        lock = left.multiselect(
            "Locked: shown with its value, cannot be changed",
            list(LOCKABLE),
            format_func=LOCKABLE.get,
            key="class_lock",
        )
        hide = right.multiselect(
            "Hidden until Reveal", list(HIDEABLE), format_func=HIDEABLE.get, key="class_hide"
        )
        at = left.number_input(
            "Opens at step (0 plays from the start)", 0, comparison.steps, key="class_at"
        )
        suiting = [s for s in all_stories() if runs_for(s, comparison, catalogue)]
        titles = {"": "No question"} | {story.key: story.title for story in suiting}
        if st.session_state.get("class_ask") not in titles:
            st.session_state.pop("class_ask", None)  # chosen for other runs
        ask = right.selectbox(
            "Question first", list(titles), format_func=titles.get, key="class_ask"
        )
        lesson = Lesson(tuple(lock), tuple(hide), ask, at)
        _show_links(comparison.to_query(catalogue), lesson)
        st.caption("A lock guides; it does not protect. Whoever edits the address sees everything.")


def _show_links(query: dict[str, str], lesson: Lesson) -> None:
    base = f"{st.context.url.split('?')[0].rstrip('/')}/" if st.context.url else base_path()
    student = f"{base}?{urlencode(query | lesson.to_query())}"
    embedded = f"{base}?{urlencode(query | lesson.to_query() | {'embed': 'true'})}"
    frame = f'<iframe src="{escape(embedded)}" width="100%" height="900" style="border:0"></iframe>'
    for label, text in (
        ("Student link", student),
        ("Teacher link: nothing locked or hidden", f"{base}?{urlencode(query)}"),
        ("To embed", frame),
    ):
        st.caption(label)
        st.code(text, language=None, wrap_lines=True)
