"""The controls of the page: what is swept, and what the picture shows. The address holds all."""

from dataclasses import replace

import streamlit as st

from explorer.records.catalogue import Catalogue
from explorer.records.fields import OPTIMIZERS, Field
from explorer.records.grid import SWEPT, VIEWS, Grid, values_text
from explorer.sweep.shown import parameters_of
from explorer.sweep.summary import TITLED
from explorer.web.address import PROBLEMS, as_markdown, current_query
from explorer.words.clauses import symbol

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
    kept = all(key(name) in st.session_state for name in SWEPT)
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
    """Show two rows of widgets; returns what they hold. What cannot be used stops the page."""
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
            help=_help(SWEPT[name], catalogue),
        )
    grid, problems = Grid.from_query(_given(), catalogue)
    for problem in problems:
        st.error(f"{LABELS[problem.name]}: {as_markdown(problem.message)}")
    if problems:
        st.stop()  # another grid than the one in the fields would look like the answer
    return grid


def _help(field: Field, catalogue: Catalogue) -> str:
    several = "Several are separated by commas"
    if field.kind == "integer":
        several += "; a range is written as 0-19"
    return f"{field.title}: {field.allowed(catalogue)}. {several}."


def show_views(grid: Grid, catalogue: Catalogue) -> Grid:
    """Show what the picture is drawn against, where there is a choice; returns the grid with it."""
    chosen = {name: st.session_state.get(key(name), "") for name in VIEWS}
    shown = viewed(replace(grid, **chosen), catalogue)
    st.session_state.update({key(name): getattr(shown, name) for name in VIEWS})
    axes = list(grid.axes)
    others = [name for name in axes if name != shown.x]
    parameters = {name: symbol(of) for name, of in parameters_of(grid, catalogue).items()}
    titles = {name: SWEPT[name].title for name in axes}
    columns = iter(st.columns([2, 2, 2, 5], gap="small"))
    for name, label, options, named in (
        ("x", "Against", axes, titles),
        ("y", "By", others, titles),
        ("parameter", "Parameter", list(parameters), parameters),
    ):
        if len(options) > 1:
            next(columns).selectbox(label, options, format_func=named.get, key=key(name))
    return shown


def viewed(grid: Grid, catalogue: Catalogue) -> Grid:
    """The grid with a view for each that is not chosen, or not among the choices any more."""
    axes = list(grid.axes)
    x = grid.x if grid.x in axes else _against(axes)
    others = [name for name in axes if name != x]
    y = grid.y if grid.y in others else next(iter(others), "")
    parameters = parameters_of(grid, catalogue)
    parameter = grid.parameter if grid.parameter in parameters else next(iter(parameters))
    return Grid(grid.values, x, y, parameter)


def _against(axes: list[str]) -> str:
    """What the picture is drawn against where nobody has chosen: a number, rather than a seed."""
    numbers = [name for name in axes if name in LISTS and name != "seed"]
    return next(iter([*numbers, *(name for name in axes if name == "seed"), *axes]), "")


def write_address(grid: Grid, catalogue: Catalogue) -> None:
    """Put what the widgets hold into the address, unless it opens the same sweep already."""
    query = current_query()
    opened, _ = Grid.from_query(query or EXAMPLE, catalogue)
    if viewed(opened, catalogue) != grid:
        usual = viewed(Grid(grid.values), catalogue)
        chosen = {
            name: getattr(grid, name)
            for name in VIEWS
            if getattr(grid, name) != getattr(usual, name)
        }
        st.query_params.from_dict(Grid(grid.values, **chosen).to_query())
        st.session_state[SEEN] = current_query()


def _given() -> dict[str, str]:
    """The widgets' values as a query, without those that are empty."""
    texts = {name: ",".join(st.session_state[key(name)]) for name in CHOICES}
    texts |= {name: st.session_state[key(name)].strip(" ,") for name in LISTS}
    return {name: text for name, text in texts.items() if text}


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
