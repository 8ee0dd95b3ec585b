"""Every wiring of the catalogue as a script of its own: the doctor and the engine agree on it."""

import json

import pytest
from app_server import python
from recorded import finished

from explorer.engine.inventory import inventory
from explorer.export.script.text import script
from explorer.records.catalogue import LINKS
from explorer.records.fields import FIELD

SAMPLE = "numpy_in_compiled_loss"
DIFFERENT = {
    # The engine computes gradients with a tape of its own, around the whole step. The doctor has
    # the program's tape, which has not recorded the loss; the optimizer raises because of that.
    "loss_outside_tape": ("delivered", "used"),
    # What the loss holds is a tensor, and the engine follows what a loss holds. The program also
    # has the variable behind it and differentiates it, and that is what should train.
    "stale_transform": ("variable", "used"),
    # The engine counts whatever a step raises as no delivery. The loss raises within the tape, so
    # the program has no value to differentiate.
    "tuple_from_loss": ("delivered", "used"),
}
"""By wiring the first broken link as the engine has it, and as the doctor has it."""


def cases():
    """All wirings; most take long, for each script has an interpreter of its own."""
    for key in inventory().catalogue.keys("wirings"):
        yield pytest.param(key, marks=[] if key == SAMPLE else [pytest.mark.long])


def suitable(wiring, catalogue):
    """The default loss where it suits a wiring, else the first one that does."""
    losses = [catalogue.loss(FIELD["loss"].default), *catalogue.losses]
    return next(filter(wiring.suits, losses))


@pytest.mark.parametrize("key", list(cases()))
def test_the_doctor_finds_the_link_that_the_engine_finds(key, session, catalogue, tmp_path):
    wiring = catalogue.wiring(key)
    link = f"loss={suitable(wiring, catalogue).key}&view={wiring.kind}&{wiring.kind}={key}"
    made = finished(f"{link}&steps=120", session, catalogue)
    (run,) = made.runs
    program = tmp_path / "program.py"
    program.write_text(script(made), encoding="utf-8")
    report = diagnosed(program)
    assert not report["errors"]
    assert report["parameters"]
    broken = [p["broken_link"] for p in report["parameters"] if p["broken_link"]]
    first, link = min(broken, key=LINKS.index, default=None), run.outcome.broken_link
    assert (link, first) == DIFFERENT.get(key, (link, link))
    if wiring.kind == "fixed":
        assert report["verdict"] == "fine"


def diagnosed(program):
    """The report about a program, run in an interpreter of its own as a user would run it."""
    to = program.parent / "report.json"
    given = ["-m", "explorer", "doctor", "--json", str(to), str(program)]
    done = python(*given, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(to.read_text())
