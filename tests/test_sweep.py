"""Sweeps: what is computed, kept and told; the table, which is that of single runs; the page."""

import csv
import json
import re
from collections import Counter
from dataclasses import replace
from threading import Event, Thread
from urllib.request import urlopen

import pytest
from app_server import address, opened
from cells import an_outcome
from fake_workers import pages_that_compute_nothing
from playwright.sync_api import expect
from websockets.sync.client import connect

from explorer.hub.outcome_store import OutcomeStore
from explorer.hub.run import Run
from explorer.records.grid import Grid
from explorer.records.messages import Ended, Failed
from explorer.sweep.controls import EXAMPLE
from explorer.sweep.route import Refused, parse
from explorer.sweep.rows import columns_of, rows_of
from explorer.sweep.summary import counted, groups, mark, way
from explorer.sweep.sweep import AHEAD, Sweep


class InstantHub:
    """Every run is over as soon as it is opened; those of seed 3 fail."""

    ready_workers = 2

    def __init__(self):
        self.opened = []
        self.most = 0
        self.stop = lambda: None

    def open_all(self, specs, client, survey):
        assert (client, survey) == ("sweep", False)
        self.most = max(self.most, len(specs))
        runs = [Run(number, spec, client, survey) for number, spec in enumerate(specs)]
        for run in runs:
            self.opened.append(run.spec)
            failed = run.spec.seed == 3
            run.hear(Failed(0, "worker died") if failed else Ended(0, an_outcome(run.spec)))
        if len(self.opened) > 6:
            self.stop()
        return runs


def points_of(query, catalogue):
    grid, problems = Grid.from_query(query, catalogue)
    assert problems == ()
    return grid, grid.points(catalogue).points


def test_a_stopped_sweep_goes_on_without_computing_anything_twice(tmp_path, catalogue):
    _, points = points_of("seed=0-19&lr=0.1,0.2&wiring=joint_tape", catalogue)
    first, told = InstantHub(), []
    sweep = Sweep(first, OutcomeStore(tmp_path, catalogue), points, told.append)
    first.stop = sweep.stop
    sweep.look()
    sweep.run()
    assert 0 < len(told) < len(points)
    assert sweep.progress.remaining == len(points) - len(told)
    second, after = InstantHub(), []
    again = Sweep(second, OutcomeStore(tmp_path, catalogue), points, after.append)
    again.look()
    again.run()
    assert {result.place for result in after} == set(range(len(points)))
    done = {points[result.place].spec for result in told if result.cell}
    assert not done & set(second.opened)
    assert len(second.opened) == len(points) - len(done)
    first.stop = lambda: None
    sweep.go_on()
    sweep.run()
    assert sweep.progress.remaining == 0
    failed = [points[result.place].spec.seed for result in after if result.failure]
    assert failed == [3, 3]
    assert (again.progress.finished, again.progress.failed, again.progress.remaining) == (38, 2, 0)
    assert max(first.most, second.most) <= AHEAD * InstantHub.ready_workers


def test_points_with_the_same_run_are_computed_once(tmp_path, catalogue):
    _, points = points_of("wiring=loss_in_compile&loss_lr=0.1,0.2,0.3", catalogue)
    assert len(points) == 3 and len({point.spec for point in points}) == 1
    hub, told = InstantHub(), []
    Sweep(hub, OutcomeStore(tmp_path, catalogue), points, told.append).run()
    assert len(hub.opened) == 1
    assert sorted(result.place for result in told) == [0, 1, 2]


def test_a_sweep_without_workers_waits_until_it_is_stopped(tmp_path, catalogue):
    class NoWorker(InstantHub):
        ready_workers = 0

        def open_all(self, specs, client, survey):
            return [Run(0, spec, client, survey) for spec in specs]

    _, points = points_of("seed=0-3", catalogue)
    sweep = Sweep(NoWorker(), OutcomeStore(tmp_path, catalogue), points, print)
    thread = Thread(target=sweep.run)
    thread.start()
    sweep.stop()
    thread.join(30)
    assert not thread.is_alive()


def test_a_table_has_the_rows_of_the_single_runs(tmp_path, catalogue, hub, session):
    query = "wiring=loss_in_compile,registering_model&seed=0,7&steps=120"
    grid, points = points_of(query, catalogue)
    cells = [None] * len(points)

    def tell(result):
        cells[result.place] = result.cell

    Sweep(hub, OutcomeStore(tmp_path, catalogue), points, tell).run()
    rows = list(rows_of(points, cells, "http://app/", catalogue))
    assert [(row["wiring"], row["seed"]) for row in rows] == [
        (wiring, seed) for wiring in ("loss_in_compile", "registering_model") for seed in (0, 7)
    ]
    assert [row["broken_link"] for row in rows] == ["listed", "listed", None, None]
    for row, point in zip(rows, sorted(points, key=lambda point: point.at), strict=True):
        alone = session.run_to_end(point.spec).outcome
        assert row["fingerprint"] == alone.fingerprint
        assert row["log_variance.final"] == alone.parameters["log_variance"].final
        assert row["link"].startswith("http://app/?v=2&view=")
    assert {*rows[0]} <= {*columns_of(points, catalogue)}
    labels = [label for label, _ in groups(grid, points, cells, catalogue)]
    assert labels == [catalogue.wiring(key).title for key in grid.axes["wiring"]]
    assert "2 lost at “listed”" in counted(Counter(way(cell.outcome) for cell in cells))


