"""Hostile links, programs and reports: answered in words, without an exception, never as markup.

A fixed sample in every run; all 10,000 links and 1,000 of the others with `-m long`.
"""

import json
from contextlib import suppress
from unittest.mock import patch
from urllib.parse import quote_from_bytes, urlencode

import pytest
from fake_workers import pages_that_compute_nothing
from hostile import assert_harmless, assert_plain, elements, texts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from limiting import at_most
from starlette.applications import Starlette
from test_clinic import anything
from test_lint import PROGRAMS
from test_preview import ask, head_of

from explorer.cards.filter import CardFilter
from explorer.clinic.child import answer
from explorer.clinic.figures import gradient_figure, value_figure
from explorer.clinic.given import Refused as RefusedReport
from explorer.clinic.program import findings, heading, source
from explorer.clinic.reading import read_report
from explorer.clinic.report import heading as report_heading
from explorer.clinic.report import mend, parameter
from explorer.clinic.show import _label
from explorer.clinic.shown import REPORT, SUFFIXES, Unusable, _dropped, pasted
from explorer.export.qr import qr_route
from explorer.outcomes.route import parse as parse_table
from explorer.outcomes.table import Filter
from explorer.preview import route
from explorer.preview.card import PAGES
from explorer.preview.gallery import Gallery
from explorer.preview.oembed import oembed_route
from explorer.preview.route import picture_route
from explorer.records.lesson import LESSON, Lesson
from explorer.records.naming import quoted
from explorer.records.spec import PARTS, Comparison
from explorer.web.address import as_markdown
from explorer.web.health import health_routes
from explorer.web.lost import document
from explorer.web.rate import Rate
from explorer.web.sockets import Refused
from explorer.web.step import parse as parse_step
from explorer.web.step import step_route
from explorer.web.stream import comparison_in
from explorer.web.stream import parse as parse_stream
from explorer.words.clean import clean

COMMON = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}
SAMPLE = settings(max_examples=60, derandomize=True, **COMMON)
LINKS = settings(max_examples=10_000, **COMMON)
GIVEN = settings(max_examples=1_000, **COMMON)
EXAMPLE = REPORT.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "html", ["<x-evil>", "<a onevil=1>", '<a href=" javascript:evil()">', "\0"]
)
def test_harm_is_noticed_in_html(html):
    with pytest.raises(AssertionError):
        assert_harmless(html)


@pytest.mark.parametrize("markdown", ["<x-evil>", "[x](y)", "`a` $z$", ":red", "an `open end"])
def test_harm_is_noticed_in_markdown(markdown):
    with pytest.raises(AssertionError):
        assert_plain(markdown)


@pytest.mark.parametrize(
    "message", ["received: `", "`a` <b> ` [x](y)", "`\n\n[x](y)`", "``` <b> `"]
)
def test_of_backticks_only_pairs_are_code(message):
    assert_plain(as_markdown(message))


# Links

NAMES = st.sampled_from([*PARTS, *LESSON, "v", "from", "run", "step", "tab", "text", "url"])


@st.composite
def links(draw, keys):
    """A query in which some parts are as they should be."""
    parts = []
    for name in draw(st.lists(NAMES | texts, min_size=1, max_size=6)):
        kind = draw(st.sampled_from(["hostile", "key", "number", "event"]))
        if kind == "hostile":
            value = draw(texts)
        elif kind == "key":
            value = ",".join(draw(st.lists(st.sampled_from(keys) | texts, min_size=1, max_size=3)))
        elif kind == "number":
            value = str(draw(st.integers() | st.floats()))
        else:
            pieces = st.sampled_from(["a", "500", "wiring", "lr", "set", "-1", ".", *keys]) | texts
            value = ".".join(draw(st.lists(pieces, min_size=1, max_size=5)))
        parts.append((name, value))
    if draw(st.booleans()):
        return urlencode(parts, errors="surrogatepass")
    raw = "&".join(f"{name}={value}" for name, value in parts)
    return quote_from_bytes(raw.encode("utf-8", "surrogatepass"), safe="&=%<>\"';/?:@[]{}|+,")


@pytest.fixture(scope="module")
def site(catalogue):
    """Our routes over a hub that computes nothing; pictures are described and not drawn."""
    rate = Rate("", at_most(10**6), at_most(10**6))
    makers = (step_route, qr_route, picture_route, oembed_route)
    routes = [*health_routes(""), *(make("") for make in makers)]
    with (
        pages_that_compute_nothing(catalogue),
        patch.object(route, "RATE", rate),
        patch.object(route, "GALLERY", Gallery()),
        patch.object(route, "drawn", lambda contents: b"picture"),
        patch("explorer.web.step.ANSWER_SECONDS", 0.0),
    ):
        yield Starlette(routes=routes)


