"""What the panel needs to change its runs in the middle: the events there are, and the choices."""

from explorer.records.catalogue import Catalogue, Wiring
from explorer.records.event import MOST, VALUES
from explorer.records.fields import FIELD
from explorer.records.spec import Comparison
from explorer.words.events import TITLES, change


def changes(comparison: Comparison, catalogue: Catalogue) -> dict:
    """The choices of *Change here*, as plain values.

    Returns:
        `most` events; the `wirings` that suit the loss, each with the key of the one that mends
        it; for each kind of number its `title`, `value` now, and bounds.
    """
    loss = catalogue.loss(comparison.loss)
    return {
        "most": MOST,
        "wirings": [_wiring(wiring) for wiring in catalogue.wirings if wiring.suits(loss)],
        "rates": {
            name: {
                "title": TITLES[name],
                "value": getattr(comparison, name),
                "minimum": FIELD[name].minimum,
                "maximum": FIELD[name].maximum,
            }
            for name in ("lr", "loss_lr")
        },
        "values": {"minimum": VALUES["set"].minimum, "maximum": VALUES["set"].maximum},
    }


def events(comparison: Comparison, catalogue: Catalogue) -> list[dict]:
    """The events of all runs, shown or not, in order, as plain values.

    Returns:
        For each its `text` in links, `run` among those shown (None for one that is not), `step`,
        `what`, `parameter`, `value`, and its words.
    """
    parameters = catalogue.loss(comparison.loss).parameters
    letters = list(comparison.shown)
    listed = []
    for event in comparison.events:
        wiring = comparison.every[event.run]
        spec = comparison.run(wiring, catalogue, comparison.events_of(event.run))
        before = next(segment for segment in spec.segments if segment.until == event.step)
        run = letters.index(event.run) if event.run in letters else None
        listed.append(
            {
                "text": str(event),
                "run": run,
                "step": event.step,
                "what": event.what,
                "parameter": event.parameter,
                "value": event.value,
                **change(event, before, parameters, catalogue),
            }
        )
    return listed


def _wiring(wiring: Wiring) -> dict:
    return {
        "key": wiring.key,
        "title": wiring.title,
        "kind": wiring.kind,
        "mended_by": wiring.mended_by,
        "uses_loss_lr": wiring.uses_loss_lr,
    }
