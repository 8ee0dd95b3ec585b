"""The picture of a sweep as a Streamlit component: registered once, mounted on every rerun."""

import json
from functools import cache
from html import escape
from pathlib import Path

import streamlit as st

from explorer.panel.component import BOOTSTRAP
from explorer.panel.looks import LOOKS
from explorer.panel.style import empty_figure
from explorer.records.catalogue import LINKS, Catalogue
from explorer.records.grid import SWEPT, Grid
from explorer.sweep.shown import parameters_of
from explorer.web.assets import PLOTLY_PATH, SWEEP_PATH
from explorer.web.prefix import base_path

NAME = "explorer_sweep"
STATIC = Path(__file__).parent / "static"
MORE_COLORS = ("#CC79A7", "#A6761D", "#56B4E9", "#7F7F7F")
"""Of the fifth series and those after it; the first four look as runs do everywhere."""
SYMBOLS = ("diamond", "circle", "square", "triangle-up", "cross", "star", "hexagon", "x")


def show_sweep(grid: Grid, catalogue: Catalogue) -> None:
    """Show the picture here, or pass another grid or view to the one already shown."""
    symbol = parameters_of(grid, catalogue)[grid.parameter]
    x_title = SWEPT[grid.x].title if grid.x else "run"
    figure = empty_figure(x_title.lower(), f"{escape(symbol)} at the end")
    _renderer()(
        data={
            "query": Grid(grid.values).to_query_string(),
            "x": grid.x,
            "y": grid.y,
            "parameter": grid.parameter,
            "symbol": symbol,
            "figure": json.loads(figure.to_json()),
            "colors": [*(look[0] for look in LOOKS.values()), *MORE_COLORS],
            "symbols": SYMBOLS,
            "links": LINKS,
            "socket": "api/sweep",
            "csv": "api/sweep.csv",
            "modules": SWEEP_PATH,
            "plotly": PLOTLY_PATH,
            "entry": "sweep.js",
            "base_path": base_path(),
        },
        key="sweep",
    )


@cache
def _renderer():
    return st.components.v2.component(
        NAME,
        html='<section class="sweep" aria-label="Sweep"></section>',
        css=(STATIC / "sweep.css").read_text(encoding="utf-8"),
        js=BOOTSTRAP,
        isolate_styles=True,
    )
