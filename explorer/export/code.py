"""The code that ran, as HTML for a page without Streamlit."""

from collections.abc import Sequence
from html import escape

from explorer.records.catalogue import Catalogue, Wiring
from explorer.records.spec import Comparison
from explorer.web.listing import difference, explanation, listing, rewired_to


def code(comparison: Comparison, catalogue: Catalogue) -> str:
    """Two wirings as a diff, others plain; folded up, the loss and what every run shares."""
    wirings = [catalogue.wiring(key) for key in comparison.wirings()]
    loss = catalogue.loss(comparison.loss)
    about = f"<p>{escape(loss.summary)} {escape(loss.reference)}.</p>"
    shared = "What every run shares: the base class of the losses, and the network"
    return (
        (_compared(*wirings) if len(wirings) == 2 else _plain(wirings))
        + _plain(rewired_to(comparison, catalogue))
        + _folded(f"The loss: {loss.title}", about + listing(loss.code))
        + _folded(shared, listing(catalogue.shared_code))
    )


def _compared(broken: Wiring, fixed: Wiring) -> str:
    return _beside([explanation(broken), explanation(fixed)]) + difference(broken.code, fixed.code)


def _plain(wirings: Sequence[Wiring]) -> str:
    return _beside([explanation(wiring) + listing(wiring.code) for wiring in wirings])


def _beside(blocks: Sequence[str]) -> str:
    if not blocks:
        return ""
    return f'<div class="beside">{"".join(f"<div>{block}</div>" for block in blocks)}</div>'


def _folded(title: str, body: str) -> str:
    return f"<details><summary>{escape(title)}</summary>{body}</details>"
