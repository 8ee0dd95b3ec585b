"""What kept results depend on, and where they are kept."""

import shutil
from importlib.metadata import version

from app_server import ROOT

from explorer.engine.inventory import inventory
from explorer.storage.cache import cache_folder
from explorer.storage.provenance import provenance


def test_provenance_changes_with_every_source_of_a_result(tmp_path, monkeypatch):
    package = tmp_path / "explorer"
    shutil.copytree(ROOT / "explorer", package)
    first = provenance(package)
    assert first == inventory().catalogue.provenance
    changed = [
        *("wirings/joint_tape.py", "losses/gaussian.py", "losses/parametric.py", "models.py"),
        *("datasets/noisy_sine.py", "datasets/engel.csv", "engine/probe.py", "engine/chain.py"),
        *("records/spec.py", "hub/telemetry.py", "hub/cell_of.py", "engine/new.py"),
    ]
    seen = {first}
    for name in changed:
        with (package / name).open("a") as file:
            file.write("\n")
        seen.add(provenance(package))
    assert len(seen) == 1 + len(changed)
    (package / "models.py").rename(package / "renamed.py")
    assert provenance(package) not in seen
    now = provenance(package)
    for name in ("web/health.py", "words/sentence.py", "outcomes/table.py"):
        with (package / name).open("a") as file:
            file.write("\n")
    assert provenance(package) == now
    for library in ("tensorflow", "keras", "numpy", "scipy", "scikit-learn"):
        monkeypatch.setattr(
            "explorer.storage.provenance.version",
            lambda name, changed=library: "0" if name == changed else version(name),
        )
        seen.add(provenance(package))
    assert len(seen) == 1 + len(changed) + 5


def test_where_cells_are_kept(monkeypatch, tmp_path):
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("EXPLORER_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "loss-wiring-explorer"
