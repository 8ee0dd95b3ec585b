"""The outcomes: cells kept on disk, measured in the right order, shown and linked."""

import dataclasses
import json
import re
import resource
import shutil
import threading
from importlib.metadata import version

import numpy as np
import psutil
import pytest
from app_server import ROOT
from cold_worker import ColdWorker
from fake_workers import pages_that_compute_nothing
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest
from tasks import with_tasks
from websockets.sync.client import connect

from explorer.engine.inventory import inventory
from explorer.hub import aside
from explorer.hub.aside import AsideWorker
from explorer.hub.hub import RunHub
from explorer.hub.run import Run
from explorer.outcomes.cell import MAX_POINTS, Cell, Curve, reduced
from explorer.outcomes.measuring import Measuring
from explorer.outcomes.route import Refused, parse
from explorer.outcomes.store import OutcomeStore, address
from explorer.outcomes.table import (
    Filter,
    comparison_of,
    spec_of,
    table,
)
from explorer.records.fields import FIELD
from explorer.records.messages import Ended, Failed, Started, Stop, Submit
from explorer.records.outcome import Chain, Outcome, ParameterResult
from explorer.records.spec import Comparison
from explorer.records.suiting import showcase
from explorer.storage import kept
from explorer.storage.cache import cache_folder
from explorer.storage.provenance import provenance


def an_outcome(spec):
    return Outcome(
        spec=spec,
        status="finished",
        step=200,
        exception=None,
        mode="xla",
        chain=Chain(()),
        parameters={"log_variance": ParameterResult(1.0, 2.0, None, None, None)},
        first_loss=1.0,
        final_loss=1.0,
        first_validation=None,
        final_validation=None,
        steps_per_second=None,
        fingerprint="f",
        versions="TF",
    )


def a_cell(spec, measured_at="2026-01-01"):
    curve = Curve("log_variance", 1.0, 2.0, ((0, 1.0), (200, 2.0)))
    return Cell(an_outcome(spec), (curve,), measured_at)


@pytest.fixture
def spec(catalogue):
    return spec_of(catalogue.wiring("joint_tape"), "gaussian", catalogue)


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
    for damaged in (file.read_bytes(), whole[:-9], json.dumps(cell.shown(catalogue)).encode()):
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


def test_provenance_changes_with_every_source_of_a_result(tmp_path, monkeypatch):
    package = tmp_path / "explorer"
    shutil.copytree(ROOT / "explorer", package)
    first = provenance(package)
    assert first == inventory().catalogue.provenance
    changed = [
        *("wirings/joint_tape.py", "losses/gaussian.py", "losses/parametric.py", "models.py"),
        *("datasets/noisy_sine.py", "datasets/engel.csv", "engine/probe.py", "engine/chain.py"),
        *("records/spec.py", "hub/telemetry.py", "outcomes/cell.py", "engine/new.py"),
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
    for name in ("web/health.py", "words/sentence.py"):
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


def test_where_cells_are_kept(monkeypatch, tmp_path):
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("EXPLORER_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "loss-wiring-explorer"


class FakeHub:
    """Computes at once what it is let compute; says what and in which order."""

    def __init__(self):
        self.turns = threading.Semaphore(0)
        self.quiet = True
        self.computed = []

    def wait_until_quiet(self):
        assert self.turns.acquire(timeout=30)
        return True

    def compute_aside(self, spec):
        self.computed.append(spec)
        run = Run(1, spec)
        run.start(Started(1, ("log_variance.value",), {"log_variance": 1.0}, "xla", {}))
        run.telemetry.append(0, np.full((200, 1), 2.0, np.float32), ())
        run.hear(Ended(1, an_outcome(spec)))
        return run


class Ear:
    """Hears a viewer's news and waits for them."""

    def __init__(self):
        self.news = []
        self.changed = threading.Condition()

    def __call__(self, news):
        with self.changed:
            self.news.append(news)
            self.changed.notify_all()

    def told(self, kind="cell"):
        return [news.spec for news in self.news if news.kind == kind]

    def until(self, count):
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.told()) >= count, 30)


def test_the_newest_wish_goes_first_and_only_while_pages_are_quiet(tmp_path, catalogue, spec):
    a, b, c, d, e = (dataclasses.replace(spec, seed=seed) for seed in range(5))
    hub, ear, other = FakeHub(), Ear(), Ear()
    measuring = Measuring(hub, OutcomeStore(tmp_path, catalogue))
    viewer, late = measuring.join(ear), measuring.join(other)
    gone = measuring.join(Ear())
    measuring.want(gone, [e])
    measuring.want(viewer, [a, b, c])
    measuring.want(late, [d, a])
    measuring.leave(gone)
    assert hub.computed == []
    hub.turns.release(5)
    ear.until(4)
    assert hub.computed == [d, a, b, c]
    assert ear.told("measuring") == [d, a, b, c]

    measuring.want(viewer, [c])
    assert ear.told()[4:] == [c]  # known: told at once
    measuring.measure_again(viewer, [c])
    measuring.want(viewer, [c, b])
    hub.turns.release(2)
    ear.until(7)
    assert hub.computed[4:] == [c]


