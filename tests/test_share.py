"""The *Share* menu and the charts' own tools, in real Chromium; what they are made of."""

import json
import re
import string
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from app_server import ROOT
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect

from explorer.export.forms import FORMS, offered
from explorer.export.qr import MOST_MODULES, code
from explorer.web.sockets import Refused

LINK = "?steps=200&seed=41"
PANEL = "section.panel"


@pytest.fixture
def shared(visit):
    """A page whose runs have ended, and its menu, open."""

    def go(query=LINK, **options):
        page = visit(query, permissions=["clipboard-read", "clipboard-write"], **options)
        expect(page.locator(PANEL)).to_have_attribute("data-state", "ended")
        page.get_by_role("button", name="Share").click()
        menu = page.get_by_role("dialog", name="Share")
        expect(menu).to_be_visible()
        return page, menu

    return go


def answer(server, route):
    with urlopen(f"{server.url}/api/{route}", timeout=60) as given:
        return given.read()


def copied(page):
    return page.evaluate("navigator.clipboard.readText()")


# ---- on the page


def test_the_menu_gives_link_code_files_and_citations(shared, server):
    page, menu = shared()
    fingerprints = page.locator(PANEL).get_attribute("data-fingerprints").split(",")
    expect(menu.get_by_role("button", name="Copy link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(menu.get_by_role("status")).to_contain_text("Link copied")
    made = json.loads(answer(server, f"qr{LINK}"))
    assert copied(page) == made["link"]

    with page.expect_download() as waiting:
        menu.get_by_role("button", name="Data").click()
    assert waiting.value.suggested_filename == "gaussian-loss_in_compile-registering_model.csv"
    assert waiting.value.path().read_bytes() == answer(server, f"export/csv{LINK}")

    with page.expect_download() as waiting:
        menu.get_by_role("button", name="Picture").last.click()
    texts = [waiting.value.path().read_text("utf-8").replace("&amp;", "&")]
    for form in ("BibTeX", "text"):
        menu.get_by_role("button", name=f"Copy {form}").click()
        expect(menu.get_by_role("status")).to_contain_text(f"Copied as {form}")
        texts.append(copied(page))
    for text in texts:
        for part in (made["link"], *fingerprints, "TensorFlow 2.21", "Keras 3.15"):
            assert part in text

    menu.get_by_role("button", name="QR code of the link").click()
    large = page.get_by_role("img", name="QR code of the link")
    assert large.locator("svg").evaluate("(svg) => svg.outerHTML").count("stroke=") == 1
    drawn = re.search(r' d="(M[^"]+)', made["svg"].split("qrline")[1])[1]
    assert large.locator(".qrline").get_attribute("d") == drawn
    expect(page.get_by_text(made["link"])).to_be_visible()
    page.keyboard.press("Escape")
    expect(large).to_have_count(0)

    page.get_by_role("button", name="Share").click()
    menu.get_by_role("button", name="For a class").click()
    expect(page.get_by_text("Locked: shown with its value")).to_be_in_viewport()
    expect(menu).to_have_count(0)


VARIABLE = "(node, name) => getComputedStyle(node).getPropertyValue(name)"


def colours_of_files(scheme):
    """The names of the theme's colours, and what a file has for them."""
    text = (ROOT / "explorer" / "export" / "static" / "player.css").read_text("utf-8")
    light, dark = text.split("prefers-color-scheme: dark")
    return re.findall(r"(--st-[\w-]+-color): (.+);", light if scheme == "light" else dark)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "dark"), (390, "light")])
def test_the_open_menu_violates_no_rule_gravely(shared, width, scheme):
    page, menu = shared(width=width, height=844, color_scheme=scheme)
    expect(menu.locator(".code svg")).to_be_visible()
    menu.get_by_role("button", name="Copy link").click()
    box = menu.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] + box["height"] <= 844
    grave = [
        (violation["id"], node["target"])
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]
    assert not grave
    around = menu.locator(".code").evaluate("(code) => getComputedStyle(code).backgroundColor")
    assert around == "rgb(255, 255, 255)"
    for name, colour in colours_of_files(scheme):
        assert page.locator(PANEL).evaluate(VARIABLE, name).lower() == colour


LINES = "(chart) => chart.querySelectorAll('.js-plotly-plot .js-line').length"


def at_rest(chart):
    chart.locator(".plot").scroll_into_view_if_needed()
    expect(chart.locator(".plot")).to_have_attribute("data-lines", "plotly")


def drag(page, box):
    """From left to right over the middle of a box."""
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.2 * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.6 * box["width"], y, steps=5)
    page.mouse.up()


