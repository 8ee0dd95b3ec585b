"""The doctor's report as one HTML file, and the curves in it."""

import json
import math
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from app_server import ROOT
from checkups import MENDED, PATCH, checked, checkup
from hypothesis import given
from hypothesis import strategies as st
from test_accessibility import OPTIONS, grave

from explorer.clinic.shown import PROGRAM, REPORT
from explorer.doctor.html import fragment, page
from explorer.doctor.svg import HEIGHT, LEFT, RIGHT, WIDTH, Line, chart
from explorer.records.catalogue import LINKS, MOVED
from explorer.records.checkup import Mend, Place, Said
from explorer.records.curve import gradient_points, still, thinned, value_points
from explorer.words.checkup import plain

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&\0"
VOID = {"meta", "path", "br", "link", "img"}


class Reader(HTMLParser):
    """Elements and text of a document; every element that is opened has to be closed."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.attributes, self.text = [], [], [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.text.append(data)


def read(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open
    return reader


def words(html):
    return re.sub(r"\s+", " ", " ".join(read(html).text))


def test_the_page_says_what_was_found():
    told = words(page(checkup(MENDED, exception="ValueError: Shapes differ")))
    for text in (
        "broken",
        "loss.alpha is lost at listed: not among the 4 variables that the step differentiates",
        "train.py:13",
        "train.py:26",
        "train.py:27",
        "gradient −0.500 at step 1",
        "lost here",
        "UserWarning: no gradients",
        "ended with ValueError: Shapes differ",
        "registering_model",
        "Python 3, TensorFlow 2, Keras 3",
    ):
        assert text in told, text
    assert told.count("not reached") == 2


@pytest.mark.parametrize("link", LINKS)
def test_the_chain_shows_the_link_that_is_lost_and_none_after_it(link):
    html = page(checkup(checked(broken=link)))
    states = re.findall(r'<li class="(\w+)">.*?<b>(\w+)', html)
    at = LINKS.index(link)
    assert states == [
        ("ok" if i < at else "lost" if i == at else "unreached", each)
        for i, each in enumerate(LINKS)
    ]


def test_a_patch_is_there_line_by_line():
    html = page(checkup(MENDED))
    block = re.search(r'<pre class="patch".*?</pre>', html, re.S).group()
    assert "".join(read(block).text) == PATCH
    assert [kind for kind, _ in re.findall(r'<span class="(\w+)">(.)', block)] == [
        *["place"] * 3,
        "same",
        "gone",
        "come",
        "come",
    ]


def test_it_needs_nothing_from_elsewhere_and_is_small():
    report = checkup(*(checked(f"p{i}", None, rows=1000) for i in range(3)), MENDED)
    html = page(report)
    assert len(html.encode()) < 60_000
    reader = read(html)
    assert not {"script", "link", "img", "iframe", "object"} & set(reader.tags)
    assert not {"src", "href", "srcset"} & {name for name, _ in reader.attributes}
    assert "url(" not in html
    assert "@import" not in html
    assert "prefers-color-scheme" in html or "color-scheme: light dark" in html
    assert "@media print" in html


def test_the_fragment_is_the_same_without_the_document():
    report = checkup(MENDED)
    assert fragment(report) in page(report)
    assert not {"html", "head", "body"} & set(read(fragment(report)).tags)


def test_what_a_program_says_cannot_become_markup():
    odd = checked(
        name=HOSTILE,
        path=HOSTILE,
        made_at=Place(HOSTILE, 1),
        mend=Mend(HOSTILE, HOSTILE, HOSTILE),
        keras_said=(Said(HOSTILE),),
    )
    harmless = read(page(checkup(checked(), program="p", versions="v")))
    report = checkup(odd, exception=HOSTILE, program=HOSTILE, versions=HOSTILE, errors=(HOSTILE,))
    reader = read(page(report))
    assert set(reader.tags) <= {*harmless.tags, "pre", "h3", "details", "summary"}
    assert not {name for name, _ in reader.attributes if name.startswith("on")}
    assert "\0" not in page(report)


def test_half_characters_can_be_written():
    assert "\ud800" not in page(checkup(checked(path="\ud800x"))).encode().decode()


def test_values_are_drawn_after_and_gradients_at_their_steps():
    it = checked(broken=None, rows=3)
    assert value_points(it) == [(0, 1.0), (1, 0.9), (2, 0.8), (3, pytest.approx(0.7))]
    assert gradient_points(it, "available") == [(1, None), (2, 0.5), (3, 0.5)]
    assert value_points(checked(curve={})) == []


def test_the_axis_of_a_value_that_stays_is_wide_enough_to_show_it_flat():
    low, high = still(checked(initial=-50.0))
    assert low == pytest.approx(-50 - 10 * MOVED * 50)
    assert high == pytest.approx(-50 + 10 * MOVED * 50)


def test_a_curve_is_drawn_from_corner_to_corner():
    line = Line("value", [(1, 0.0), (2, None), (3, 5.0), (4, 10.0)])
    root = ElementTree.fromstring(chart([line], "x < y", 'said "so" & <more>', "nothing"))
    assert root.get("aria-label") == 'said "so" & <more>'
    first, second = [p.get("d") for p in root.iter("path") if p.get("class") == "value"]
    assert first.startswith(f"M{LEFT}.0 ")
    assert len(second.split("L")) == 2
    assert second.split("L")[1].startswith(f"{WIDTH - RIGHT}.0 ")
    heights = [float(y) for y in re.findall(r"\d+\.\d (\d+\.\d)", first + second)]
    assert heights == sorted(heights, reverse=True)
    texts = [text.text for text in root.iter("text")]
    assert {"x < y", "step", "1", "4"} <= set(texts)
    assert "nothing" not in texts


def test_where_nothing_is_to_be_drawn_the_chart_says_so():
    root = ElementTree.fromstring(chart([Line("value", [(1, None)])], "y", "", "no gradient seen"))
    assert "no gradient seen" in [text.text for text in root.iter("text")]


finite = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(st.none() | finite, max_size=40), st.integers(4, 12))
def test_any_curve_can_be_drawn_within_its_frame(values, most):
    rows = len(values)
    curve = {"step": list(range(1, rows + 1)), "value": values}
    curve |= {"available": values, "delivered": values}
    it = checked(curve=curve, initial=values[0] if values else None, final=None, steps=rows)
    html = page(checkup(it))
    for svg in re.findall(r'<svg viewBox="0 0 420.*?</svg>', html, re.S):
        for path in ElementTree.fromstring(svg).iter("path"):
            for x, y in re.findall(r"([-\d.a-z]+) ([-\d.a-z]+)", path.get("d")[1:]):
                if path.get("class") not in ("grid", "axis"):
                    assert 0 <= float(x.lstrip("ML")) <= WIDTH
                    assert 0 <= float(y.split("h")[0].split("L")[0]) <= HEIGHT
    points = value_points(it)
    few = thinned(points, most)
    assert len(few) <= max(len(points), 0)
    assert len(few) <= 2 * most
    there = [value for _, value in points if value is not None]
    kept = [value for _, value in few if value is not None]
    if there:
        assert (min(kept), max(kept)) == (min(there), max(there))
    if points:
        assert (few[0], few[-1]) == (points[0], points[-1])


def test_a_long_curve_is_thinned_to_about_what_was_asked_for():
    points = [(i, math.sin(i / 7)) for i in range(1000)]
    assert 50 < len(thinned(points, 100)) <= 102


def test_it_is_readable_light_dark_and_on_a_phone(chromium, tmp_path):
    file = tmp_path / "report.html"
    report = checkup(MENDED, checked("beta", None, rows=50), exception="ValueError: odd")
    file.write_text(page(report), encoding="utf-8")
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    visit, asked = context.new_page(), []
    visit.on("request", lambda request: asked.append(request.url))
    visit.on("console", lambda message: pytest.fail(message.text))
    visit.goto(file.as_uri())
    assert visit.evaluate("document.documentElement.scrollWidth") == 390
    for scheme, least, most in (("light", 240, 256), ("dark", 0, 50)):
        visit.emulate_media(color_scheme=scheme)
        ground = visit.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert least <= int(re.search(r"\d+", ground).group()) < most
        assert not grave(visit, OPTIONS)
    visit.emulate_media(color_scheme="dark", media="print")
    ground = visit.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    context.close()
    assert asked == [file.as_uri()]


def test_doctor_writes_it_and_the_example_report_is_what_it_says(tmp_path):
    """The example of the page, made anew: where this fails, the stored report is out of date."""
    html, written = tmp_path / "report.html", tmp_path / "report.json"
    flags = ["--html", str(html), "--json", str(written)]
    done = subprocess.run(
        [sys.executable, "-m", "explorer", "doctor", *flags, PROGRAM.name],
        cwd=PROGRAM.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "loss.log_sigma is lost at listed" in words(html.read_text(encoding="utf-8"))
    found, stored = (json.loads(path.read_text(encoding="utf-8")) for path in (written, REPORT))
    assert found.keys() == stored.keys() == plain(checkup()).keys()
    ((now,), (then,)) = found["parameters"], stored["parameters"]
    assert now.keys() == then.keys()
    told = ("path", "made_at", "handed_over_at", "broken_link", "finding", "severity", "mended_by")
    assert [now[name] for name in told] == [then[name] for name in told]
