"""A comparison as the panel takes it."""

import streamlit as st

from explorer.catalogue import Catalogue
from explorer.panel.component import mount
from explorer.panel.figures import build_charts
from explorer.server.assets import PANEL_PATH, PLOTLY_PATH
from explorer.spec import Comparison


def show_comparison(comparison: Comparison, catalogue: Catalogue) -> None:
    """Mount the live panel for `comparison`."""
    mount(panel_data(comparison, catalogue), key="panel")


def panel_data(comparison: Comparison, catalogue: Catalogue) -> dict:
    """What the panel needs before the first message of the stream, as plain values."""
    wirings = [catalogue.wiring(key) for key in comparison.wirings()]
    loss = catalogue.loss(comparison.loss)
    dataset = catalogue.dataset(comparison.dataset)
    shown = ("key", "title", "kind", "breaks_at", "outcome", "cause", "mended_by")
    data = {
        "query": comparison.to_query_string(catalogue),
        "stream": "api/stream",
        "modules": PANEL_PATH,
        "plotly": PLOTLY_PATH,
        "charts": build_charts(wirings, loss.parameters, dataset, comparison.steps),
        "wirings": [{name: getattr(wiring, name) for name in shown} for wiring in wirings],
        "parameters": [_parameter(parameter) for parameter in loss.parameters],
        "steps": comparison.steps,
        "command": command(comparison, catalogue),
    }
    base = (st.get_option("server.baseUrlPath") or "").strip("/")
    return data | ({"base_path": f"/{base}/"} if base else {})


def command(comparison: Comparison, catalogue: Catalogue) -> str:
    """The command line that computes the last run shown, for those who cannot open the link."""
    query = comparison.to_query(catalogue)
    flags = " ".join(
        f"--{name.replace('_', '-')} {value}"
        for name, value in query.items()
        if name not in ("v", "view", "broken", "fixed")
    )
    commands = (f"python -m explorer run --wiring {key} {flags}" for key in comparison.wirings())
    return " && ".join(line.strip() for line in commands)


def _parameter(parameter) -> dict:
    reading = parameter.reading
    return {
        "name": parameter.name,
        "title": parameter.title,
        "symbol": parameter.symbol,
        "initial": parameter.initial,
        "reading": {"symbol": reading.symbol, "scale": reading.scale} if reading else None,
    }
