"""The chain of one parameter as HTML: the five links as the Explorer shows them."""

from html import escape
from importlib.resources import files

from explorer.records.outcome import Chain
from explorer.words.findings import STATES, phrase

STYLE = (files("explorer.words") / "stations.css").read_text(encoding="utf-8")
"""The stylesheet of what `stations` returns."""
HOLDS = {
    "variable": "is one variable",
    "used": "by the loss",
    "listed": "for the gradient",
    "delivered": "to the optimizer",
    "moved": "from its start",
}
"""What follows a link's name when it holds; `panel/static/wording.js` has the same."""
MARKS = {"ok": "✓", "lost": "✕", "unreached": ""}


def stations(chain: Chain, name: str) -> str:
    """The links in order, each with its state and what was found.

    Args:
        chain: of one parameter.
        name: of the parameter.
    """
    broken = chain.broken_link
    label = f"Chain of {name}. " + (f"It breaks at: {broken}." if broken else "It holds.")
    items = "".join(
        _station(result, state) for result, state in zip(chain.links, chain.states, strict=True)
    )
    kind = "broken" if broken else "fixed"
    return f'<ol class="wiring-chain {kind}" aria-label="{escape(label)}">{items}</ol>'


def _station(result, state: str) -> str:
    tag = f" <em>{STATES['lost']}</em>" if state == "lost" else ""
    words = {"ok": HOLDS[result.link], "unreached": STATES["unreached"]}.get(state)
    text = f"<span>{words}</span>" if words else ""
    found = "" if state == "unreached" else f"<small>{escape(phrase(result.finding))}</small>"
    return (
        f'<li class="{state}"><i aria-hidden="true">{MARKS[state]}</i>'
        f"<div><b>{result.link}{tag}</b>{text}{found}</div></li>"
    )
