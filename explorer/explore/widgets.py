"""The widgets of a comparison, one for each row of the field table."""

from collections.abc import Collection

import streamlit as st

from explorer.explore.symptoms import show_symptoms
from explorer.records.catalogue import Catalogue
from explorer.records.fields import FIELD, OPTIMIZERS, TRAINING, VIEWS
from explorer.records.lesson import Lesson
from explorer.records.spec import MORE_LETTERS, PARTS, Comparison
from explorer.tasks import TASKS


def chosen_comparison(catalogue: Catalogue) -> Comparison:
    """The widgets' values, also before the widgets are made: their state exists first."""
    for name, titles in _titles(catalogue).items():
        # A select box used while its options change returns the title that it showed.
        key = titles.get(st.session_state[name], st.session_state[name])
        if key != st.session_state[name]:
            st.session_state[name] = key
    values = {name: st.session_state[name] for name in PARTS}
    return Comparison(**values | {"also": tuple(values["also"])})


def _titles(catalogue: Catalogue) -> dict[str, dict[str, str]]:
    """The key of each title, for every select box over the catalogue."""
    sections = {
        "broken": catalogue.wirings,
        "fixed": catalogue.wirings,
        "loss": catalogue.losses,
        "dataset": catalogue.datasets,
    }
    return {name: {each.title: each.key for each in all_} for name, all_ in sections.items()}


def show_task(catalogue: Catalogue, lesson: Lesson) -> None:
    """Show the tasks, which decide the losses offered. The loss implies it, so links omit it."""
    st.session_state["task"] = catalogue.loss(st.session_state["loss"]).task
    st.segmented_control(
        "Task",
        [key for key in TASKS if catalogue.losses_of(key)],
        format_func=lambda key: TASKS[key].title,
        required=True,
        key="task",
        on_change=_take_task,
        args=(catalogue,),
        label_visibility="collapsed",
        disabled="loss" in lesson.lock,
    )


def _take_task(catalogue: Catalogue) -> None:
    """Set the default loss if it belongs to the task, else the task's first loss."""
    default = catalogue.loss(FIELD["loss"].default)
    of_task = catalogue.losses_of(st.session_state["task"])
    st.session_state["loss"] = (default if default in of_task else of_task[0]).key


def show_controls(catalogue: Catalogue, lesson: Lesson) -> None:
    """Show all controls, filled from the session's state; those that `lesson` locks disabled."""
    lock, hidden = lesson.lock, "fixed" in lesson.hide
    row = st.columns([2.95, 3.7, 2.9, 2.2, 1.9, 1.45], vertical_alignment="bottom", gap="small")
    with row[0]:
        st.segmented_control(
            "Wiring",
            list(VIEWS),
            format_func=VIEWS.get,
            required=True,
            key="view",
            width="stretch",
            disabled="view" in lock,
        )
    view = st.session_state["view"]
    with row[1], st.container(horizontal=True, vertical_alignment="bottom", gap="xxsmall"):
        disabled = view == "fixed" or "broken" in lock
        _choice("broken", catalogue, disabled)
        show_symptoms(catalogue, disabled)
    with row[2], st.container(horizontal=True, vertical_alignment="bottom", gap="xxsmall"):
        if hidden:
            title = FIELD["fixed"].title
            st.selectbox(title, [], placeholder="Hidden until Reveal", disabled=True, key="hidden")
        else:
            _choice("fixed", catalogue, view == "broken" or "fixed" in lock)
        _further_runs(catalogue, view != "both" or "also" in lock or hidden)
    with row[3]:
        _choice("loss", catalogue, "loss" in lock)
    with row[4]:
        _choice("dataset", catalogue, "dataset" in lock)
    with row[5]:
        _training_popover(catalogue, lock)


def _choice(name: str, catalogue: Catalogue, disabled: bool) -> None:
    field = FIELD[name]
    find = {"loss": catalogue.loss, "dataset": catalogue.dataset}.get(name, catalogue.wiring)
    options = field.options(catalogue)
    loss = catalogue.loss(st.session_state["loss"])
    if name in ("broken", "fixed"):
        options = [key for key in options if _suits(key, catalogue)]
    elif name == "loss":
        options = [other.key for other in catalogue.losses_of(loss.task)]
    elif name == "dataset":
        options = [dataset.key for dataset in catalogue.datasets_for(loss)]
    st.selectbox(
        field.title,
        options,
        format_func=lambda key: find(key).title,
        key=name,
        disabled=disabled,
    )


def _further_runs(catalogue: Catalogue, disabled: bool) -> None:
    """Show the choice of two more wirings, made only while its popover is open."""
    most = len(MORE_LETTERS)
    with st.popover(
        "",
        icon=":material/add:",
        help=f"Add up to {most} more runs to the same charts",
        disabled=disabled,
        on_change="rerun",
        key="further",
    ) as shown:
        if shown.open:
            st.session_state["also"] = list(st.session_state["also"])
            st.multiselect(
                "More wirings on the same charts",
                [key for key in catalogue.keys("wirings") if _suits(key, catalogue)],
                format_func=lambda key: catalogue.wiring(key).title,
                max_selections=most,
                select_all=False,
                key="also",
                persist_state="page",
            )


def _suits(wiring: str, catalogue: Catalogue) -> bool:
    return catalogue.wiring(wiring).suits(catalogue.loss(st.session_state["loss"]))


def _training_popover(catalogue: Catalogue, lock: Collection[str]) -> None:
    """Show the controls of *Training*, made only while the popover is open.

    Streamlit sends a value from the session's state only with the first run that makes a widget,
    but the browser mounts a popover's widgets when it opens. By then the value would be gone, and
    they would show, and send, their minima.
    """
    with st.popover(
        "Training",
        icon=":material/tune:",
        width="stretch",
        on_change="rerun",
        key="training",
    ) as shown:
        if shown.open:
            _training(catalogue, lock)


def _training(catalogue: Catalogue, lock: Collection[str]) -> None:
    """The controls behind 'Training', two a row."""
    for name in TRAINING:
        # Assigned, a value is sent with every run. Streamlit would send it only with the first,
        # and a second one may replace that before the browser has mounted the inputs.
        st.session_state[name] = st.session_state[name]
    for first, second in zip(TRAINING[::2], TRAINING[1::2], strict=True):
        left, right = st.columns(2, vertical_alignment="bottom")
        with left:
            _setting(first, catalogue, first in lock)
        with right:
            _setting(second, catalogue, second in lock)
    if not _uses_loss_lr(catalogue):
        st.caption(
            "The wirings shown have one optimizer for everything, so the loss parameters have "
            "no learning rate of their own."
        )


def _setting(name: str, catalogue: Catalogue, locked: bool) -> None:
    field = FIELD[name]
    if field.kind == "choice":
        st.selectbox(
            field.title,
            list(OPTIMIZERS),
            format_func=OPTIMIZERS.get,
            key=name,
            persist_state="page",
            disabled=locked,
        )
        return
    whole = field.kind == "integer"
    number = int if whole else float
    st.number_input(
        field.title,
        min_value=number(field.minimum),
        max_value=number(field.maximum),
        step=number(1) if whole else None,
        format="%d" if whole else "%.6g",
        key=name,
        help=f"{field.help} {_capitalised(field.allowed(catalogue))}.".strip(),
        disabled=locked or (name == "loss_lr" and not _uses_loss_lr(catalogue)),
        persist_state="page",
    )


def _uses_loss_lr(catalogue: Catalogue) -> bool:
    return chosen_comparison(catalogue).uses_loss_lr(catalogue)


def _capitalised(text: str) -> str:
    return text[0].upper() + text[1:]
