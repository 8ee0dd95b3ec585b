"""What ran: the setup in one line; the code of the wirings as a diff or plain, and of the loss.

Pygments colours it here: Streamlit's own code element makes the browser load 1.8 MB of
JavaScript, which would delay the first point on the page.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache
from html import escape
from pathlib import Path

import streamlit as st
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from explorer.panel.looks import run_styles
from explorer.records.catalogue import Catalogue, Wiring
from explorer.records.spec import Comparison
from explorer.words.setup import setup

COPY = (Path(__file__).parent / "copy.js").read_text(encoding="utf-8")


def show_code(comparison: Comparison, catalogue: Catalogue) -> None:
    """Show the source of the functions and classes that ran."""
    let_code_be_copied()
    began = wirings_by_run(comparison, catalogue)
    with st.container(key="code-head", horizontal=True, vertical_alignment="center"):
        st.html('<h2 class="explorer-heading">The code that ran</h2>')
        plain = len(began) != 2 or _wants_plain()
    if plain:
        _show_plain(began)
    else:
        for column, named in zip(st.columns(2), began, strict=True):
            column.html(explanation(*named))
        st.html(difference(*(wiring.code for _, wiring in began)))
    _show_plain(rewired_to(comparison, catalogue))
    _show_loss(comparison, catalogue)


def _show_plain(named: Sequence[tuple[str, Wiring]]) -> None:
    """Sources beside each other, two a row."""
    for first in range(0, len(named), 2):
        pair = named[first : first + 2]
        for column, (name, wiring) in zip(st.columns(len(pair)), pair, strict=True):
            column.html(explanation(name, wiring) + listing(wiring.code))


def wirings_by_run(comparison: Comparison, catalogue: Catalogue) -> list[tuple[str, Wiring]]:
    """The name of each run, as the panel has it, and the wiring that it begins with."""
    wirings = {letter: catalogue.wiring(key) for letter, key in comparison.shown.items()}
    names = (style.name for style in run_styles(wirings))
    return list(zip(names, wirings.values(), strict=True))


def rewired_to(comparison: Comparison, catalogue: Catalogue) -> list[tuple[str, Wiring]]:
    """The wirings that runs come to by an event, without those that they begin with."""
    keys = dict.fromkeys(
        segment.wiring for run in comparison.runs(catalogue) for segment in run.segments
    )
    new = [catalogue.wiring(key) for key in keys if key not in comparison.wirings()]
    return [(f"Rewired to ({wiring.kind})", wiring) for wiring in new]


def setup_line(comparison: Comparison, catalogue: Catalogue) -> str:
    """Loss, dataset and training as one sentence, as HTML."""
    pairs = setup(comparison, catalogue)
    words = "; ".join(f"{title.lower()}: <b>{escape(value)}</b>" for title, value in pairs)
    return f"{words[0].upper()}{words[1:]}."


def let_code_be_copied() -> None:
    """Make the copy buttons of all code blocks work. Call once per page."""
    with st.container(key="code-script"):
        st.html(f"<script>{COPY}</script>", unsafe_allow_javascript=True)


def _wants_plain() -> bool:
    form = st.segmented_control(
        "Show the wirings as",
        ["Diff", "Plain"],
        default="Diff",
        required=True,
        key="code_form",
        label_visibility="collapsed",
    )
    return form == "Plain"


def _show_loss(comparison: Comparison, catalogue: Catalogue) -> None:
    loss = catalogue.loss(comparison.loss)
    with st.expander(f"The loss: {loss.title}", on_change="rerun", key="loss_shown") as shown:
        if shown.open:
            st.write(f"{loss.summary} {loss.reference}.")
            st.latex(loss.formula)
            st.html(listing(loss.code))
    label = "What every run shares: the base class of the losses, and the network"
    with st.expander(label, on_change="rerun", key="shared_shown") as shown:
        if shown.open:
            st.html(listing(catalogue.shared_code))


def explanation(name: str, wiring: Wiring) -> str:
    """Symptom, cause and reference of a wiring, as HTML, under the name of its run."""
    return (
        f'<p class="explorer-wiring {wiring.kind}"><b>{escape(name)}</b> · '
        f"<strong>{escape(wiring.title)}</strong><br>{escape(wiring.symptom)} "
        f"{escape(wiring.cause)}<br><small>{escape(wiring.reference)}</small></p>"
    )


def listing(source: str) -> str:
    """Python source as coloured HTML."""
    return _block([("", line) for line in coloured(source)], {"": "Copy"})


def difference(before: str, after: str) -> str:
    """The whole of both sources as one diff, as coloured HTML."""
    old, new = before.splitlines(), after.splitlines()
    old_coloured, new_coloured = coloured(before), coloured(after)
    rows = []
    for change, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if change == "equal":
            rows += [("same", line) for line in old_coloured[a:b]]
        else:
            rows += [("gone", line) for line in old_coloured[a:b]]
            rows += [("come", line) for line in new_coloured[c:d]]
    return _block(rows, {"broken": "Copy broken", "fixed": "Copy fixed"})


@cache
def coloured(source: str) -> tuple[str, ...]:
    """Each line of Python source as HTML."""
    text = highlight(source, PythonLexer(stripnl=False), HtmlFormatter(nowrap=True))
    return tuple(text.splitlines())


def _block(rows: list[tuple[str, str]], copies: dict[str, str]) -> str:
    """Lines of code, with a copy button per side in `copies` (side to label)."""
    sign = {"gone": "−", "come": "+", "same": " ", "": ""}
    lines = "".join(
        f'<span class="line {kind}"><i aria-hidden="true">{sign[kind]}</i>{line or " "}\n</span>'
        for kind, line in rows
    )
    buttons = "".join(
        f'<button type="button" class="explorer-copy" data-copy="{side}">{label}</button>'
        for side, label in copies.items()
    )
    return (
        f'<div class="explorer-block"><div class="explorer-copies"><span role="status"></span>'
        f'{buttons}</div><pre class="explorer-code" tabindex="0"><code>{lines}</code></pre></div>'
    )
