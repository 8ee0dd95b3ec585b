"""What a comparison runs: loss, dataset and training, each by its title."""

from explorer.records.catalogue import Catalogue
from explorer.records.fields import FIELD, OPTIMIZERS, TRAINING
from explorer.records.spec import Comparison


def setup(comparison: Comparison, catalogue: Catalogue) -> list[tuple[str, str]]:
    """Titles and values, without a rate that none of its wirings uses."""
    unused = () if comparison.uses_loss_lr(catalogue) else ("loss_lr",)
    used = [name for name in TRAINING if name not in unused]
    return [
        ("Loss", catalogue.loss(comparison.loss).title),
        ("Dataset", catalogue.dataset(comparison.dataset).title),
        *((FIELD[name].title, _value(name, comparison)) for name in used),
    ]


def _value(name: str, comparison: Comparison) -> str:
    value = getattr(comparison, name)
    return OPTIMIZERS[value] if name == "optimizer" else f"{value:,}"
