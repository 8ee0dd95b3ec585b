"""What a chat shows of a link: its title, its description, its picture, its frame."""

import asyncio
import json
import re
from html import unescape
from io import BytesIO
from itertools import pairwise
from types import SimpleNamespace
from unittest.mock import patch
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import numpy as np
import pytest
from fake_workers import pages_that_compute_nothing
from hypothesis import given, settings
from hypothesis import strategies as st
from limiting import at_most
from PIL import Image
from starlette.applications import Starlette
from starlette.requests import Request

from explorer.hub.run import Run
from explorer.hub.shared import shared_hub
from explorer.preview import route
from explorer.preview.canvas import HEIGHT, WIDTH, dashed
from explorer.preview.card import PAGES, card
from explorer.preview.contents import contents, outline
from explorer.preview.drawing import drawn
from explorer.preview.font import BOLD, drawable, fitted, length, pieces
from explorer.preview.gallery import Gallery, Print
from explorer.preview.head import head, tags
from explorer.preview.oembed import oembed_route
from explorer.preview.placing import apart
from explorer.preview.route import picture_route
from explorer.preview.subject import Subject
from explorer.records.catalogue import LINKS
from explorer.records.fields import OPTIMIZERS
from explorer.records.messages import Ended, Rows, Started
from explorer.records.number import number
from explorer.records.spec import RunSpec
from explorer.web.page import Head, PageMiddleware
from explorer.web.rate import SECONDS, Rate
from explorer.web.sockets import Busy
from explorer.words.axis import MOST, axis_for
from explorer.words.preview import declared

DEFAULT = "v=2&steps=150"
TAG = re.compile(r'<(?:meta|link)(?: [\w:]+="(?:[^"<>&]|&(?:amp|lt|gt|quot|#x27);)*")+>')
"""A tag with nothing in its values that is not escaped."""


@pytest.fixture(scope="module", autouse=True)
def hub(catalogue):
    with pages_that_compute_nothing(catalogue):
        yield shared_hub()


@pytest.fixture(scope="module")
def ended(session):
    """The run of a spec, computed here."""
    kept = {}

    def run(spec):
        if spec not in kept:
            trained = session.run_to_end(spec)
            initial = {name: p.initial for name, p in trained.outcome.parameters.items()}
            kept[spec] = held = Run(1, spec)
            held.hear(Started(1, trained.columns, initial, ("xla",), {}))
            if len(trained.rows):
                held.hear(Rows(1, 0, trained.rows, ()))
            held.hear(Ended(1, trained.outcome))
        return kept[spec]

    return run


@pytest.fixture
def run(ended, hub, catalogue):
    """Have the hub keep the runs of a link until the test ends."""
    added = []

    def keep(query):
        for spec in Subject.from_query(query, catalogue).comparison.runs(catalogue):
            hub._runs[spec] = ended(spec)
            added.append(spec)

    yield keep
    for spec in added:
        hub._runs.pop(spec, None)


@pytest.fixture
def app():
    """Our two routes, with nothing asked of them yet."""
    with (
        patch.object(route, "GALLERY", Gallery()),
        patch.object(route, "RATE", Rate("", at_most(99), at_most(99))),
    ):
        yield Starlette(routes=[picture_route(""), oembed_route("")])


def ask(app, path, query="", method="GET", **headers):
    """Status, headers and body of an answer."""
    headers = {"host": "explorer.test", **headers}
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode("latin-1"),
        "scheme": "https",
        "server": ("127.0.0.1", 8501),
        "client": ("192.0.2.1", 50000),
        "headers": [(name.replace("_", "-").encode(), v.encode()) for name, v in headers.items()],
    }
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    start, *parts = sent
    found = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], found, b"".join(part.get("body", b"") for part in parts)


def picture_of(app, query):
    status, _, body = ask(app, "/api/preview.png", query)
    assert status == 200
    return body


def head_of(page, query="", host="explorer.test"):
    scope = {
        "type": "http",
        "query_string": query.encode("latin-1", "replace"),
        "scheme": "https",
        "server": ("127.0.0.1", 8501),
        "headers": [(b"host", host.encode("latin-1", "replace"))],
    }
    return head(page, Request(scope))


