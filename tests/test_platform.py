"""Rows of a run that is computed again are joined only where the platform is the same."""

import json
import re
from contextlib import closing

import numpy as np
import pytest
from fake_workers import FakeWorker
from playwright.sync_api import expect

from explorer.hub.hub import RunHub
from explorer.hub.telemetry import HEADER
from explorer.records.messages import Ready, Rows, Started
from explorer.records.platform import Platform
from explorer.records.spec import RunSpec
from explorer.storage import platform
from explorer.web.viewer import Viewer

OLD, NEW = Platform("EPYC", "ab", "Keras 3"), Platform("Xeon", "cd", "Keras 3")
SPEC = RunSpec("joint_tape", steps=100)


class Hub(RunHub):
    """Two workers that compute nothing; the test says what they are and what they send."""

    def __init__(self):
        super().__init__(workers=2, start_worker=lambda hear: FakeWorker(hear, ready=False))

    def welcome(self, catalogue, *platforms):
        """As many workers get ready, each on its platform."""
        starting = [worker for worker in self._crew.workers if not worker.ready]
        for worker, its in zip(starting, platforms, strict=False):
            self._hear(worker, Ready(catalogue, its))

    def compute(self, run, value, rows, first=0):
        """The worker of a run begins it and sends rows that all hold one value."""
        worker = run.worker
        self._hear(worker, Started(run.number, ("loss",), {"alpha": 1.0}, ("xla",), {}))
        values = np.full((rows - first, 1), value, np.float32)
        self._hear(worker, Rows(run.number, first, values, ()))


@pytest.fixture
def hub():
    with closing(Hub().start()) as hub:
        yield hub


def told(viewer):
    """What a viewer is told: the kinds of its messages, and first row and rows of its frames."""
    news = []
    for message in viewer.news():
        if isinstance(message, bytes):
            _, _, first, rows, _ = HEADER.unpack_from(message)
            news.append((first, rows))
        else:
            text = json.loads(message)
            news.append((text["type"], text.get("over"), text.get("platform")))
    return news


def restarted(hub, catalogue, before, after):
    """A viewer of a run with 40 rows whose worker died; another one has begun it."""
    hub.welcome(catalogue, before)
    run = hub.open(SPEC)
    viewer = Viewer(0, run, catalogue)
    hub.compute(run, 1.0, 40)
    assert told(viewer)[-2:] == [("run", None, str(before)), (0, 40)]
    hub._hear(run.worker, None)
    hub.welcome(catalogue, after)
    hub.compute(run, 2.0, 60)
    return run, viewer


def test_on_the_same_platform_rows_are_joined(hub, catalogue):
    run, viewer = restarted(hub, catalogue, OLD, OLD)
    assert told(viewer) == [("restarted", False, None), (40, 20)]
    assert run.telemetry.values()[:, 0].tolist() == [1.0] * 40 + [2.0] * 20


def test_on_another_platform_the_run_starts_over_for_its_viewers(hub, catalogue):
    run, viewer = restarted(hub, catalogue, OLD, NEW)
    over = [("restarted", False, None), ("restarted", True, None), ("run", None, str(NEW)), (0, 60)]
    assert told(viewer) == over
    assert run.telemetry.values()[:, 0].tolist() == [2.0] * 60
    reconnected = Viewer(0, run, catalogue, start=40)
    assert ("run", None, str(NEW)) in told(reconnected), "its browser drops the 40 rows"


def test_a_run_goes_on_where_its_rows_can_be_joined(hub, catalogue):
    hub.welcome(catalogue, OLD)
    run = hub.open(SPEC)
    hub.compute(run, 1.0, 40)
    first = run.worker
    hub.welcome(catalogue, NEW)
    assert run.worker is first, "it is not moved to share the work"
    hub._hear(first, None)
    assert run.worker.platform == NEW, "no other was ready"
    hub.welcome(catalogue, OLD)
    assert [worker.platform for worker in run.preferred(hub._crew.ready)] == [OLD]


def test_rows_that_came_before_it_died_are_not_mixed_with_those_of_its_end(hub, catalogue):
    run, viewer = restarted(hub, catalogue, OLD, NEW)
    told(viewer)
    hub._hear(run.worker, None)
    hub.welcome(catalogue, OLD)
    hub.compute(run, 3.0, 10)
    assert told(viewer)[-2:] == [("run", None, str(OLD)), (0, 10)]
    assert run.telemetry.values()[:, 0].tolist() == [3.0] * 10


