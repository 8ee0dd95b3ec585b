"""The player in real Chromium: one file, opened from `file://` with the network off."""

import base64
import csv
import json
import re
import struct
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect
from recorded import APP, finished
from test_accessibility import GRAVE, IN_DARK, OPTIONS

from explorer import commands as command_line
from explorer.export import pictured
from explorer.export.player import Asked, embedded, player
from explorer.stories.page.shelf import all_stories
from explorer.stories.site import asked, index, write_stories
from explorer.words.sentence import sentence

PANEL = "section.panel"
MOST_BYTES = 3_000_000
LOCAL = {"file", "blob", "data"}
HOSTILE = """</script></title><!--<img src=x onerror="document.title='run'">&amp;'$&{{title}}"""
CHANGED = "steps=300&events=a100.wiring.registering_model"
ATTRIBUTE = "data-fingerprints"
CUT = """(panel) => [...panel.querySelectorAll(".name, .value, .phrase, .number, .note, h3")]
  .filter((node) => node.clientWidth
    && (node.scrollWidth > node.clientWidth || node.scrollHeight > node.clientHeight + 3))
  .map((node) => node.textContent)"""
"""The texts of a panel that have too little room."""


@pytest.fixture(scope="module")
def default(session, catalogue):
    return finished("", session, catalogue)


@pytest.fixture(scope="module")
def changed(session, catalogue):
    """A run rewired in its middle, beside another."""
    return finished(CHANGED, session, catalogue)


@pytest.fixture
def opened(chromium, tmp_path):
    """Open a file without network. Whatever it asks of a host, and every error, fails the test."""
    contexts, errors, schemes = [], [], set()

    def open_(text, plays=False, **options):
        path = tmp_path / f"{len(contexts)}.html"
        path.write_text(text, encoding="utf-8")
        motion = "no-preference" if plays else "reduce"
        context = chromium.new_context(offline=True, reduced_motion=motion, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda m: errors.extend([m.text] if m.type == "error" else []))
        page.on("request", lambda request: schemes.add(request.url.split(":")[0]))
        page.goto(path.as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not errors
    assert schemes <= LOCAL


def at_end(page):
    expect(page.locator(PANEL)).to_have_attribute("data-state", "ended")
    return page


def picture(page, kind):
    return base64.b64decode(page.evaluate(pictured.PICTURE, kind))


def png_size(content):
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", content[16:24])


def fingerprints(runs):
    return ",".join(run.outcome.fingerprint for run in runs)


def test_it_plays_scrubs_and_zooms_without_network(opened, default):
    page = opened(player(default), plays=True)
    panel = page.locator(PANEL)
    expect(panel).to_have_attribute("data-state", "playing")
    expect(panel).to_have_attribute(ATTRIBUTE, fingerprints(default.runs))
    for run in default.runs:
        expect(page.locator(".facts")).to_contain_text(run.outcome.fingerprint)
        expect(page.locator("footer")).to_contain_text(run.outcome.fingerprint)
    page.get_by_label("Playback speed").select_option("instant")
    at_end(page)
    assert panel.get_attribute("data-step") == "2000"

    page.get_by_role("slider", name="Step shown").fill("250")
    page.get_by_role("button", name="One step forward").click()
    expect(panel).to_have_attribute("data-step", "251")
    arithmetic = page.get_by_label("The arithmetic of this step")
    expect(arithmetic.get_by_text("by the tape").first).to_be_visible()
    expect(arithmetic.get_by_text("by difference").first).to_be_hidden()

    page.get_by_role("button", name="Whole run").first.click()
    chart = page.locator("[data-key=loss]")
    plot = chart.locator(".nsewdrag")
    box = plot.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.3, y)
    expect(chart.locator(".cursor .tag")).to_have_text(re.compile("^(5[89]|60).$"))
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, y, steps=3)
    page.mouse.up()
    expect(chart.get_by_role("button", name="Reset zoom")).to_be_visible()


