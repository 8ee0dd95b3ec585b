"""The code that ran, as HTML for a page without Streamlit."""

from collections.abc import Sequence
from html import escape

from explorer.records.catalogue import Catalogue, Wiring
from explorer.records.spec import Comparison
from explorer.web.listing import difference, explanation, listing, rewired_to, wirings_by_run


def code(comparison: Comparison, catalogue: Catalogue) -> str:
    """Two wirings as a diff, others plain; folded up, the loss and what every run shares."""
    began = wirings_by_run(comparison, catalogue)
    loss = catalogue.loss(comparison.loss)
    about = f"<p>{escape(loss.summary)} {escape(loss.reference)}.</p>"
    shared = "What every run shares: the base class of the losses, and the network"
    return (
        (_compared(began) if len(began) == 2 else _plain(began))
        + _plain(rewired_to(comparison, catalogue))
        + _folded(f"The loss: {loss.title}", about + listing(loss.code))
        + _folded(shared, listing(catalogue.shared_code))
    )


def _compared(named: Sequence[tuple[str, Wiring]]) -> str:
    codes = (wiring.code for _, wiring in named)
    return _beside([explanation(*each) for each in named]) + difference(*codes)


def _plain(named: Sequence[tuple[str, Wiring]]) -> str:
    return _beside([explanation(name, each) + listing(each.code) for name, each in named])


def _beside(blocks: Sequence[str]) -> str:
    if not blocks:
        return ""
    return f'<div class="beside">{"".join(f"<div>{block}</div>" for block in blocks)}</div>'


def _folded(title: str, body: str) -> str:
    return f"<details><summary>{escape(title)}</summary>{body}</details>"
