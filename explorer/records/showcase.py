"""What Explore shows for a card: a loss on its showcase, a dataset with a loss to show."""

from dataclasses import replace

from explorer.records.catalogue import Catalogue, Dataset, Loss
from explorer.records.fields import FIELD
from explorer.records.spec import Comparison
from explorer.records.suiting import showcase


def loss_comparison(loss: Loss, catalogue: Catalogue) -> Comparison | None:
    """The loss on its showcase; None without a dataset that suits."""
    dataset = showcase(loss, catalogue)
    return dataset and comparison(loss, dataset, catalogue)


def dataset_comparison(dataset: Dataset, catalogue: Catalogue) -> Comparison | None:
    """The dataset with a loss that estimates its truths, else one that it shows, if any.

    None without a loss that suits.
    """
    usual = FIELD["loss"].default
    loss = max(
        (loss for loss in catalogue.losses if loss.suits(dataset)),
        key=lambda loss: (
            _known(loss, dataset),
            loss.shown_on == dataset.key,
            loss.key == usual,
            loss.verdict == "converges",
        ),
        default=None,
    )
    return loss and comparison(loss, dataset, catalogue)


def comparison(loss: Loss, dataset: Dataset, catalogue: Catalogue) -> Comparison:
    """The pair, with the learning rate that the loss calls for and a wiring that takes it."""
    chosen = Comparison(loss=loss.key, dataset=dataset.key)
    ascends = loss.verdict == "needs ascent"
    if not ascends and loss.loss_lr == FIELD["loss_lr"].default:
        return chosen
    fixed = next(
        wiring.key
        for wiring in catalogue.wirings
        if wiring.kind == "fixed"
        and wiring.uses_loss_lr
        and wiring.suits(loss)
        and (wiring.only is not None) == ascends
    )
    return replace(chosen, fixed=fixed, loss_lr=loss.loss_lr)


def _known(loss: Loss, dataset: Dataset) -> int:
    return sum(dataset.truth(parameter.estimates) is not None for parameter in loss.parameters)
