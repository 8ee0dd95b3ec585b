"""The controls of the page: what is swept, and what the picture shows. The address holds all."""

from dataclasses import replace

import streamlit as st

from explorer.records.catalogue import Catalogue
from explorer.records.fields import OPTIMIZERS
from explorer.records.grid import SWEPT, VIEWS, Grid, values_text
from explorer.sweep.shown import parameters_of
from explorer.sweep.summary import TITLED
from explorer.web.address import PROBLEMS, as_markdown, current_query

EXAMPLE = "wiring=loss_in_compile,registering_model&lr=0.001,0.003,0.01,0.03,0.1&seed=0-3&steps=500"
"""What is swept where the address says nothing."""
SEEN = "sweep_address_seen"
CHOICES = [name for name, field in SWEPT.items() if field.kind == "choice"]
LISTS = [name for name in SWEPT if name not in CHOICES]
LABELS = {
    "wiring": "Wirings",
    "loss": "Losses",
    "dataset": "Datasets",
    "optimizer": "Optimizers",
    "lr": "Learning rates",
    "loss_lr": "Rates of loss parameters",
    "batch_size": "Batch sizes",
    "steps": "Steps",
    "seed": "Seeds",
    "width": "Widths",
    "depth": "Depths",
}
COLUMNS = {"wiring": 5, "loss": 3, "dataset": 3, "optimizer": 2}
"""Relative widths of the choices."""


def key(name: str) -> str:
    """Of the widget of a setting or view."""
    return f"sweep_{name}"


def read_address(catalogue: Catalogue) -> None:
    """Fill the widgets from the address when it is new. Call before the widgets are made."""
    query = current_query()
    kept = all(key(name) in st.session_state for name in (*SWEPT, *VIEWS))
    if kept and st.session_state.get(SEEN) == query:
        return
    grid, problems = Grid.from_query(query or EXAMPLE, catalogue)
    values = dict(grid.values)
    for name, field in SWEPT.items():
        given = values.get(name, ())
        st.session_state[key(name)] = list(given) if name in CHOICES else values_text(field, given)
    for name in VIEWS:
        st.session_state[key(name)] = getattr(grid, name)
    st.session_state[SEEN] = query
    st.session_state[PROBLEMS] = problems


def show_settings(catalogue: Catalogue) -> Grid:
    """Show two rows of widgets; returns what they hold. What cannot be used is reported."""
    choices = st.columns([COLUMNS[name] for name in CHOICES], gap="small")
    for column, name in zip(choices, CHOICES, strict=True):
        column.multiselect(
            LABELS[name],
            SWEPT[name].options(catalogue),
            format_func=lambda option, name=name: _title(name, option, catalogue),
            key=key(name),
            placeholder=_default(name, catalogue),
        )
    for column, name in zip(st.columns(len(LISTS), gap="small"), LISTS, strict=True):
        column.text_input(
            LABELS[name],
            key=key(name),
            placeholder=_default(name, catalogue),
            help=f"{SWEPT[name].title}: {SWEPT[name].allowed(catalogue)}. Several are separated "
            "by commas; whole numbers may be a range, such as 0-19.",
        )
    grid, problems = Grid.from_query(_given(), catalogue)
    for problem in problems:
        st.error(f"{LABELS[problem.name]}: {as_markdown(problem.message)}")
    return grid


def show_views(grid: Grid, catalogue: Catalogue) -> Grid:
    """Show what the picture is drawn against; returns the grid with the views chosen."""
    axes = list(grid.axes)
    x = _view("x", axes, against(axes))
    others = [name for name in axes if name != x]
    y = _view("y", others, next(iter(others), ""))
    parameters = parameters_of(grid, catalogue)
    parameter = _view("parameter", list(parameters), next(iter(parameters)))
    columns = st.columns([2, 2, 2, 5], gap="small")
    titles = {name: SWEPT[name].title for name in axes}
    columns[0].selectbox(
        "Against", axes, format_func=titles.get, key=key("x"), disabled=len(axes) < 2
    )
    columns[1].selectbox(
        "By", others, format_func=titles.get, key=key("y"), disabled=len(others) < 2
    )
    columns[2].selectbox(
        "Parameter",
        list(parameters),
        format_func=parameters.get,
        key=key("parameter"),
        disabled=len(parameters) < 2,
    )
    return replace(grid, x=x, y=y, parameter=parameter)


def against(axes: list[str]) -> str:
    """What the picture is drawn against where nobody has chosen: a number, rather than a seed."""
    numbers = [name for name in axes if name in LISTS and name != "seed"]
    return next(iter([*numbers, *(name for name in axes if name == "seed"), *axes]), "")


def write_address(grid: Grid, catalogue: Catalogue) -> None:
    """Put what the widgets hold into the address, unless it opens the same sweep already."""
    query = current_query()
    shown, _ = Grid.from_query(query or EXAMPLE, catalogue)
    if shown.values != grid.values or (query and _views(shown) != _views(grid)):
        st.query_params.from_dict(grid.to_query())
        st.session_state[SEEN] = current_query()


def _views(grid: Grid) -> list[str]:
    return [getattr(grid, name) for name in VIEWS]


def _given() -> dict[str, str]:
    """The widgets' values as a query, without those that are empty."""
    texts = {name: ",".join(st.session_state[key(name)]) for name in CHOICES}
    texts |= {name: st.session_state[key(name)].strip(" ,") for name in LISTS}
    return {name: text for name, text in texts.items() if text}


def _view(name: str, allowed: list[str], instead: str) -> str:
    """What is chosen, or `instead` where that is not among the choices any more."""
    chosen = st.session_state[key(name)]
    st.session_state[key(name)] = view = chosen if chosen in allowed else instead
    return view


def _title(name: str, option: str, catalogue: Catalogue) -> str:
    if name in TITLED:
        return getattr(catalogue, name)(option).title
    return OPTIMIZERS[option]


def _default(name: str, catalogue: Catalogue) -> str:
    """What is used where a widget is empty."""
    if name == "dataset":
        return "The loss's own"
    field = SWEPT[name]
    title = _title(name, field.default, catalogue) if name in CHOICES else f"{field.default}"
    return title