def test_runs_of_a_sweep_are_computed_again_with_their_landscape_when_a_page_opens_them(
    tmp_path, catalogue, hub
):
    (point,) = points_of("seed=77&steps=50&wiring=joint_tape", catalogue)[1]
    Sweep(hub, OutcomeStore(tmp_path, catalogue), [point], lambda _: None).run()
    run = hub.open(point.spec)
    fingerprint = run.outcome.fingerprint
    assert not run.complete
    complete = Event()
    run.watch(lambda: run.complete and complete.set())
    assert complete.wait(60)
    assert run.landscape is not None
    assert run.outcome.fingerprint == fingerprint
    assert run.restarts == 0


@pytest.mark.parametrize("text", ["{", "[1]", '{"type": ["run"]}', '{"type": "walk"}', "0"])
def test_a_message_that_cannot_be_used_is_refused_in_words(text):
    with pytest.raises(Refused, match="expected one of run, stop"):
        parse(text)


SMALL = "wiring=loss_in_compile,joint_tape&seed=0-2&steps=60"


def test_a_sweep_over_the_real_route_computes_when_asked_and_keeps_its_table(server):
    with connect(server.socket_url(SMALL, "sweep")) as socket:
        grid = json.loads(socket.recv(timeout=60))
        assert [axis["name"] for axis in grid["axes"]] == ["wiring", "seed"]
        assert len(grid["points"]) == len(grid["queries"]) == 6
        progress = json.loads(socket.recv(timeout=60))
        assert (progress["remaining"], progress["computing"], progress["small"]) == (6, False, True)
        socket.send(json.dumps({"type": "run"}))
        cells = {}
        while progress["remaining"]:
            news = json.loads(socket.recv(timeout=120))
            if news["type"] == "cells":
                cells |= {cell["place"]: cell for cell in news["cells"]}
            else:
                progress = news
        assert sorted(cells) == list(range(6))
        assert "3 lost at “listed”" in progress["summary"]
    with connect(server.socket_url(SMALL, "sweep")) as socket:
        json.loads(socket.recv(timeout=60))
        again = json.loads(socket.recv(timeout=60))
        assert {cell["place"]: cell for cell in again["cells"]} == cells
    with urlopen(f"{server.url}/api/sweep.csv?{SMALL}") as answer:
        rows = list(csv.DictReader(answer.read().decode().splitlines()))
    assert [row["broken_link"] for row in rows] == 3 * ["listed"] + 3 * [""]
    assert all(row["link"].startswith(server.url) for row in rows)
    with connect(server.socket_url("seed=9-1", "sweep")) as socket:
        assert "expected a range" in json.loads(socket.recv(timeout=30))["message"]


def test_the_page_reports_what_cannot_be_used_and_keeps_the_rest(tmp_path, monkeypatch, catalogue):
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path))
    with pages_that_compute_nothing(catalogue):
        app = opened("pages/sweep.py")
        assert not app.error and not app.warning
        assert app.multiselect("sweep_wiring").value == ["loss_in_compile", "registering_model"]
        assert app.selectbox("sweep_x").value == "lr"
        app.text_input("sweep_seed").set_value("0-9,x").run()
        assert "expected a whole number" in app.error[0].value
        assert "seed" not in address(app)  # nothing is computed for what is not in the fields
        app.text_input("sweep_seed").set_value("0-9").run()
        assert not app.error
        assert address(app)["seed"] == "0-9"
        app.text_input("sweep_lr").set_value("").run()
        assert app.selectbox("sweep_x").value == "seed"
        app = opened("pages/sweep.py", "seed=0-3&nonsense=1")
        assert "nonsense" in app.warning[0].value


@pytest.mark.parametrize("verdict", ["wrong", "worse", "diverged", "raised"])
def test_a_run_that_went_wrong_after_its_chain_held_is_not_called_whole(spec, verdict):
    works = an_outcome(spec)
    wrong = replace(works, verdict=verdict)
    assert (way(wrong) != way(works)) and (mark(wrong) != mark(works) == "holds")


def test_the_example_is_a_grid(catalogue):
    grid, _ = points_of(EXAMPLE, catalogue)
    assert len(grid.axes) == 3


def test_in_a_browser_a_small_sweep_starts_by_itself_and_opens_its_runs(visit):
    page = visit(f"sweep?{SMALL}&x=seed")
    cells = page.locator("td[data-link=listed]")
    expect(cells).to_have_count(3, timeout=120_000)
    expect(page.locator("td[data-link=holds]")).to_have_count(3, timeout=60_000)
    expect(page.locator(".sweep .status")).to_have_text("6 finished")
    expect(page.locator(".plot .scatterlayer .points path")).to_have_count(6)
    expect(page.get_by_role("button", name="Done")).to_be_disabled()
    with page.expect_popup() as popup:
        cells.nth(1).locator("a").click()
    expect(popup.value).to_have_url(re.compile(r"\?.*view=broken.*seed=1"))
    popup.value.close()