def values(head):
    """Contents of the tags by name or property, and addresses by relation."""
    found = {}
    for tag in head.tags.splitlines():
        parts = {key: unescape(text) for key, text in re.findall(r' ([\w:]+)="([^"]*)"', tag)}
        name = parts.get("name") or parts.get("property") or parts["rel"]
        found[name] = parts.get("content") or parts["href"]
    return found


def test_a_link_has_its_own_title_and_an_absolute_picture():
    shown = head_of("", "v=2&loss=penalty&seed=5&view=both")
    assert shown.title == (
        "Learned penalty α f²: Variable in compiled Loss | Registered on the model"
    )
    found = values(shown)
    assert found["og:title"] == shown.title
    assert "lost at “listed”" in found["description"] == found["og:description"]
    assert found["og:image"] == "https://explorer.test/api/preview.png?v=2&loss=penalty&seed=5"
    assert found["og:url"] == found["canonical"] == "https://explorer.test/?v=2&loss=penalty&seed=5"
    assert found["twitter:card"] == "summary_large_image"


def test_links_that_open_the_same_have_one_address():
    heads = [head_of("", query) for query in ("v=1&seed=5&steps=2000", "seed=5&x=1&v=2&embed=true")]
    assert heads[0] == heads[1]


def test_a_link_that_was_run_says_what_happened(run, catalogue, hub):
    assert "stayed" not in card("", DEFAULT, catalogue, hub).description
    run(f"{DEFAULT}&view=broken")
    assert "stayed" not in card("", DEFAULT, catalogue, hub).description
    run(DEFAULT)
    words = card("", DEFAULT, catalogue, hub).description
    assert "σ stayed at 1.000 for 150 steps" in words
    assert "Registered on the model: σ went from 1.000" in words


def test_a_run_that_was_not_begun_or_has_not_ended_is_not_there_and_is_not_started(hub):
    begun, other = RunSpec("joint_tape", seed=1), RunSpec("joint_tape", seed=2)
    hub.open(begun)
    assert hub.kept(begun) is hub.kept(other) is None
    assert begun in hub._runs
    assert other not in hub._runs


@pytest.mark.parametrize("lesson", ["hide=sentence", "hide=chain,code", "ask=noise"])
def test_the_preview_of_a_lesson_gives_nothing_away(run, lesson, catalogue, hub):
    run(DEFAULT)
    link = f"{DEFAULT}&{lesson}"
    shown = card("", link, catalogue, hub)
    assert "listed" not in shown.description
    assert "stayed" not in shown.description
    subject = Subject.from_query(shown.picture, catalogue)
    picture = contents(subject, subject.runs(catalogue, hub), catalogue)
    assert not picture.plots
    assert {row.states for row in picture.rows} == {("open",) * len(LINKS)}
    assert {row.words for row in picture.rows} == {""}


def test_a_hidden_fixed_run_is_not_in_the_preview(catalogue, hub):
    shown = card("", f"{DEFAULT}&hide=fixed", catalogue, hub)
    assert "Registered on the model" not in shown.title + shown.description
    assert parse_qs(shown.query)["hide"] == ["fixed"]


def test_every_page_has_a_title_of_its_own_and_a_story_another(catalogue, hub):
    cards = [card(page, "", catalogue, hub) for page in PAGES]
    cards.append(card("stories", "story=noise", catalogue, hub))
    assert len({each.title for each in cards}) == len(PAGES) + 1
    assert card("stories", "story=none", catalogue, hub) == PAGES["stories"]
    assert card("outcomes", "kind=broken&embed=true", catalogue, hub).query == "kind=broken"


def test_before_the_catalogue_is_there_a_link_has_the_pages_title_and_its_own_address(hub):
    shown = card("", f"{DEFAULT}&embed=true", None, hub)
    assert shown.title == PAGES[""].title
    assert shown.query == shown.picture == DEFAULT


queries = st.one_of(
    st.text(max_size=80),
    st.dictionaries(
        st.sampled_from(["loss", "broken", "also", "events", "steps", "story", "ask", "v", "x"]),
        st.text(max_size=40),
    ).map(urlencode),
    st.text(alphabet="<>\"&'=;%0a\x00", max_size=60),
)


