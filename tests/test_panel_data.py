"""What the panel receives before the first message of the stream."""

import json
import re

from app_server import ROOT

from explorer.panel.data import panel_data
from explorer.records.catalogue import LINKS
from explorer.records.spec import Comparison


def data(catalogue, query):
    comparison, problems = Comparison.from_query(query, catalogue)
    assert not problems
    return panel_data(comparison, catalogue)


def step_axes(panel):
    layouts = [chart["figure"]["layout"] for chart in panel["charts"]]
    return {layout["meta"]["steps"] for layout in layouts if layout.get("meta")}


def test_what_the_panel_is_given_is_json(catalogue):
    panel = data(catalogue, "")
    assert json.loads(json.dumps(panel, allow_nan=False)) == panel


def test_every_run_has_its_own_length(catalogue):
    both = data(catalogue, "broken=numpy_in_loss&steps=2000")
    assert [wiring["steps"] for wiring in both["wirings"]] == [500, 2000]
    assert step_axes(both) == {2000}


def test_the_axis_of_a_shorter_run_alone_ends_with_it(catalogue):
    alone = data(catalogue, "view=broken&broken=numpy_in_loss&steps=2000")
    assert [wiring["steps"] for wiring in alone["wirings"]] == [500]
    assert step_axes(alone) == {500}


def test_the_readme_and_the_panel_say_the_same_of_every_link(catalogue):
    _, _, table = (ROOT / "README.md").read_text("utf-8").partition("| link | holds when |\n")
    rows = re.findall(r"^\| (\w+) \| (.+) \|$", table.partition("\n\n")[0], re.M)
    told = {link["name"]: link["holds_when"] for link in data(catalogue, "")["links"]}
    assert dict(rows) == told
    assert list(told) == list(LINKS)
