"""The panel as a Streamlit component: registered once a process, mounted on every rerun."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

NAME = "explorer_panel"
STATIC = Path(__file__).parent / "static"

# The modules come from a route of the same server, so that the browser can cache them and
# they can import each other. A cleanup returned by a call that a later one has replaced
# is ignored by `panel.js`.
BOOTSTRAP = """
const base = (data) => {
  const path = data.base_path ?? ".";
  return new URL(path.endsWith("/") || path === "." ? path : path + "/", document.baseURI);
};
export default async function (component) {
  const url = new URL(component.data.assets + "panel.js", base(component.data));
  const module = await import(url.href);
  return module.default(component);
}
"""


def mount(data: dict, key: str) -> None:
    """Show the panel here, or hand new `data` to the one that is shown.

    Args:
        data: the comparison's query, its figures, wirings and parameters, and the addresses
            of stream, assets and Plotly.js relative to the app's base.
        key: one a panel; the same on every rerun, so that the panel stays.
    """
    _renderer()(data=data, key=key)


@cache
def _renderer():
    return st.components.v2.component(
        NAME,
        html=(STATIC / "panel.html").read_text(encoding="utf-8"),
        css=(STATIC / "panel.css").read_text(encoding="utf-8"),
        js=BOOTSTRAP,
        isolate_styles=True,
    )