class FakeWorker:
    """Dies, or fails every run, and remembers what it was told."""

    def __init__(self, hear, dies):
        self.hear, self.dies = hear, dies
        self.ready, self.grown, self.said = not dies, False, []
        if dies:
            threading.Timer(0.05, hear, (self, None)).start()

    def send(self, message):
        self.said.append(message)
        if isinstance(message, Submit):
            failed = Failed(message.run, "no")
            threading.Timer(0.05, self.hear, (self, failed)).start()


@pytest.fixture
def workers():
    return []


def aside_with(workers, dies):
    def start(hear, *, yielding):
        assert yielding
        workers.append(FakeWorker(hear, dies))
        return workers[-1]

    return AsideWorker(start)


def test_a_run_whose_worker_dies_gets_one_more_try(spec, workers):
    run = aside_with(workers, dies=True).compute(spec)
    assert len(workers) == 2
    assert "died twice" in run.failure


def test_a_worker_is_kept_until_it_has_grown_or_is_idle(spec, workers, monkeypatch):
    lane = aside_with(workers, dies=False)
    lane._begin()
    lane.compute(spec)
    lane.compute(spec)
    lane.end_when_idle()
    assert lane.worker is workers[0]
    workers[0].grown = True
    lane.compute(spec)
    assert lane.worker is None
    assert isinstance(workers[0].said[-1], Stop)

    lane._begin()
    monkeypatch.setattr(aside, "IDLE_SECONDS", -1.0)
    lane.end_when_idle()
    assert lane.worker is None
    assert isinstance(workers[1].said[-1], Stop)


def test_a_real_cell_waits_for_pages_and_leaves_no_process(tmp_path, catalogue, spec):
    hub = RunHub(workers=1, start_worker=ColdWorker).start()
    try:
        hub.catalogue(timeout=120)
        page = Comparison(steps=20_000, seed=3).run("joint_tape", catalogue)
        watched = hub.open(page)
        watched.watch(lambda: None)
        ear = Ear()
        measuring = Measuring(hub, OutcomeStore(tmp_path, catalogue))
        viewer = measuring.join(ear)
        seen = []

        def notify(news):
            seen.append((news.kind, watched.over))
            ear(news)

        viewer.notify = notify
        measuring.want(viewer, [spec])
        with ear.changed:
            assert ear.changed.wait_for(lambda: ear.told() or ear.told("failed"), 120)
        assert seen[0] == ("waiting", False)
        assert seen[1] == ("measuring", True), "it began while a page's run was computed"
        pid = hub._aside.worker.figures["pid"]
        assert psutil.Process(pid).nice() > psutil.Process().nice()
        assert len(hub.status()["workers"]) == 1
        cell = measuring.store.get(spec)
        assert (cell.outcome.status, cell.outcome.broken_link) == ("finished", None)
        assert OutcomeStore(tmp_path, catalogue).get(spec) == cell
        assert cell.curves[0].points[0] == (0, cell.curves[0].initial)
    finally:
        hub.close()
    assert not psutil.pid_exists(pid)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "expected JSON"),
        ("[1]", "type: expected one of look, want, again"),
        ('{"type":"run","cells":[]}', "type: expected one of"),
        ('{"type":"want"}', "cells: expected a list"),
        ('{"type":"want","cells":[["joint_tape"]]}', "expected pairs"),
        ('{"type":"want","cells":[["nothing","gaussian"]]}', "no wiring or loss has the key"),
        ('{"type":"want","cells":[[[1],"gaussian"]]}', "no wiring or loss has the key"),
    ],
)
def test_a_message_that_cannot_be_used_is_refused_in_words(catalogue, text, words):
    with pytest.raises(Refused, match=words):
        parse(text, catalogue)


def test_every_cell_leads_to_its_own_run(catalogue):
    shown = table(Filter(), catalogue)
    keys = {loss["key"] for loss in shown["losses"]}
    rows = [row for group in shown["groups"] for row in group["rows"]]
    assert sorted(row["wiring"] for row in rows) == sorted(catalogue.keys("wirings"))
    for row in rows:
        wiring = catalogue.wiring(row["wiring"])
        assert {cell["loss"] for cell in row["cells"]} == keys
        for cell in row["cells"]:
            suits = wiring.suits(catalogue.loss(cell["loss"]))
            assert suits == ("query" in cell)
            if suits:
                read, problems = Comparison.from_query(cell["query"], catalogue)
                assert not problems
                ran = spec_of(wiring, cell["loss"], catalogue)
                assert read.runs(catalogue) == (ran,)
                assert comparison_of(wiring, cell["loss"], catalogue).wirings() == (wiring.key,)


