"""Cells of the table of outcomes: what is kept of a run, where, and until when."""

import dataclasses
import json
import os
import resource

import numpy as np
from cells import a_cell
from hypothesis import given
from hypothesis import strategies as st

from explorer.hub.cell_of import MAX_POINTS, reduced
from explorer.hub.outcome_store import OutcomeStore, address
from explorer.storage import kept


@given(st.lists(st.floats(width=32), min_size=1, max_size=300))
def test_a_reduced_line_keeps_ends_and_extremes(values):
    values = np.array(values)
    points = reduced(values)
    good = np.flatnonzero(np.isfinite(values))
    assert len(points) <= MAX_POINTS
    if not len(good):
        assert points == ()
        return
    assert points[0][0] == good[0]
    assert points[-1][0] == good[-1]
    drawn = [values[step] for step, _ in points]
    assert (min(drawn), max(drawn)) == (values[good].min(), values[good].max())


def test_a_cell_is_there_for_the_next_process_until_it_is_damaged(tmp_path, catalogue, spec):
    cell = a_cell(spec)
    OutcomeStore(tmp_path, catalogue).put(cell)
    assert OutcomeStore(tmp_path, catalogue).get(spec) == cell
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    kept.write(a_cell(dataclasses.replace(spec, seed=1)), file)
    plain = json.dumps(dataclasses.asdict(cell.outcome)).encode()
    for damaged in (file.read_bytes(), whole[:-9], plain):
        file.write_bytes(damaged)
        assert OutcomeStore(tmp_path, catalogue).get(spec) is None, damaged[:200]
    newer = a_cell(spec, "2026-01-02")
    store = OutcomeStore(tmp_path, catalogue)
    store.put(newer)
    assert OutcomeStore(tmp_path, catalogue).get(spec) == store.get(spec) == newer


def test_what_a_result_depends_on_is_in_its_address(catalogue, spec):
    addresses = {
        address(spec, catalogue),
        address(spec, dataclasses.replace(catalogue, provenance="another")),
        address(dataclasses.replace(spec, seed=1), catalogue),
    }
    assert len(addresses) == 3


def test_a_full_folder_is_left_without_parts(tmp_path, catalogue, spec, caplog):
    store = OutcomeStore(tmp_path, catalogue)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        store.put(a_cell(spec))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(tmp_path.iterdir()) == []
    assert store.get(spec) == a_cell(spec)
    assert "File too large" in caplog.text


def test_a_folder_that_cannot_be_written_is_told_once_and_cells_are_kept(
    tmp_path, catalogue, spec, caplog
):
    blocked = tmp_path / "file"
    blocked.write_text("")
    store = OutcomeStore(blocked / "folder", catalogue)
    store.put(a_cell(spec))
    store.put(a_cell(spec))
    assert store.get(spec) == a_cell(spec)
    assert caplog.text.count("memory only") == 1


def test_the_oldest_cells_are_forgotten(tmp_path, catalogue, spec, monkeypatch):
    monkeypatch.setattr("explorer.hub.outcome_store.MAX_FILES", 2)
    monkeypatch.setattr("explorer.hub.outcome_store.MAX_HELD", 2)
    monkeypatch.setattr("explorer.hub.outcome_store.PUTS_PER_LOOK", 1)
    (tmp_path / "catalogue-1.pickle").write_text("of another kind")
    store = OutcomeStore(tmp_path, catalogue)
    specs = [dataclasses.replace(spec, seed=seed) for seed in range(5)]
    for age, each in enumerate(specs):
        store.put(a_cell(each))
        os.utime(tmp_path / f"{address(each, catalogue)}.pickle", (age, age))
    assert [store.get(each) is not None for each in specs] == [False, False, True, True, True]
    assert (tmp_path / "catalogue-1.pickle").exists()
