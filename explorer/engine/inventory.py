"""The catalogue folders, collected: records for people, objects for the trainer."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from types import ModuleType

import keras
import tensorflow as tf

from explorer import datasets, losses, wirings
from explorer.catalogue import LINKS, TASKS, Catalogue, Dataset, Loss, Wiring
from explorer.discovery import modules_with
from explorer.engine.provenance import provenance
from explorer.engine.source import code_of
from explorer.losses.parametric import ParametricLoss
from explorer.models import ValueAndSlope, make_network, mlp


@dataclass(frozen=True)
class Inventory:
    """The filled catalogue and, by the same keys, what runs."""

    catalogue: Catalogue
    losses: dict[str, type]
    loads: dict[str, Callable]
    connects: dict[str, Callable]


@cache
def inventory() -> Inventory:
    """Import every entry and collect it; wirings in the order of the chain.

    Raises:
        ValueError: two entries share a key, or one names another that is not there or does not
            suit it.
    """
    loss_classes = {
        record.key: (loss_class, _loss_record(module, loss_class, record))
        for module in modules_with(losses, "ENTRIES")
        for loss_class, record in module.ENTRIES.items()
    }
    dataset_modules = {m.DATASET.key: m for m in modules_with(datasets, "DATASET")}
    wiring_modules = {m.WIRING.key: m for m in modules_with(wirings, "WIRING")}
    catalogue = Catalogue(
        losses=tuple(sorted((loss for _, loss in loss_classes.values()), key=_name)),
        datasets=tuple(sorted((m.DATASET for m in dataset_modules.values()), key=_simplicity)),
        wirings=tuple(sorted(map(_wiring_record, wiring_modules.values()), key=_place)),
        shared_code="\n\n".join(
            map(inspect.getsource, (ParametricLoss, make_network, mlp, ValueAndSlope))
        ),
        versions=f"TensorFlow {tf.__version__}, Keras {keras.__version__}",
        provenance=provenance(),
    )
    check_names(catalogue)
    return Inventory(
        catalogue=catalogue,
        losses={key: loss_class for key, (loss_class, _) in loss_classes.items()},
        loads={key: module.load for key, module in dataset_modules.items()},
        connects={key: module.connect for key, module in wiring_modules.items()},
    )


def check_names(catalogue: Catalogue) -> None:
    """Whether every record that names another names one that is there and suits it.

    Raises:
        ValueError: one does not.
    """
    for wiring in catalogue.wirings:
        if wiring.mended_by not in (None, *catalogue.keys("wirings")):
            raise ValueError(f"wiring {wiring.key}: mended_by names no wiring: {wiring.mended_by}")
    for loss in catalogue.losses:
        suiting = [dataset.key for dataset in catalogue.datasets_for(loss)]
        if loss.shown_on not in ("", *suiting):
            raise ValueError(
                f"loss {loss.key}: shown_on: expected a dataset that suits it, one of "
                f"{', '.join(suiting)}; received: {loss.shown_on!r}"
            )


def _loss_record(module: ModuleType, loss_class: type, record: Loss) -> Loss:
    return replace(
        record,
        has_optimum=loss_class.optimum is not ParametricLoss.optimum,
        code=code_of(module, loss_class.__name__),
    )


def _wiring_record(module: ModuleType):
    takes = inspect.signature(module.connect).parameters
    return replace(
        module.WIRING,
        uses_loss_lr="loss_optimizer" in takes,
        code=code_of(module, "connect"),
    )


def _task(record: Loss | Dataset) -> int:
    return list(TASKS).index(record.task)


def _name(loss: Loss) -> tuple:
    """Where a loss stands in lists: by task, then by title."""
    return (_task(loss), loss.title)


def _simplicity(dataset: Dataset) -> tuple:
    """Where a dataset stands in lists: those whose fit can be seen whole before the others."""
    return (_task(dataset), dataset.picture not in ("curve", "boundary"))


def _place(wiring: Wiring) -> tuple:
    """Where a wiring stands in lists: by the link that it loses, then by title."""
    link = len(LINKS) if wiring.breaks_at is None else LINKS.index(wiring.breaks_at)
    return (wiring.kind, link, wiring.title)
