"""The table of outcomes: its rows, links and filters, its route, and the page."""

import json
import re

import pytest
from app_server import opened
from fake_workers import pages_that_compute_nothing
from playwright.sync_api import expect
from tasks import with_tasks
from websockets.sync.client import connect

from explorer.outcomes.route import Refused, parse
from explorer.outcomes.table import Filter, comparison_of, spec_of, table
from explorer.records.fields import FIELD
from explorer.records.spec import Comparison
from explorer.records.suiting import showcase


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


def test_the_page_filters_says_when_nothing_is_left_and_resets(monkeypatch, tmp_path, catalogue):
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path))
    with pages_that_compute_nothing(catalogue):
        app = opened("pages/outcomes.py")
        assert not app.info
        app.text_input("filter_text").set_value("no such words").run()
        assert "No wiring passes" in app.info[0].value
        app.button[0].click().run()
        assert not app.info
        assert app.text_input("filter_text").value == ""


def test_cells_come_over_the_real_route(server):
    url = server.socket_url(route="outcomes")
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
    expect(page.locator(cell)).to_have_attribute(
        "href", re.compile(r"/\?.*broken=only_model_variables.*steps=200")
    )