def test_the_platform_is_the_model_the_instructions_and_the_versions(monkeypatch, tmp_path):
    def of(text):
        (tmp_path / "cpuinfo").write_text(text)
        return platform.this_platform()

    monkeypatch.setattr(platform, "CPU_INFO", tmp_path / "cpuinfo")
    first = of("model name\t: A\nflags\t: avx fma\n\nmodel name\t: A\nflags\t: avx\n")
    assert first.processor.startswith("A ")
    assert all(name in first.versions for name in ("Python 3", "tensorflow 2", "keras 3", "numpy"))
    assert of("model name\t: A\nflags\t: fma avx\n") == first
    assert of("model name\t: A\nflags\t: fma\n") != first
    assert of("model name\t: B\nflags\t: fma avx\n") != first
    monkeypatch.setattr(platform, "version", lambda name: "0")
    assert of("model name\t: A\nflags\t: fma avx\n") != first
    monkeypatch.setattr(platform, "CPU_INFO", tmp_path / "none")
    assert platform.this_platform().processor


def test_a_browser_drops_the_rows_of_another_platform(modules):
    drop = """async () => {
      const { Run } = await import("/telemetry.js");
      const run = new Run(0, 9);
      const about = { spec: {}, columns: ["loss"], steps: 9, platform: "A" };
      const rows = { firstRow: 0, rowCount: 2, rows: [1, 2], snapshotSteps: [1], snapshots: [[0]] };
      const dropped = [run.describe(about)];
      run.append(rows);
      run.chains[0] = {};
      dropped.push(run.describe({ ...about }), run.rows);
      dropped.push(run.describe({ ...about, platform: "B" }), run.rows, run.chains.length);
      dropped.push(run.append({ ...rows, firstRow: 2 }), run.append(rows), run.rows);
      return dropped;
    }"""
    assert modules.evaluate(drop) == [False, False, 2, True, 0, 0, False, True, 2]


STARTS_OVER = """
  const OTHER = "another kind of machine";
  window.WebSocket = class extends WebSocket {
    set onclose(closed) {
      super.onclose = closed && ((event) => {
        if (this.held) this.held.push(() => closed(event));
        else closed(event);
      });
    }
    set onmessage(take) {
      if (!take || !this.url.includes("/api/stream")) {
        super.onmessage = take;
        return;
      }
      const seen = [];
      const startOver = (run) => {
        this.held = [];
        const say = (message) => take({ data: JSON.stringify(message) });
        say({ type: "restarted", run, over: true });
        const texts = seen.filter((data) => typeof data === "string");
        const messages = texts.map((data) => JSON.parse(data));
        const about = messages.find(({ type, run: its }) => type === "run" && its === run);
        say({ ...about, platform: OTHER });
        setTimeout(() => {
          const frames = seen.filter((data) => data instanceof ArrayBuffer);
          const own = frames.filter((data) => new DataView(data).getUint16(0, true) === run);
          for (const data of own) take({ data });
          for (const happen of this.held) happen();
          this.held = false;
        }, 1500);
      };
      super.onmessage = ({ data }) => {
        if (this.held) {
          this.held.push(() => take({ data }));
          return;
        }
        take({ data });
        if (this.held === false) return;
        seen.push(data);
        const view = data instanceof ArrayBuffer && new DataView(data);
        if (view && view.getUint32(8, true) > 0) startOver(view.getUint16(0, true));
      };
    }
  };
"""
"""After its first rows, a run starts over: what the server sends then, with its own rows again."""


def test_a_page_whose_run_starts_over_says_so_and_shows_it_whole(visit):
    page = visit("?view=fixed&steps=400&seed=77", before=STARTS_OVER, plays=True)
    panel = page.locator(".panel")
    expect(panel.get_by_text("Starting over on another kind of machine")).to_be_visible()
    expect(panel).to_have_attribute("data-rows", "0")
    expect(panel).to_have_attribute("data-state", "ended")
    expect(panel).to_have_attribute("data-rows", "400")
    expect(panel).to_have_attribute("data-fingerprints", re.compile("[0-9a-f]{12}"))