def follow(link, catalogue, site):
    """Whatever may be asked of the server with a link."""
    for parse in (parse_stream, parse_step, lambda q, c: comparison_in(q, c, beside={})):
        try:
            parse(link, catalogue)
        except Refused as refused:
            json.dumps(refused.as_dict()).encode()
    comparison, problems = Comparison.from_query(link, catalogue)
    assert comparison.runs(catalogue)
    for kind in (Filter, CardFilter):
        chosen, found = kind.from_query({"text": [link], link: [link], "kind": [link]}, catalogue)
        assert chosen.text == link
        problems += found
    problems += Lesson.from_query(dict.fromkeys(LESSON, link), ["story"])[1]
    for problem in problems:
        assert_plain(as_markdown(f"{quoted(problem.name)}: {problem.message}"))
    for page in PAGES:
        assert_harmless(f"<title></title>{head_of(page, link).tags}")
    assert_harmless(document(f"/{link}", ""))
    for path, query in (
        ("/api/step", link),
        ("/api/qr", link),
        ("/api/preview.png", link),
        ("/api/oembed", urlencode({"url": f"https://explorer.test/?{link}"})),
        ("/api/oembed", link),
        ("/api/health", urlencode({"probe": link})),
    ):
        status, _, body = ask(site, path, query)
        assert status != 500, (path, query, body)
        if status == 200 and path in ("/api/qr", "/api/oembed"):
            content = json.loads(body)
            assert_harmless(content.get("svg", ""))
            frames = elements(content.get("html", ""))
            assert [tag for tag, _ in frames] in ([], ["iframe"])
    with suppress(Refused):
        parse_table(link, catalogue)


@pytest.fixture(scope="module")
def keys(catalogue):
    return [*catalogue.keys("wirings"), *catalogue.keys("losses"), *catalogue.keys("datasets")]


@SAMPLE
@given(st.data())
def test_a_sample_of_hostile_links(catalogue, site, keys, data):
    follow(data.draw(links(keys)), catalogue, site)


@pytest.mark.long
@LINKS
@given(st.data())
def test_ten_thousand_hostile_links(catalogue, site, keys, data):
    follow(data.draw(links(keys)), catalogue, site)


# Programs


@st.composite
def programs(draw):
    """One of the linter's programs with something put into it, as it is or as a notebook."""
    lines = draw(st.sampled_from(PROGRAMS)).splitlines()
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        put = draw(texts)
        how = draw(st.sampled_from(["line", "string", "comment", "name", "inside"]))
        place = draw(st.integers(0, len(lines[at])))
        if how == "line":
            lines.insert(at, put)
        elif how == "string":
            lines.insert(at, f"evil = {put!r}")
        elif how == "comment":
            lines[at] += f"  # {put}"
        elif how == "name":
            lines[at] = lines[at].replace("self", put[:40], 1)
        else:
            lines[at] = lines[at][:place] + put + lines[at][place:]
    text = "\n".join(lines)
    if draw(st.booleans()):
        return text
    cell = {"cell_type": "code", "source": draw(st.sampled_from([text, lines, put]))}
    return json.dumps({"cells": [cell, draw(anything)] if draw(st.booleans()) else [cell]})


def check(text, catalogue):
    """What Doctor shows of a text that was pasted."""
    try:
        given = pasted(text)
    except Unusable as error:
        assert_plain(as_markdown(clean(str(error))))
        return
    if given.kind == "report":
        show_report(given.text, catalogue)
        return
    found = json.loads(json.dumps(answer(given.text, given.kind == "notebook")))
    assert_harmless(heading(given.name, found) + findings(found, catalogue) + source(found))


@SAMPLE
@given(programs() | texts)
def test_a_sample_of_hostile_pastes(catalogue, text):
    check(text, catalogue)


@pytest.mark.long
@GIVEN
@given(programs() | texts)
def test_a_thousand_hostile_pastes(catalogue, text):
    check(text, catalogue)


# Reports and other files


@st.composite
def reports(draw):
    """The example with some of its values replaced."""
    content = json.loads(EXAMPLE)
    for _ in range(draw(st.integers(1, 4))):
        at, key = content, draw(st.sampled_from(sorted(content)))
        while isinstance(at[key], dict | list) and at[key] and draw(st.integers(0, 9)):
            at = at[key]
            key = draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        at[key] = draw(texts if isinstance(at[key], str) else texts | anything)
    return json.dumps(content)


def show_report(text, catalogue):
    try:
        report = read_report(text)
    except RefusedReport as refused:
        assert_plain(as_markdown(clean(str(refused))))
        return
    assert_harmless(report_heading(clean("<x-evil>"), report))
    for each in report.parameters:
        assert_harmless(parameter(each, alone=False) + mend(each, catalogue))
        assert_plain(_label(each))
        if each.curve.get("step"):
            json.dumps([value_figure(each), gradient_figure(each)], default=str)


files = st.tuples(
    st.builds(str.__add__, texts, st.sampled_from([*SUFFIXES, ".PY", ".exe", ""])),
    st.binary(max_size=200) | st.builds(lambda t: t.encode("utf-8", "replace"), texts),
)


def drop(name, content, catalogue):
    """What Doctor shows of a file."""
    try:
        given = _dropped(name, content)
    except Unusable as error:
        assert_plain(as_markdown(clean(str(error))))
        return
    if given.kind == "report":
        show_report(given.text, catalogue)
    else:
        found = json.loads(json.dumps(answer(given.text, given.kind == "notebook")))
        assert_harmless(heading(given.name, found) + source(found))


@SAMPLE
@given(reports(), files)
def test_a_sample_of_hostile_uploads(catalogue, report, file):
    show_report(report, catalogue)
    drop(*file, catalogue)


@pytest.mark.long
@GIVEN
@given(reports(), files)
def test_a_thousand_hostile_uploads(catalogue, report, file):
    show_report(report, catalogue)
    drop(*file, catalogue)