def test_a_chart_hides_smooths_grows_and_is_saved(shared):
    page, _ = shared()
    page.keyboard.press("Escape")
    chart = page.locator("[data-key=loss]")
    at_rest(chart)
    lines, small = chart.evaluate(LINES), chart.locator(".plot").bounding_box()

    entry = chart.get_by_role("button", name="Broken, validation")
    chart.locator(".entry").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(entry).to_be_focused()
    page.keyboard.press("Enter")
    expect(entry).to_have_attribute("aria-pressed", "false")
    page.set_viewport_size({"width": 1000, "height": 900})
    page.get_by_role("slider", name="Step shown").fill("100")
    expect(page.locator(PANEL)).to_have_attribute("data-step", "100")
    page.set_viewport_size({"width": 1440, "height": 900})
    count = f"([chart, lines]) => ({LINES})(chart) === lines"
    page.wait_for_function(count, arg=[chart.element_handle(), lines - 1])
    expect(chart.locator(".plot")).not_to_have_attribute(
        "aria-label", re.compile("validation.*val")
    )

    smoother = chart.get_by_role("button", name="smooth")
    smoother.click()
    expect(smoother).to_have_text("smooth: EMA 4")  # of 200 steps
    page.wait_for_function(count, arg=[chart.element_handle(), lines + 1])  # two raw lines behind

    with page.expect_download() as waiting:
        chart.get_by_role("button", name="PNG").click()
    assert waiting.value.suggested_filename.startswith("loss-gaussian-")
    assert waiting.value.path().read_bytes().startswith(b"\x89PNG")

    chart.get_by_role("button", name="Full size").click()
    full = page.get_by_role("dialog", name="Loss, full size")
    page.wait_for_function(
        "([plot, least]) => plot.clientWidth > least && plot.dataset.lines === 'plotly'",
        arg=[chart.locator(".plot").element_handle(), 2 * small["width"]],
    )
    drag(page, chart.locator(".nsewdrag").bounding_box())
    expect(full.get_by_role("button", name="Reset zoom")).to_be_visible()
    page.keyboard.press("Escape")
    expect(full).to_have_count(0)
    expect(chart.get_by_role("button", name="Reset zoom")).to_be_visible()
    after = chart.locator(".plot").bounding_box()
    assert (after["width"], after["height"]) == (small["width"], small["height"])

    for name in ("Broken", "Fixed", "Fixed, validation"):
        chart.locator(f".entry[title='Hide {name}']").click()
    expect(chart.locator(".empty")).to_contain_text("hidden")


# ---- what they are made of


@pytest.fixture(scope="module")
def page(modules):
    modules.evaluate(
        """async () => {
          Object.assign(window, await import("/cite.js"), await import("/smooth.js"));
          window.Run = (await import("/telemetry.js")).Run;
          window.Share = (await import("/share.js")).Share;
        }"""
    )
    return modules


@pytest.fixture
def menu(page):
    """A menu by itself, open, with one form; `window.reason` is why nothing can be saved."""
    page.evaluate(
        """() => {
          document.body.innerHTML = '<button>Share</button><dialog aria-label="Share"></dialog>';
          window.reason = "";
          const [opener, node] = document.body.children;
          const data = { exports: [{ form: "csv", ending: "csv", title: "Data", hint: "rows" }],
            export: "api/export", command: "" };
          window.share = new Share(opener, node, {
            data: () => data,
            link: () => location.href,
            address: (path) => new URL(path, location),
            unready: () => window.reason,
          });
          opener.click();
        }"""
    )
    return page.get_by_role("dialog", name="Share")


def test_arrows_walk_the_menu_and_escape_leads_back(page, menu):
    def reached():
        return page.evaluate("document.activeElement.innerText.split(/\\s/)[0]")

    names = [stop.inner_text().split()[0] for stop in menu.locator("button").all()]
    assert reached() == names[0] == "Copy"
    for key, name in (("ArrowDown", names[1]), ("ArrowUp", names[0]), ("ArrowUp", names[-1])):
        page.keyboard.press(key)
        assert reached() == name
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    assert reached() == "Share"


def test_a_click_elsewhere_closes_the_menu(page, menu):
    page.mouse.click(1200, 700)
    expect(menu).to_have_count(0)


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (429, '{"message": "this server already has 40 open exports"}', "40 open exports"),
        (502, "<html>Bad gateway</html>", "the server answered 502"),
        (0, "", "does not answer"),
    ],
)
def test_why_there_is_no_file_stands_in_the_menu(page, menu, status, body, words):
    page.evaluate(
        """([status, body]) => {
          window.fetch = () => status ? Promise.resolve(new Response(body, { status }))
            : Promise.reject(new TypeError("failed"));
        }""",
        [status, body],
    )
    menu.get_by_role("button", name="Data").click()
    expect(menu.get_by_role("status")).to_contain_text(words)
    expect(menu.get_by_role("status")).to_contain_text("Data (.csv)")


