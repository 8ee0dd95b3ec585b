"""Which loss, dataset and wiring make sense together, and the messages where they do not."""

from collections.abc import Sequence

from explorer.records.catalogue import Catalogue, Dataset, Loss, Wiring
from explorer.records.fields import FIELD
from explorer.records.naming import named


def showcase(loss: Loss, catalogue: Catalogue) -> Dataset | None:
    """The dataset that the loss's record names, else the default, else the first that suits."""
    usual = FIELD["dataset"].default
    return max(
        catalogue.datasets_for(loss),
        key=lambda dataset: (dataset.key == loss.shown_on, dataset.key == usual),
        default=None,
    )


def refusal(wiring: Wiring, loss: Loss, catalogue: Catalogue) -> str:
    """Why a wiring is not offered for a loss, and which losses it allows."""
    suitable = [named(other) for other in catalogue.losses if wiring.suits(other)]
    allowed = f"with {', '.join(suitable)}" if suitable else "with no loss in this catalogue yet"
    return (
        f"{named(wiring)} makes no sense with the loss {named(loss)}: {wiring.only.because}; "
        f"allowed {allowed}"
    )


def mismatch(loss: Loss, dataset: Dataset, allowed: Sequence[Loss | Dataset]) -> str:
    """Why a loss and a dataset are not run together, and what is allowed instead of one of them."""
    needs = loss.task if loss.outputs is None else f"{loss.task}, {_outputs(loss.outputs)}"
    return (
        f"the loss {named(loss)} for {needs} makes no sense on the dataset {named(dataset)} for "
        f"{dataset.task}, {_outputs(dataset.outputs)}; allowed "
        f"{'are' if len(allowed) > 1 else 'is'} "
        f"{', '.join(map(named, allowed)) or 'none in this catalogue yet'}"
    )


def _outputs(count: int) -> str:
    return f"{count} output{'' if count == 1 else 's'}"
