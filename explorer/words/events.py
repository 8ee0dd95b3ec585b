"""What is changed in mid-run, in words."""

from collections.abc import Sequence

from explorer.records.catalogue import Catalogue, Parameter
from explorer.records.event import Event
from explorer.records.number import exact, number
from explorer.records.timeline import Segment
from explorer.words.clauses import shown, symbol

TITLES = {
    "wiring": "rewired",
    "lr": "learning rate",
    "loss_lr": "learning rate of the loss parameters",
}


def done(event: Event, parameters: Sequence[Parameter], catalogue: Catalogue) -> str:
    """An event as a participle clause.

    Args:
        parameters: of the loss; without readings where those do not hold.
        catalogue: has the titles of the wirings.
    """
    if event.what == "wiring":
        return f"rewired to “{catalogue.wiring(event.value).title}”"
    if event.what == "set":
        parameter = _parameter(event, parameters)
        return f"with {symbol(parameter)} set to {shown(parameter, event.value)}"
    return f"with the {TITLES[event.what]} at {exact(event.value)}"


def change(
    event: Event, before: Segment, parameters: Sequence[Parameter], catalogue: Catalogue
) -> dict:
    """An event as a row of a list: what changes, from what, to what.

    Args:
        before: the segment that it ends.
        parameters: of the loss.
        catalogue: has the titles of the wirings.

    Returns:
        `title`, `before` ('' where only the run knows it), `after`, and `short`, a mark's label.
    """
    if event.what == "set":
        parameter = _parameter(event, parameters)
        after = f"{parameter.symbol} = {number(event.value)}"
        return {"title": f"{parameter.symbol} set", "before": "", "after": after, "short": after}
    old, new = getattr(before, event.what), event.value
    if event.what == "wiring":
        titles = [catalogue.wiring(key).title for key in (old, new)]
        return {"title": "rewired", "before": titles[0], "after": titles[1], "short": "rewired"}
    title, after = TITLES[event.what], exact(new)
    return {"title": title, "before": exact(old), "after": after, "short": f"rate {after}"}


def _parameter(event: Event, parameters: Sequence[Parameter]) -> Parameter:
    return next(p for p in parameters if p.name == event.parameter)