@settings(max_examples=150, deadline=None)
@given(page=st.sampled_from(list(PAGES)), query=queries, host=st.text(max_size=40))
def test_hostile_links_leave_nothing_unescaped(page, query, host):
    shown = head_of(page, query, host)
    early = tags(card(page, query, None, shared_hub()), page, "https://explorer.test/")
    for line in (*shown.tags.splitlines(), *early.splitlines()):
        assert TAG.fullmatch(line), line
    address = values(head_of(page, query))["og:url"]
    app = Starlette(routes=[oembed_route("")])
    status, _, body = ask(app, "/api/oembed", urlencode({"url": address}))
    assert status == 200
    frame = json.loads(body)["html"]
    assert re.fullmatch(r'<iframe(?: [\w:]+="[^"<>]*")+></iframe>', frame)
    assert unescape(re.search('src="([^"]*)"', frame)[1]).startswith("https://explorer.test/")


@settings(max_examples=100, deadline=None)
@given(url=st.one_of(st.text(max_size=60), queries.map("https://explorer.test/?{}".format)))
def test_any_address_may_be_asked_about(url):
    app = Starlette(routes=[oembed_route("")])
    status, _, body = ask(app, "/api/oembed", urlencode({"url": url}))
    assert status in (200, 404)
    if status == 404:
        assert "https://explorer.test/" in json.loads(body)["message"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("url=https://explorer.test/stories", 200),
        ("url=http://explorer.test/?v=2%26loss=penalty", 200),
        ("url=https://elsewhere.test/", 404),
        ("url=https://explorer.test.elsewhere.test/", 404),
        ("url=https://explorer.test@elsewhere.test/", 404),
        ("url=https://explorer.test/api/health", 404),
        ("url=javascript:alert(1)", 404),
        ("url=https://[", 404),
        ("", 404),
        ("url=https://explorer.test/&format=xml", 501),
        ("url=https://explorer.test/&maxwidth=-1", 400),
    ],
)
def test_only_pages_of_this_server_are_embedded(app, query, status):
    assert ask(app, "/api/oembed", query)[0] == status


def test_a_frame_is_no_larger_than_asked(app):
    link = quote("https://explorer.test/?v=2&loss=penalty")
    _, _, body = ask(app, "/api/oembed", f"url={link}&maxwidth=640&maxheight=5000")
    record = json.loads(body)
    assert (record["width"], record["height"]) == (640, 900)
    assert 'width="640" height="900"' in record["html"]
    assert "https://explorer.test/?v=2&amp;loss=penalty&amp;embed=true" in record["html"]
    assert "thumbnail_url" not in record
    assert "thumbnail_url" in json.loads(ask(app, "/api/oembed", f"url={link}")[2])


def streamlits_file(scope, receive, send):
    """As Streamlit serves its document: with validators, and 304 for those who hold it."""
    headers = dict(scope["headers"])
    validators = [(b"etag", b'"same"'), (b"last-modified", b"today"), (b"content-length", b"5")]
    body = b"<head><title>Streamlit</title></head><body></body>"
    status = 304 if b"if-none-match" in headers or b"if-modified-since" in headers else 200
    kind = (b"content-type", b"text/html; charset=utf-8")

    async def answer():
        await send(
            {"type": "http.response.start", "status": status, "headers": [kind, *validators]}
        )
        sent = b"" if status == 304 or scope["method"] == "HEAD" else body
        await send({"type": "http.response.body", "body": sent})

    return answer()


def test_two_links_never_share_a_document():
    app = PageMiddleware(
        streamlits_file, "", lambda page, request: Head(f"{page} {request.url.query}")
    )
    held = {"if_none_match": '"same"', "if_modified_since": "today"}
    answers = [ask(app, "/", query, **held) for query in ("seed=1", "seed=2")]
    for query, (status, headers, body) in zip(("seed=1", "seed=2"), answers, strict=True):
        assert status == 200
        assert f"<title> {query}</title>" in body.decode()
        assert headers["content-length"] == str(len(body))
        assert not {"etag", "last-modified"} & headers.keys()
        assert {"private", "no-cache"} == set(headers["cache-control"].split(", "))
        assert ask(app, "/", query, method="HEAD", **held) == (200, headers, b"")


