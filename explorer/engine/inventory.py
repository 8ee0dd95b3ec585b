"""The catalogue folders, collected: records for people, objects for the trainer."""

import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TypeVar

import keras
import tensorflow as tf

from explorer import datasets, losses, wirings
from explorer.discovery import modules_with
from explorer.losses.parametric import ParametricLoss
from explorer.models import ValueAndSlope, make_network, mlp
from explorer.records.catalogue import LINKS, VERDICTS, Catalogue, Dataset, Loss, Wiring
from explorer.source import code_of
from explorer.storage.provenance import provenance
from explorer.tasks import TASKS

Entry = TypeVar("Entry")


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
        ValueError: two entries share a key, or one names another that does not exist or does not
            suit it.
    """
    loss_entries = by_key(
        "losses",
        (
            (record.key, module, (module, loss_class, record))
            for module in modules_with(losses, "ENTRIES")
            for loss_class, record in module.ENTRIES.items()
        ),
    )
    dataset_modules = by_key(
        "datasets", ((m.DATASET.key, m, m) for m in modules_with(datasets, "DATASET"))
    )
    wiring_modules = by_key(
        "wirings", ((m.WIRING.key, m, m) for m in modules_with(wirings, "WIRING"))
    )
    catalogue = Catalogue(
        losses=tuple(sorted((_loss_record(*entry) for entry in loss_entries.values()), key=_name)),
        datasets=tuple(sorted(map(_dataset_record, dataset_modules.values()), key=_simplicity)),
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
        losses={key: loss_class for key, (_, loss_class, _) in loss_entries.items()},
        loads={key: module.load for key, module in dataset_modules.items()},
        connects={key: module.connect for key, module in wiring_modules.items()},
    )


def by_key(section: str, entries: Iterable[tuple[str, ModuleType, Entry]]) -> dict[str, Entry]:
    """Entries by their keys.

    Args:
        section: what they are, e.g. 'losses'.
        entries: the key of each, the module that holds it, and itself.

    Raises:
        ValueError: two share a key.
    """
    modules: dict[str, ModuleType] = {}
    found: dict[str, Entry] = {}
    for key, module, entry in entries:
        if key in found:
            raise ValueError(
                f"{section}: expected a different key for every entry; received: {key!r} in "
                f"{modules[key].__name__} and {module.__name__}"
            )
        modules[key], found[key] = module, entry
    return found


def check_names(catalogue: Catalogue) -> None:
    """Check that every entry that a record names exists and suits it.

    Raises:
        ValueError: one does not.
    """
    for wiring in catalogue.wirings:
        if wiring.mended_by is not None:
            _check(
                f"wiring {wiring.key}: mended_by", [wiring.mended_by], _mending(wiring, catalogue)
            )
        if wiring.only is not None:
            place = f"wiring {wiring.key}: only"
            _check(f"{place}.losses", wiring.only.losses, catalogue.keys("losses"))
            _check(f"{place}.verdicts", wiring.only.verdicts, VERDICTS)
    for loss in catalogue.losses:
        if loss.shown_on:
            suiting = [dataset.key for dataset in catalogue.datasets_for(loss)]
            _check(f"loss {loss.key}: shown_on", [loss.shown_on], suiting)


def _mending(broken: Wiring, catalogue: Catalogue) -> list[str]:
    """Keys of the fixed wirings that suit every loss that `broken` suits."""
    losses = [loss for loss in catalogue.losses if broken.suits(loss)]
    return [
        wiring.key
        for wiring in catalogue.wirings
        if wiring.kind == "fixed" and all(map(wiring.suits, losses))
    ]


def _check(place: str, names: Iterable[str], allowed: Sequence[str]) -> None:
    for name in names:
        if name not in allowed:
            raise ValueError(f"{place}: expected one of {', '.join(allowed)}; received: {name!r}")


def _loss_record(module: ModuleType, loss_class: type, record: Loss) -> Loss:
    return replace(
        record,
        has_optimum=loss_class.optimum is not ParametricLoss.optimum,
        code=code_of(inspect.getsource(module), loss_class.__name__),
    )


def _dataset_record(module: ModuleType) -> Dataset:
    """With its code and, where it reads a file beside it, what that holds."""
    measured = Path(module.__file__).with_suffix(".csv")
    return replace(
        module.DATASET,
        code=code_of(inspect.getsource(module), "load", without=("DATASET",)),
        measured=measured.read_text(encoding="utf-8") if measured.exists() else "",
    )


def _wiring_record(module: ModuleType):
    takes = inspect.signature(module.connect).parameters
    return replace(
        module.WIRING,
        uses_loss_lr="loss_optimizer" in takes,
        code=code_of(inspect.getsource(module), "connect"),
    )


def _task(record: Loss | Dataset) -> int:
    keys = tuple(TASKS)
    _check(f"{type(record).__name__.lower()} {record.key}: task", [record.task], keys)
    return keys.index(record.task)


def _name(loss: Loss) -> tuple:
    """Where a loss stands in lists: by task, then by title."""
    return (_task(loss), loss.title)


def _simplicity(dataset: Dataset) -> tuple:
    """Where a dataset stands in lists: those whose fit can be seen whole before the others."""
    picture = TASKS[dataset.task].picture(dataset.inputs)
    return (_task(dataset), picture not in ("curve", "boundary"))


def _place(wiring: Wiring) -> tuple:
    """Where a wiring stands in lists: by the link that it loses, then by title."""
    link = len(LINKS) if wiring.breaks_at is None else LINKS.index(wiring.breaks_at)
    return (wiring.kind, link, wiring.title)
