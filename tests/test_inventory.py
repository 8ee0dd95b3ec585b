"""The inventory refuses entries that contradict each other."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from explorer import discovery
from explorer.engine.inventory import check_names, inventory
from explorer.records.catalogue import Only
from explorer.tasks import TASKS


@pytest.mark.parametrize("shown_on", ["nowhere", "moons"])
def test_a_showcase_that_is_not_there_or_does_not_suit_is_named(catalogue, shown_on):
    wrong = replace(catalogue.loss("huber"), shown_on=shown_on)
    with pytest.raises(ValueError, match=f"loss huber: shown_on: .* received: '{shown_on}'"):
        check_names(replace(catalogue, losses=(wrong,), wirings=()))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mended_by": "nothing"}, r"mended_by: expected one of .*; received: 'nothing'"),
        ({"mended_by": "only_model_variables"}, r"mended_by: expected one of .*; received: "),
        ({"mended_by": "ascent"}, r"mended_by: expected one of .*; received: 'ascent'"),
        ({"only": Only("so", losses=("gausian",))}, r"only.losses: .*; received: 'gausian'"),
        ({"only": Only("so", verdicts=("heals",))}, r"only.verdicts: .*; received: 'heals'"),
    ],
)
def test_what_a_wiring_names_and_is_not_there_or_does_not_suit_is_named(catalogue, changes, words):
    wrong = replace(catalogue.wiring("loss_in_compile"), **changes)
    others = tuple(w for w in catalogue.wirings if w.key != wrong.key)
    with pytest.raises(ValueError, match=f"wiring loss_in_compile: {words}"):
        check_names(replace(catalogue, wirings=(wrong, *others)))


def test_a_task_that_is_not_there_is_named(monkeypatch):
    monkeypatch.delitem(TASKS, "physics")
    words = "loss inverse_pinn: task: expected one of .*, multi-task; received: 'physics'"
    with pytest.raises(ValueError, match=words):
        inventory.__wrapped__()


@pytest.mark.parametrize(
    ("section", "key"),
    [("losses", "gaussian"), ("datasets", "moons"), ("wirings", "joint_tape")],
)
def test_two_entries_with_one_key_are_named(catalogue, monkeypatch, section, key):
    def modules_with(package, name):
        modules = discovery.modules_with(package, name)
        if package.__name__ != f"explorer.{section}":
            return modules
        return [*modules, SimpleNamespace(**shared)]

    record = next(record for record in getattr(catalogue, section) if record.key == key)
    shared = {"ENTRIES": {object: record}, "DATASET": record, "WIRING": record, "__name__": "copy"}
    monkeypatch.setattr("explorer.engine.inventory.modules_with", modules_with)
    words = f"{section}: expected a different key for every entry; received: '{key}' in .* and copy"
    with pytest.raises(ValueError, match=words):
        inventory.__wrapped__()