def test_a_picture_shows_what_was_measured_as_soon_as_it_was(app, run, catalogue, hub):
    before = picture_of(app, DEFAULT)
    image = Image.open(BytesIO(before))
    assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
    run(DEFAULT)
    after = picture_of(app, DEFAULT)
    assert after != before
    subject = Subject.from_query(DEFAULT, catalogue)
    (plot,) = contents(subject, subject.runs(catalogue, hub), catalogue).plots
    still, moved = plot.curves
    assert {value for _, value in still.points} == {1.0}
    assert moved.points[0] == (0, 1.0)
    assert moved.points[-1][0] == plot.steps == 150
    assert number(moved.points[-1][1]) == moved.end
    assert plot.truth == 0.3


def test_a_run_that_raised_at_once_has_a_chain_and_no_curve(run, catalogue, hub):
    link = f"{DEFAULT}&broken=second_call"
    run(link)
    subject = Subject.from_query(link, catalogue)
    picture = contents(subject, subject.runs(catalogue, hub), catalogue)
    raised, moved = picture.rows
    assert "raised ValueError" in raised.words
    assert raised.states[LINKS.index("delivered")] == "lost"
    assert set(moved.states) == {"ok"}
    assert [curve.run for plot in picture.plots for curve in plot.curves] == [1]
    alone = Subject.from_query(f"{link}&view=broken", catalogue)
    picture = contents(alone, alone.runs(catalogue, hub), catalogue)
    assert picture.plots == ()
    assert len(drawn(picture)) > 10_000


def test_a_picture_is_kept_and_clients_that_hold_it_are_told_so(app):
    _, headers, body = ask(app, "/api/preview.png", DEFAULT)
    with patch.object(route, "drawn", side_effect=AssertionError("drawn twice")):
        assert ask(app, "/api/preview.png", f"{DEFAULT}&lr=0.01&nonsense=1")[2] == body
        held = ask(app, "/api/preview.png", DEFAULT, if_none_match=headers["etag"])
    assert held[0] == 304
    assert held[2] == b""
    assert ask(app, "/api/preview.png", f"{DEFAULT}&seed=1")[1]["etag"] != headers["etag"]
    assert ask(app, "/api/preview.png", DEFAULT, method="HEAD")[1] == headers


def test_a_client_has_pictures_drawn_only_so_often(app):
    with patch.object(route, "RATE", Rate("pictures", at_most(9), at_most(1, "EXPLORER_ONE"))):
        assert ask(app, "/api/preview.png", "seed=1")[0] == 200
        status, headers, body = ask(app, "/api/preview.png", "seed=2")
        assert status == 429
        assert headers["retry-after"] == "60"
        assert "EXPLORER_ONE allows 1" in json.loads(body)["message"]
        assert ask(app, "/api/preview.png", "seed=1")[0] == 200  # is kept


def test_a_link_that_is_too_long_has_no_picture(app):
    assert ask(app, "/api/preview.png", "x" * (route.MAX_CHARACTERS + 1))[0] == 414


def test_no_picture_is_drawn_before_the_catalogue_is_there(app):
    with patch.object(route, "shared_hub", lambda: SimpleNamespace(known_catalogue=None)):
        status, headers, _ = ask(app, "/api/preview.png")
    assert (status, headers["cache-control"]) == (503, "no-store")


def test_a_rate_is_forgotten_after_a_minute():
    now = [0.0]
    rate = Rate("pictures", at_most(3, "ALL"), at_most(2, "ONE"), clock=lambda: now[0])
    for client in ("a", "a", "b"):
        rate.admit(client)
    with pytest.raises(Busy, match=r"this server made 3 pictures in a minute; .*ALL allows 3"):
        rate.admit("c")
    now[0] = SECONDS
    for client in ("a", "a"):
        rate.admit(client)
    with pytest.raises(Busy, match=r"2 pictures in a minute for your address; .*ONE allows 2"):
        rate.admit("a")


def test_a_gallery_drops_what_was_asked_for_longest_ago():
    gallery = Gallery(most_bytes=25)
    for name in "abc":
        if name == "c":
            assert gallery.find("a")
        gallery.keep(name, Print.of(name.encode() * 10))
    assert [bool(gallery.find(name)) for name in "abc"] == [True, False, True]