def test_a_loss_runs_on_the_default_dataset_where_it_suits_else_on_its_showcase(catalogue):
    tasks = with_tasks(catalogue)
    shown = table(Filter(), tasks)
    for loss in map(tasks.loss, tasks.keys("losses")):
        ran = spec_of(tasks.wiring("joint_tape"), loss.key, tasks)
        default = tasks.dataset(FIELD["dataset"].default)
        assert ran.dataset == (default if loss.suits(default) else showcase(loss, tasks)).key
        (head,) = (head for head in shown["losses"] if head["key"] == loss.key)
        assert head["dataset"] == tasks.dataset(ran.dataset).title


def test_filters_leave_what_they_say(catalogue):
    def keys(**chosen):
        return {wiring.key for wiring in Filter(**chosen).wirings(catalogue)}

    assert keys(kind="fixed") == set(catalogue.keys("fixed")) == keys(outcomes=("works",))
    assert keys(places=("listed",)) == {
        wiring.key for wiring in catalogue.wirings if wiring.breaks_at == "listed"
    }
    assert "fresh_loss" in keys(outcomes=("raises",), places=("variable",))
    assert keys(text="new LOSS every") >= {"fresh_loss"}
    assert keys(text="no such words") == set()


def test_who_waits_for_a_run_of_a_page_is_told(tmp_path, catalogue, spec):
    hub = FakeHub()
    hub.quiet = False
    measuring = Measuring(hub, OutcomeStore(tmp_path, catalogue))
    told = []
    measured = threading.Event()

    def notify(news):
        told.append(news.kind)
        if news.kind == "cell":
            measured.set()

    measuring.want(measuring.join(notify), [spec])
    hub.turns.release()
    hub.turns.release()
    assert measured.wait(30)
    assert told[:3] == ["waiting", "measuring", "cell"]


def test_the_page_filters_says_when_nothing_is_left_and_resets(monkeypatch, tmp_path, catalogue):
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path))
    with pages_that_compute_nothing(catalogue):
        app = AppTest.from_file(str(ROOT / "pages" / "outcomes.py"), default_timeout=60).run()
        assert not app.exception
        assert not app.info
        app.text_input("filter_text").set_value("no such words").run()
        assert "No wiring passes" in app.info[0].value
        app.button[0].click().run()
        assert not app.info
        assert app.text_input("filter_text").value == ""


def test_cells_come_over_the_real_route(server):
    url = f"{server.url.replace('http', 'ws', 1)}/api/outcomes"
    want = {"type": "want", "cells": [["only_model_variables", "penalty"]]}
    with connect(url) as socket:
        socket.send(json.dumps({**want, "type": "again"}))  # a page may have shown it already
        socket.send(json.dumps(want))
        messages = [json.loads(socket.recv(timeout=120))]
        while messages[-1]["type"] in ("waiting", "measuring"):
            messages.append(json.loads(socket.recv(timeout=120)))
    measuring, second = messages[-2:]
    assert (measuring["type"], second["type"]) == ("measuring", "cell"), messages
    assert second["cell"]["broken_link"] == "listed"
    assert second["cell"]["curves"][0]["final"] == 1.0
    with connect(url) as socket:
        socket.send(json.dumps({**want, "type": "look"}))
        assert json.loads(socket.recv(timeout=30)) == second
        socket.send("what?")
        assert "expected JSON" in json.loads(socket.recv(timeout=30))["message"]


def test_in_a_browser_cells_fill_in_stay_and_lead_to_explore(visit, catalogue):
    cell = ".cell[data-cell='only_model_variables|gaussian']"
    page = visit("outcomes?losses=gaussian")
    page.get_by_role("searchbox", name="Search").press_sequentially("only model")
    rows = page.locator(".row[data-wiring]")
    # The table is drawn anew when the filter arrives: only then is a cell there to stay.
    found = len(Filter(text="only model").wirings(catalogue))
    expect(rows).to_have_count(found, timeout=60_000)
    page.locator(cell).scroll_into_view_if_needed()
    expect(page.locator(cell)).to_have_attribute("data-state", "lost", timeout=120_000)
    expect(page.locator(f"{cell} .where")).to_have_text("lost at listed")
    expect(page.locator(f"{cell} path.value")).to_have_count(1)

    page.reload()  # the address holds the filters
    expect(rows).to_have_count(found, timeout=60_000)
    page.locator(cell).scroll_into_view_if_needed()
    expect(page.locator(cell)).to_have_attribute("data-state", "lost")
    page.locator(cell).click()
    expect(page).to_have_url(re.compile(r"\?.*broken=only_model_variables"))
    expect(page.locator(".sentence.broken")).to_contain_text("200 steps", timeout=60_000)
