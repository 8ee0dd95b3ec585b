"""The next step for a run that diverges or cheats: what helps, and the fields to set."""

from dataclasses import dataclass

from explorer.records.catalogue import Catalogue, Loss
from explorer.records.fields import FIELD, OPTIMIZERS
from explorer.records.number import exact
from explorer.records.showcase import comparison as called_for
from explorer.records.spec import Comparison
from explorer.records.suiting import showcase


@dataclass(frozen=True)
class Remedy:
    """What helps, and which fields to set."""

    words: str
    label: str = ""
    """The button's label; '' if there is nothing to open."""
    changes: tuple[tuple[str, str | float], ...] = ()
    """Fields and their new values."""


def remedies(comparison: Comparison, catalogue: Catalogue) -> dict[str, Remedy]:
    """What helps if the `loss` cannot be learned as it is, and if the `rate` is too high."""
    loss = catalogue.loss(comparison.loss)
    found = {"rate": _smaller_steps(comparison, loss)}
    if loss.cure:
        found["loss"] = _cure(comparison, loss, catalogue)
    return found


def _cure(comparison: Comparison, loss: Loss, catalogue: Catalogue) -> Remedy:
    words = f"What helps: {loss.cure}."
    ascends = loss.verdict == "needs ascent"
    if not loss.cured_by and not ascends:
        return Remedy(words)
    cured = catalogue.loss(loss.cured_by) if loss.cured_by else loss
    dataset = catalogue.dataset(comparison.dataset)
    if not cured.suits(dataset):
        dataset = showcase(cured, catalogue)
    target = called_for(cured, dataset, catalogue)
    view = "both" if comparison.view == "broken" else comparison.view
    label = catalogue.wiring(target.fixed).title if ascends else cured.title
    changes = {name: getattr(target, name) for name in ("loss", "dataset", "fixed", "loss_lr")}
    return Remedy(words, f"Open {label}", tuple({**changes, "view": view}.items()))


def _smaller_steps(comparison: Comparison, loss: Loss) -> Remedy:
    """The default optimizer and rates; a tenth of `lr` if it is no higher than that already."""
    optimizer, lr = FIELD["optimizer"].default, FIELD["lr"].default
    if comparison.optimizer == optimizer and comparison.lr <= lr:
        lr = max(comparison.lr / 10, FIELD["lr"].minimum)
    changes = {"optimizer": optimizer, "lr": lr}
    changes["loss_lr"] = min(comparison.loss_lr, loss.loss_lr)
    label = f"Train with {OPTIMIZERS[optimizer]} at {exact(lr)}"
    return Remedy("What helps: smaller steps.", label, tuple(changes.items()))