def texts_drawn(catalogue):
    """All that is drawn from the catalogue."""
    for record in (*catalogue.losses, *catalogue.datasets, *catalogue.wirings):
        yield record.title
    for loss in catalogue.losses:
        for parameter in loss.parameters:
            yield parameter.symbol
            yield parameter.reading.symbol if parameter.reading else ""
    yield from map(declared, catalogue.wirings)
    yield from OPTIMIZERS.values()
    yield from LINKS
    yield from map(number, (None, -1e-9, float("inf"), -float("inf"), 12345.6))


def test_the_font_has_all_that_is_drawn(catalogue):
    assert drawable("σ")
    assert not drawable("中")
    plain = {"ᵣ": "r", "ᵤ": "u"}
    for text in texts_drawn(catalogue):
        drawn_text = "".join(piece.text for piece in pieces(text, 30))
        assert drawn_text == "".join(plain.get(letter, letter) for letter in text)


def test_a_subscript_that_the_font_lacks_is_small_and_low():
    base, below = pieces("λᵣ", 30)
    assert below.size < base.size
    assert below.shift > 0 == base.shift


def test_every_loss_has_a_picture_and_every_title_fits(catalogue):
    for loss in catalogue.losses:
        subject = Subject.from_query(f"loss={loss.key}", catalogue)
        assert contents(subject, (), catalogue).title == loss.title
        assert fitted(loss.title, WIDTH - 112, 60, 40, BOLD)[0] == loss.title
    for wiring in catalogue.wirings:
        assert fitted(wiring.title, 515, 34, 28, BOLD)[0] == wiring.title
    longest = max(catalogue.losses, key=lambda loss: length(loss.title, 60, BOLD))
    subject = Subject.from_query(f"loss={longest.key}", catalogue)
    assert len(drawn(contents(subject, (), catalogue))) > 10_000


def test_a_text_that_does_not_fit_is_cut():
    text, size = fitted("a long title " * 20, 300, 60, 40, BOLD)
    assert text.endswith("…")
    assert length(text, size, BOLD) <= 300


finite = st.floats(-1e30, 1e30)


@given(st.lists(finite, min_size=1, max_size=20))
def test_an_axis_shows_all_values_and_few_labels(values):
    axis = axis_for(values)
    assert all(0 <= axis.share(value) <= 1 for value in values)
    assert all(0 <= axis.share(value) <= 1 for value in axis.labels)
    assert 1 <= len(axis.labels) <= MOST + 1
    assert "" not in axis.labels.values()
    for value, text in axis.labels.items():
        shows_nothing = not text.strip("−0.,")
        assert text.startswith("−") == (value < 0 and not shows_nothing), (value, text)


@given(st.lists(st.floats(0, 600), min_size=1, max_size=4), st.floats(1, 60))
def test_labels_are_kept_apart_and_in_order(places, gap):
    moved = apart(places, gap)
    order = sorted(range(len(places)), key=places.__getitem__)
    assert all(moved[b] - moved[a] >= gap - 1e-6 for a, b in pairwise(order))
    assert sum(moved) == pytest.approx(sum(places), abs=1e-6)


@given(st.lists(st.floats(-9, 9, width=32), min_size=1, max_size=3000))
def test_an_outline_keeps_the_extremes_and_the_end(given):
    values = np.array(given, np.float32)
    kept = outline(values)
    assert len(kept) <= 401
    assert values[kept].min() == values.min()
    assert values[kept].max() == values.max()
    assert kept[-1] == len(values) - 1


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(0, 500)), min_size=2, max_size=20))
def test_strokes_lie_on_the_line_and_are_no_longer_than_they_may(points):
    strokes = list(dashed(points, (20, 11)))
    assert strokes[0][0] == points[0]
    for stroke in strokes:
        parts = [np.hypot(c - a, d - b) for (a, b), (c, d) in pairwise(stroke)]
        assert sum(parts) <= 20 + 1e-6


def test_the_pictures_of_a_page_are_at_addresses_that_answer(app, catalogue, hub):
    for page, query in (("", DEFAULT), ("stories", "story=noise"), ("article", "")):
        address = urlsplit(values(head_of(page, query))["og:image"])
        assert ask(app, address.path, address.query)[1]["content-type"] == "image/png"