def test_it_offers_nothing_that_needs_a_server(opened, changed):
    page = at_end(opened(player(changed)))
    for name in ("Mend it", "Change here", "16 seeds", "Copy link", "Remove: rewired at step 100"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    link = page.get_by_role("link", name="Open in the Explorer")
    assert link.get_attribute("href") == changed.link
    assert changed.link.startswith(APP)


def test_charts_come_back_after_they_had_no_width(opened, changed):
    page = at_end(opened(player(changed)))
    expect(page.locator("[data-key=loss] .plot")).to_have_attribute("data-lines", "plotly")
    drawn = page.locator("[data-key=loss] .main-svg").first
    width = drawn.get_attribute("width")
    for pixels in ("20px", "0px", ""):
        page.locator("#panel").evaluate("(node, to) => (node.style.width = to)", pixels)
        page.wait_for_timeout(200)
    expect(drawn).to_have_attribute("width", width)


def test_it_is_accessible_in_both_themes_and_no_wider_than_a_phone(opened, changed):
    page = at_end(opened(player(changed), viewport={"width": 390, "height": 844}))
    title = page.locator("[data-key=loss] .xtitle")
    light = title.evaluate("(node) => node.style.fill")
    assert not grave(page, OPTIONS)
    page.emulate_media(color_scheme="dark")
    expect(title).not_to_have_css("fill", light)  # charts follow
    assert not grave(page, IN_DARK)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for width in (390, 820, 1440):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.locator(PANEL).evaluate(CUT) == []


def grave(page, options):
    found = Axe().run(page, options=options).response["violations"]
    return [each["id"] for each in found if each["impact"] in GRAVE]


def test_the_default_comparison_is_small(default):
    assert len(player(default).encode()) < MOST_BYTES


def test_a_run_that_raised_keeps_its_chain_and_its_code(opened, session, catalogue):
    raised = finished("view=broken&broken=numpy_in_compiled_loss", session, catalogue)
    page = at_end(opened(player(raised)))
    expect(page.locator(".exception")).to_contain_text("NotImplementedError")
    expect(page.locator("[data-link=used]")).to_have_attribute("data-state", "lost")
    expect(page.get_by_role("heading", name="The code that ran")).to_be_visible()
    texts = svg_texts(picture(page, "svg"))
    assert any("NotImplementedError" in text for text in texts)


def test_hostile_text_is_text(opened, default, catalogue):
    wirings = tuple(replace(each, title=HOSTILE, code=HOSTILE) for each in catalogue.wirings)
    hostile = replace(default, catalogue=replace(catalogue, wirings=wirings))
    question = Asked(HOSTILE, "?", ("a", "b"), ("1", "2", "3"))
    page = opened(player(hostile, question))
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE)
    assert page.title() == HOSTILE
    page.get_by_role("button", name="Just watch").click()
    at_end(page)
    expect(page.locator(".sentence .title").first).to_have_text(HOSTILE)
    assert page.locator("img[src=x]").count() == 0
    assert any(HOSTILE[:20] in text for text in svg_texts(picture(page, "svg")))


class Scripts(HTMLParser):
    """The texts of all scripts of a document."""

    def __init__(self, document):
        super().__init__()
        self.texts, self.inside = [], False
        self.feed(document)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.inside = tag == "script"

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.texts.append(data)


TEXTS = st.text(st.sampled_from("<>/!-scriptSCRIPT\\\"' \n\u2028é"), max_size=30)


@given(st.lists(TEXTS, max_size=3))
def test_embedded_json_comes_out_as_it_was(value):
    document = f"<script>{embedded(json.dumps(value, ensure_ascii=False))}</script><p>end</p>"
    assert json.loads("".join(Scripts(document).texts)) == value


# ---- pictures


def svg_texts(content):
    root = ElementTree.fromstring(content)
    return ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]


def test_a_picture_shows_both_runs_their_events_and_where_it_is_from(opened, changed):
    page = at_end(opened(player(changed), color_scheme="dark"))
    page.wait_for_function(pictured.DRAWN)
    content = picture(page, "svg")
    texts = svg_texts(content)
    assert changed.link in texts
    for run in changed.runs:
        assert any(run.outcome.fingerprint in text for text in texts)
        assert sentence(run.outcome, changed.catalogue) in " ".join(texts)
    assert texts.count("rewired") >= 3
    assert {"Loss", "Gradient of s", "Fit"} <= set(texts)
    drawing = content.decode()
    assert "stroke: rgb(213, 94, 0)" in drawing
    assert "stroke: rgb(0, 114, 178)" in drawing
    assert "stroke-dasharray: " in drawing
    assert 'fill="#ffffff"/>' in drawing
    assert "var(" not in drawing


