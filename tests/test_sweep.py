"""Sweeps: what is computed, kept and told; the table, which is that of single runs; the page."""

import argparse
import csv
import json
import math
import re
from collections import Counter
from dataclasses import replace
from threading import Event, Thread
from typing import get_args
from urllib.request import urlopen

import pytest
from app_server import address, opened
from cells import an_outcome
from fake_workers import pages_that_compute_nothing
from playwright.sync_api import expect
from websockets.sync.client import connect

from explorer.hub.outcome_store import OutcomeStore
from explorer.hub.run import Run
from explorer.records.cell import Cell
from explorer.records.grid import SWEPT, Grid
from explorer.records.messages import Ended, Failed
from explorer.records.outcome import ParameterResult, Verdict
from explorer.sweep.command import add_sweep
from explorer.sweep.component import SERIES, STATIC, command
from explorer.sweep.controls import EXAMPLE
from explorer.sweep.route import Refused, parse
from explorer.sweep.rows import columns_of, rows_of
from explorer.sweep.shown import shown_result
from explorer.sweep.summary import counted, groups, mark, way
from explorer.sweep.sweep import AHEAD, Result, Sweep
from explorer.words.wirings import alike, went


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
        ranges = {name: "0-19" in app.text_input(f"sweep_{name}").help for name in ("lr", "seed")}
        assert ranges == {"lr": False, "seed": True}
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


@pytest.mark.parametrize("query", [EXAMPLE, "loss_lr=0.1&seed=0-2,7", ""])
def test_the_command_beside_a_link_computes_the_same_grid(query, catalogue):
    grid, _ = Grid.from_query(query, catalogue)
    parser = argparse.ArgumentParser()
    add_sweep(parser.add_subparsers())
    _, _, _, *words = command(grid).split()
    given = vars(parser.parse_args(words))
    again = {name: given[name] for name in SWEPT if given[name] is not None}
    assert Grid.from_query(again, catalogue) == (grid, ())


def test_every_verdict_has_its_word_and_a_lost_parameter_may_have_changed(spec, catalogue):
    works = an_outcome(spec)
    words = [went(replace(works, verdict=verdict), catalogue) for verdict in get_args(Verdict)]
    assert len({*words}) == len(words)
    stays = {"log_variance": ParameterResult(1.0, 1.0, None, None, None)}
    lost = replace(works, verdict="lost")
    assert went(replace(lost, parameters=stays), catalogue) != went(lost, catalogue)


def test_only_wirings_whose_runs_are_all_over_and_went_one_way_are_named(catalogue):
    titles = {wiring: catalogue.wiring(wiring).title for wiring in ("closure", "joint_tape")}
    runs = {"closure": 2_000, "joint_tape": 3}

    def named(**ways):
        text = alike({wiring: Counter(of) for wiring, of in ways.items()}, runs, catalogue)
        return [wiring for wiring, title in titles.items() if title in text], text

    both = {"closure": {"stayed": 2_000}, "joint_tape": {"moved": 3}}
    assert named(**both)[0] == [*titles]
    assert "2,000 of 2,000" in named(**both)[1]
    assert named(**both | {"closure": {"stayed": 1_999}})[0] == ["joint_tape"]
    assert named(**both | {"joint_tape": {"moved": 2, "diverged": 1}})[0] == ["closure"]
    assert named(closure={}, joint_tape={}) == ([], "")


@pytest.fixture(scope="module")
def pure(chromium):
    """Modules of the picture that import nothing: their exports by name."""
    page = chromium.new_page()
    for name in ("bounds", "looks", "series"):
        source = (STATIC / f"{name}.js").read_text(encoding="utf-8")
        page.evaluate(
            """async (source) => {
              const blob = new Blob([source], { type: "text/javascript" });
              Object.assign(window, await import(URL.createObjectURL(blob)));
            }""",
            source,
        )
    yield page
    page.close()


def test_values_are_read_only_where_every_loss_reads_them_as_they_are(catalogue, pure):
    grid, points = points_of("wiring=joint_tape,rounded", catalogue)
    shown = []
    for place, point in enumerate(points):
        outcome = replace(an_outcome(point.spec), reads_as_is=point.spec.wiring == "joint_tape")
        result = Result(place, Cell(outcome, (), ""))
        shown.append((place, shown_result(result, grid.points(catalogue), catalogue)))
    compare = """(entries) => {
      const found = comparable(new Map(entries), { symbol: "σ", own: "s" });
      const values = [...found.results.values()].map((cell) => cell.values.log_variance);
      return [found.own, found.view.symbol, values];
    }"""
    e = math.e
    alone = pure.evaluate(compare, [each for each in shown if each[1]["values"]])
    assert alone == [False, "σ", [[pytest.approx(e**0.5), pytest.approx(e)]]]
    assert pure.evaluate(compare, shown) == [True, "s", [[1.0, 2.0]] * 2]


