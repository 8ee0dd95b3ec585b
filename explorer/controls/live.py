"""A comparison as the panel takes it."""

import streamlit as st

from explorer.catalogue import Catalogue
from explorer.panel.component import mount
from explorer.panel.figures import build_charts
from explorer.server.assets import PANEL_PATH, PLOTLY_PATH
from explorer.spec import FIELD, Comparison, RunSpec


def show_comparison(comparison: Comparison, catalogue: Catalogue) -> None:
    """Mount the live panel for `comparison`."""
    mount(panel_data(comparison, catalogue), key="panel")


def panel_data(comparison: Comparison, catalogue: Catalogue) -> dict:
    """What the panel needs before the first message of the stream, as plain values."""
    wirings = [catalogue.wiring(key) for key in comparison.wirings()]
    loss = catalogue.loss(comparison.loss)
    dataset = catalogue.dataset(comparison.dataset)
    shown = ("key", "title", "kind")
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
    """The command lines that compute the same runs, one a line, for who cannot open the link."""
    return "\n".join(_command(spec) for spec in comparison.runs(catalogue))


def _command(spec: RunSpec) -> str:
    parts = ["python -m explorer run --wiring", spec.wiring]
    for name, value in spec.as_dict().items():
        if name in FIELD and value not in (None, FIELD[name].default):
            parts += [f"--{name.replace('_', '-')}", str(value)]
    return " ".join(parts)


def _parameter(parameter) -> dict:
    reading = parameter.reading
    return {
        "name": parameter.name,
        "title": parameter.title,
        "symbol": parameter.symbol,
        "initial": parameter.initial,
        "reading": {"symbol": reading.symbol, "scale": reading.scale} if reading else None,
    }
