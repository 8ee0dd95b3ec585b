"""The picture of a sweep as a component of the page."""

import json
from pathlib import Path

from explorer.panel.looks import LOOKS
from explorer.panel.style import empty_figure
from explorer.records.catalogue import Catalogue
from explorer.records.grid import SWEPT, Grid, values_text
from explorer.sweep.shown import parameters_of
from explorer.web.assets import PLOTLY_PATH, SWEEP_PATH
from explorer.web.section import show_section
from explorer.words.clauses import symbol

STATIC = Path(__file__).parent / "static"
SERIES = (
    *LOOKS.values(),
    ("#A6761D", "#D9B25F", "dot", "cross"),
    ("#B8307F", "#EE8FC4", "dashdot", "star"),
    ("#6B8E00", "#B5CF55", "longdash", "hexagon"),
    ("#44546A", "#A9B8CC", "longdashdot", "x"),
)
"""Of each series its colour on light and on dark, its dash and its symbol; the first four look as
runs do everywhere. Where there are more, `looks.js` combines them anew."""


def show_sweep(grid: Grid, catalogue: Catalogue) -> None:
    """Show the picture here, or pass another grid or view to the one already shown."""
    parameter = parameters_of(grid, catalogue)[grid.parameter]
    x_title = SWEPT[grid.x].title if grid.x else "run"
    figure = empty_figure(x_title.lower(), "")
    data = {
        "query": Grid(grid.values).to_query_string(),
        "link": grid.to_query_string(),
        "command": command(grid),
        "x": grid.x,
        "y": grid.y,
        "parameter": grid.parameter,
        "symbol": symbol(parameter),
        "own": parameter.symbol,
        "figure": json.loads(figure.to_json()),
        "series": SERIES,
        "csv": "api/sweep.csv",
        "plotly": PLOTLY_PATH,
    }
    show_section("sweep", STATIC, SWEEP_PATH, data)


def command(grid: Grid) -> str:
    """The command that computes the same runs, for those who cannot open the link."""
    flags = [
        f"--{name.replace('_', '-')} {values_text(SWEPT[name], values)}"
        for name, values in grid.values
    ]
    return " ".join(["python -m explorer sweep", *flags])