def test_series_that_end_the_same_lie_visibly_beneath_each_other(pure):
    ends = [1.0, 1.0, 0.3, 1.0, math.nan, math.nan]
    under = """(ends) => {
      const results = new Map(ends.map((end, place) => [place, { values: { a: [0, end] } }]));
      return beneath(ends.map((_, place) => [[place]]), results, "a");
    }"""
    assert pure.evaluate(under, ends) == [2, 1, 0, 0, 0, 0]


def test_more_series_than_colours_look_different_and_have_a_mark(pure):
    looks = pure.evaluate("(s) => [...Array(64).keys()].map((row) => lookOf(s, row))", SERIES)
    assert len({(look["light"], look["symbol"]) for look in looks}) == 64
    assert len({(look["dark"], look["dash"]) for look in looks[:16]}) == 16
    marks = pure.evaluate("(looks) => looks.map((look) => swatch(look).outerHTML)", looks[:8])
    assert not any("undefined" in mark for mark in marks)


@pytest.mark.parametrize(
    ("ends", "levels", "outside"),
    [
        ([], [1], None),
        ([5], [], None),
        ([0.3, 0.5, 0.9, 1], [1], None),
        ([1] * 30, [1, 0.3], None),
        ([*[0.3] * 17, *[1] * 3], [], None),  # a few that stayed are no outliers
        ([*[0.3 + i / 100 for i in range(30)], 5e7], [1], [5e7]),
        ([-900, *[0.3 + i / 100 for i in range(30)], 5e7, 6e7], [], [-900, 5e7, 6e7]),
        ([0.3, 0.31, 5e7], [1], [5e7]),
    ],
)
def test_an_axis_is_bounded_only_where_a_few_runs_would_flatten_the_rest(
    pure, ends, levels, outside
):
    range_ = pure.evaluate("([ends, levels]) => bounds(ends, levels)", [ends, levels])
    if outside is None:
        assert range_ is None
    else:
        low, high = range_
        assert [end for end in ends if not low <= end <= high] == outside
        assert all(low <= level <= high for level in levels)


FAR = "wiring=loss_in_compile,joint_tape&lr=0.01,10&seed=0-1&steps=60"
"""Two of its eight runs end far from the others."""


def test_in_a_browser_a_small_sweep_starts_by_itself_and_can_be_read_and_handed_on(
    visit, catalogue
):
    permissions = ["clipboard-read", "clipboard-write"]
    page = visit(f"sweep?{FAR}", permissions=permissions, color_scheme="dark")
    cells = page.locator("td[data-link=listed]")
    expect(cells).to_have_count(2, timeout=120_000)
    expect(page.locator(".sweep .status")).to_have_text("8 finished", timeout=60_000)
    expect(page.locator(".sweep .over")).to_be_visible()
    expect(page.locator(".sweep .start, .sweep .bar").filter(visible=True)).to_have_count(0)
    expect(page.locator(".sweep .alike")).to_contain_text("4 of 4 runs")

    # What lies outside the axis is at its end, and is counted.
    points = page.locator(".plot .scatterlayer .points path")
    expect(points).to_have_count(8)
    beyond = page.locator(".sweep .beyond")
    expect(beyond).to_contain_text("2 of 8 runs above")
    tallest = page.locator(".plot .ytick").last
    near = tallest.text_content()
    beyond.get_by_role("button").click()
    expect(tallest).not_to_have_text(near)
    expect(points).to_have_count(8)

    # On dark the colours are those that are made for it.
    fills = points.evaluate_all("(paths) => [...new Set(paths.map((p) => p.style.fill))]")
    assert fills == [rgb(dark) for _, dark, *_ in SERIES[:2]]

    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(".sweep .told")).to_contain_text("python -m explorer sweep")
    link = page.evaluate("navigator.clipboard.readText()")
    assert re.match(r"http://localhost:\d+/sweep\?", link)
    handed, problems = Grid.from_query(link.partition("?")[2], catalogue)
    assert (handed.values, problems) == (Grid.from_query(FAR, catalogue)[0].values, ())

    run = cells.nth(1).locator("a")
    assert "seed 0" in run.get_attribute("title")
    assert run.get_attribute("aria-label").startswith(run.text_content())
    with page.expect_popup() as popup:
        run.click()
    expect(popup.value).to_have_url(re.compile(r"\?.*view=broken.*lr=10"))
    popup.value.close()

    page.set_viewport_size({"width": 390, "height": 844})
    tops = [page.locator(f".st-key-sweep{part}").bounding_box()["y"] for part in ORDER_ON_PHONES]
    assert tops == sorted(tops)


ORDER_ON_PHONES = ("", "-views", "-settings")


def rgb(color):
    return f"rgb({', '.join(str(int(color[at : at + 2], 16)) for at in (1, 3, 5))})"