def test_a_picture_of_one_chart_is_half_as_wide(modules):
    sizes = modules.evaluate(
        """async () => {
          const { chartPicture } = await import("/picture.js");
          const axis = () => ({ range: [0, 1], title: { text: "step" } });
          const line = { color: "#f00", dash: "dash", width: 2 };
          const trace = { name: "<b>&", mode: "lines", meta: { run: 0 }, line };
          const layout = { xaxis: axis(), yaxis: axis(), font: {} };
          const none = { note: "", data: [], bands: [], guess: null, events: [], empty: "" };
          const legend = [{ trace, value: "1 < 2" }];
          const figure = () => ({ title: "<&", legend, layout, ...none });
          const chart = { range: {}, spec: { span: "third" }, lines: [{ trace }], figure };
          const plot = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
          const plotly = { toImage: async () => plot };
          const sentences = ["a ".repeat(300)];
          const about = { title: "\u0000]]>", sentences, link: "http://x/?a&b" };
          Object.assign(about, { fingerprints: "", versions: "" });
          const svg = await chartPicture(plotly, chart, about, "svg");
          const png = await chartPicture(plotly, chart, about, "png");
          return [await svg.text(), (await createImageBitmap(png)).width, png.type];
        }"""
    )
    texts = svg_texts(sizes[0])
    assert {"<&", "<b>&", "1 < 2", "http://x/?a&b", "\ufffd]]>"} <= set(texts)
    assert sum(text.startswith("a a") for text in texts) > 1
    assert sizes[1:] == [1920, "image/png"]


def test_the_command_line_draws_a_picture(default, tmp_path, monkeypatch):
    monkeypatch.setattr(command_line, "computed", lambda *_: default)
    path = tmp_path / "drawn.png"
    arguments = ["export", "--as", "png", "--out", str(path)]
    with ThreadPoolExecutor(1) as thread:  # Playwright already runs in this one
        assert thread.submit(command_line.main, arguments).result() == 0
    assert png_size(path.read_bytes()) == (3840, 2160)


def test_the_command_line_says_which_run_raised_and_the_table_names_the_wirings(
    session, catalogue, tmp_path, monkeypatch, capsys
):
    told = finished("broken=numpy_in_compiled_loss&steps=3&depth=0", session, catalogue)
    monkeypatch.setattr(command_line, "computed", lambda *_: told)
    path = tmp_path / "runs.csv"
    assert command_line.main(["export", "--as", "csv", "--out", str(path)]) == 0
    assert "numpy_in_compiled_loss raised NotImplementedError at step 1" in capsys.readouterr().err
    rows = list(csv.DictReader(path.open()))
    assert [(row["run"], row["wiring"], row["step"]) for row in rows] == [
        ("b", "registering_model", str(step)) for step in (1, 2, 3)
    ]


def test_without_a_browser_it_names_what_to_install(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert command_line.main(["export", "--as", "png"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "chromium" in line


# ---- stories


def test_a_story_asks_before_it_plays_and_then_judges(opened, session, catalogue):
    story = next(story for story in all_stories() if story.draw)
    told = finished(story.query, session, catalogue)
    right = story.answers[story.right(tuple(run.outcome for run in told.runs))]
    page = opened(player(told, asked(story, told)), plays=True)
    expect(page.locator(PANEL)).to_be_hidden()
    expect(page.get_by_role("heading", name="The code that ran")).to_be_hidden()
    page.locator(".answers").get_by_text(right).click()
    expect(page.locator(".guess svg")).to_be_visible()
    expect(page.get_by_role("heading", name="The code that ran")).to_be_hidden()
    page.locator(".guess .buttons").get_by_role("button", name="Just watch").click()
    expect(page.locator(PANEL)).to_have_attribute("data-state", "playing")
    expect(page.get_by_role("heading", name="The code that ran")).to_be_visible()
    expect(page.locator(".verdict")).to_be_hidden()
    page.get_by_label("Playback speed").select_option("instant")
    at_end(page)
    expect(page.locator(".verdict.fixed")).to_be_visible()


def test_the_index_lists_every_story(opened, catalogue):
    page = opened(index(catalogue, APP))
    links = page.locator("main a")
    addresses = [link.get_attribute("href") for link in links.all()]
    assert addresses == [f"{story.key}.html" for story in all_stories()]
    assert not grave(page, OPTIONS)


@pytest.mark.parametrize(
    "arguments", [["--as", "csv"], ["--as", "html", "--steps", "3"], ["--as", "html", "--out", "x"]]
)
def test_all_stories_take_no_comparison(arguments, tmp_path, capsys):
    folder = tmp_path / "stories"
    assert command_line.main(["export", "--all-stories", str(folder), *arguments]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "--as html" in line
    assert " ".join(arguments[:2]) in line
    assert not folder.exists()


@pytest.mark.long
def test_all_stories_become_files_that_open(opened, catalogue, tmp_path):
    paths = list(write_stories(tmp_path / "stories", catalogue, APP))
    assert len(paths) == len(all_stories()) + 1
    for path in paths[:-1]:
        page = opened(path.read_text(encoding="utf-8"))
        page.locator(".answers button").last.click()
        watch = page.locator(".guess .buttons button").last
        if watch.is_visible():
            watch.click()
        at_end(page)
        assert path.stat().st_size < MOST_BYTES
