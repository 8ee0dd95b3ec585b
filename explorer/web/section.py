"""A page's own component: one section with a stylesheet and modules, mounted on every rerun."""

from functools import cache
from pathlib import Path

import streamlit as st

from explorer.panel.component import BOOTSTRAP
from explorer.web.prefix import base_path

SHARED_STYLE = Path(__file__).with_suffix(".css")


def show_section(name: str, static: Path, modules: str, data: dict) -> None:
    """Show the section here, or pass new data to the one already shown.

    Args:
        name: of the section, its stylesheet, its module and its socket.
        static: the folder that has the stylesheet.
        modules: the address of all modules together.
        data: for the module.
    """
    ours = {
        "socket": f"api/{name}",
        "modules": modules,
        "entry": f"{name}.js",
        "base_path": base_path(),
    }
    _renderer(name, static)(data=data | ours, key=name)


@cache
def _renderer(name: str, static: Path):
    """Registered once a process."""
    styles = (SHARED_STYLE, static / f"{name}.css")
    return st.components.v2.component(
        f"explorer_{name}",
        html=f'<section class="{name}" aria-label="{name.title()}"></section>',
        css="\n".join(style.read_text(encoding="utf-8") for style in styles),
        js=BOOTSTRAP,
        isolate_styles=True,
    )
