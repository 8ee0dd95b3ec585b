"""The panel as a Streamlit component: registered once a process, mounted on every rerun."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

NAME = "explorer_panel"
STATIC = Path(__file__).parent / "static"

LINKED = (Path(__file__).parent / "linked.js").read_text(encoding="utf-8")
"""Defines `linked(modules)`, which makes modules that came as text importable."""

# All modules come in one file from a route of the same server, which the browser caches.
# `mount.js` ignores the cleanup of a call that a later one has replaced.
BOOTSTRAP = (
    LINKED
    + r"""
const loading = new Map();

async function load(address, entry) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`HTTP status ${answer.status}`);
  return import(linked(await answer.json())[entry]);
}

export default async function (component) {
  const base = new URL(component.data.base_path, document.baseURI);
  const address = new URL(component.data.modules, base).href;
  const entry = component.data.entry ?? "panel.js";
  if (!loading.has(address)) loading.set(address, load(address, entry));
  let view;
  try {
    view = await loading.get(address);
  } catch (error) {
    const place = component.parentElement.querySelector("section");
    place.setAttribute("role", "alert");
    place.textContent = `Base path: ${address} cannot be loaded (${error.message}). ` +
      `A proxy has to pass on all paths below ${base.pathname}.`;
    return;
  }
  return view.default(component);
}
"""
)


def nothing() -> None:
    """Does nothing: a panel whose data offers nothing to change has no button for it."""


def mount(
    data: dict,
    key: str,
    on_mend: Callable[[], None] = nothing,
    on_remedy: Callable[[], None] = nothing,
    on_events: Callable[[], None] = nothing,
    on_drawn: Callable[[], None] = nothing,
    on_played: Callable[[], None] = nothing,
) -> None:
    """Show the panel here, or pass new `data` to the one already shown.

    Args:
        data: what `panel_data` returns, and the addresses of stream, modules and Plotly.js
            relative to the app's base.
        key: one per panel; the same on every rerun, so that the panel is kept.
        on_mend: called when *Mend it* was pressed; `st.session_state[key].mend` is then the key
            of the fixed wiring.
        on_remedy: called when a remedy was taken; `st.session_state[key].remedy` is then its name
            in `data`.
        on_events: called when an event was added, moved or removed; `st.session_state[key].events`
            is then the list of all as links have it.
        on_drawn: called when a curve that the data ask for was drawn, or left.
        on_played: called when the playhead first arrives at the end of the runs, or they failed;
            without it the panel reports nothing, and the page does not run again.
    """
    _renderer()(
        data=data | {"reports_end": on_played is not nothing},
        key=key,
        on_mend_change=on_mend,
        on_remedy_change=on_remedy,
        on_events_change=on_events,
        on_drawn_change=on_drawn,
        on_played_change=on_played,
    )


@cache
def _renderer() -> ComponentRenderer:
    return st.components.v2.component(
        NAME,
        html=(STATIC / "panel.html").read_text(encoding="utf-8"),
        css=(STATIC / "panel.css").read_text(encoding="utf-8"),
        js=BOOTSTRAP,
        isolate_styles=True,
    )