def test_what_takes_long_shows_how_long(page, menu):
    page.evaluate("() => { window.fetch = () => new Promise(() => {}); }")
    menu.get_by_role("button", name="Data").click()
    expect(menu.get_by_role("status")).to_contain_text(re.compile(r"Data \(\.csv\).* [1-9]\.\d s"))


def test_nothing_is_saved_before_it_is_ready(page, menu):
    data = menu.get_by_role("button", name="Data")
    for reason, disabled in (("When the runs are over.", "true"), ("", "false")):
        page.evaluate("(reason) => { window.reason = reason; share.update(); }", reason)
        expect(data).to_have_attribute("aria-disabled", disabled)
        assert menu.get_by_text("When the runs are over.").is_visible() == bool(reason)
        if reason:
            page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError()); }")
            data.click(force=True)
            expect(menu.get_by_role("status")).to_be_empty()


def test_text_is_made_safe_for_tex(page):
    made = page.evaluate("tex", "50% of α_1 & {x}^2 ~ \\ σ₂²")
    assert made == (
        r"50\% of $\alpha$\_1 \& \{x\}\textasciicircum{}2 \textasciitilde{} "
        r"\textbackslash{} $\sigma$$_2$$^2$"
    )


@given(st.text(alphabet=string.printable + "ασ²₁"))
def test_braces_of_a_citation_match(page, title):
    about = {"title": title, "link": "http://x/?v=2", "fingerprints": "ab, cd", "versions": "K 3"}
    text = page.evaluate("(about) => bibtex(about, new Date(2026, 0, 5))", about)
    depth = 0
    for sign in re.sub(r"\\[{}]", "", text):
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0
    assert depth == 0
    assert "urldate = {2026-01-05}" in text


def smooth(page, values, span, chunk):
    """The average of a column that arrives in chunks."""
    return page.evaluate(
        """([values, span, chunk]) => {
          const run = new Run(0, values.length);
          run.describe({ steps: values.length, columns: ["loss"] });
          const source = smoothed(run, "loss", span);
          let points;
          for (const value of values) {
            run.columns.get("loss").push(value === null ? NaN : value);
            run.rows += 1;
            const view = { from: 1, to: values.length, step: run.rows, width: 1e4 };
            if (run.rows % chunk === 0 || run.rows === values.length) points = source.points(view);
          }
          return points.y.map((y) => (Number.isNaN(y) ? null : y));
        }""",
        [values, span, chunk],
    )


@pytest.mark.parametrize("chunk", [1, 7])
def test_a_smooth_line_is_the_weighted_mean_of_what_came_before(page, chunk):
    values = [5.0, 1.0, 3.0, None, 2.0, 8.0, 4.0, 4.0]
    share = 2 / (3 + 1)
    expected = []
    for last, value in enumerate(values):
        seen = [each for each in values[: last + 1] if each is not None]
        weights = [(1 - share) ** (len(seen) - 1 - i) for i in range(len(seen))]
        mean = sum(w * each for w, each in zip(weights, seen, strict=True)) / sum(weights)
        expected.append(None if value is None else pytest.approx(mean, rel=1e-6))
    assert smooth(page, values, 3, chunk) == expected


def test_a_constant_stays_as_it_is(page):
    assert smooth(page, [2.5] * 50, 10, 9) == [2.5] * 50


# ---- the code


def test_a_code_is_as_wide_as_its_link_needs_and_no_more_than_there_is():
    modules = [code("x" * length)[1] for length in (20, 230, 231, 2953)]
    assert modules == sorted(modules)
    assert modules[1] <= MOST_MODULES < modules[2]
    with pytest.raises(Refused, match=r"expected at most 2,953 .* received: 2,954"):
        code("x" * 2954)


def test_the_route_of_the_code_refuses_what_is_no_link(server):
    with pytest.raises(HTTPError) as refused:
        answer(server, "qr?steps=nonsense")
    assert refused.value.code == 400
    assert "steps" in json.loads(refused.value.read())["message"]


def test_a_long_link_says_that_it_does_not_scan_well(server):
    events = ",".join(f"b{step}.set.log_variance.-1.2345678" for step in range(100, 900, 100))
    assert not json.loads(answer(server, f"qr?steps=1000&events={events}"))["scans"]
    assert json.loads(answer(server, "qr?steps=1000"))["scans"]


def test_every_form_is_offered_with_words():
    assert [entry["form"] for entry in offered()] == list(FORMS)
    assert all(entry["title"] and entry["hint"] for entry in offered())
