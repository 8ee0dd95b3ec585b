"""Links to Explore that show a broken wiring beside the one that mends it."""

from html import escape

from explorer.records.catalogue import Catalogue
from explorer.records.spec import Comparison
from explorer.web.address import explore_address


def side_by_side(broken: str | None, fixed: str | None, catalogue: Catalogue) -> str:
    """A link as HTML; empty where the catalogue has no such wirings.

    Args:
        broken: key of a broken wiring, or None.
        fixed: key of a fixed one, or None.
    """
    keys = {wiring.key for wiring in catalogue.wirings}
    if not {broken, fixed} <= keys:
        return ""
    wirings = [catalogue.wiring(key) for key in (broken, fixed)]
    suited = (loss for loss in catalogue.losses if all(w.suits(loss) for w in wirings))
    usual = Comparison(broken=broken, fixed=fixed)
    loss = next(suited, None)
    if loss is None:
        return ""
    if not all(wiring.suits(catalogue.loss(usual.loss)) for wiring in wirings):
        usual = Comparison(broken=broken, fixed=fixed, loss=loss.key)
    comparison, _ = usual.suited(catalogue, chosen=("broken", "fixed", "loss"))
    address = escape(explore_address(comparison, catalogue))
    titles = f"{wirings[0].title} beside {wirings[1].title}"
    return (
        f'<p class="watch"><a href="{address}" target="_blank">Watch it in Explore</a> '
        f"<small>{escape(titles)}</small></p>"
    )
