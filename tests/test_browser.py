"""The real app in real Chromium, as a person uses it."""

import re

import pytest
from playwright.sync_api import expect
from visits import DARKEST, GOOD, SHIFTS, visits

from explorer.records.catalogue import HOLDS_WHEN, LINKS

PANEL = "section.panel"
CHARTS = 8
"""Of a regression with one loss parameter."""


def ended(page, runs=1):
    """Wait for the end of the runs and of the player; the fingerprints."""
    panel = page.locator(PANEL)
    expect(panel).to_have_attribute(
        "data-fingerprints", re.compile(r"^\w{12}" + r",\w{12}" * (runs - 1))
    )
    return panel.get_attribute("data-fingerprints")


@pytest.fixture
def at_end(visit):
    """Open Explore as `visit` does, and wait until all its runs have ended."""

    def go(query="", **options):
        page = visit(query, **options)
        ended(page, 1 if "view=" in query else 2)
        return page

    return go


@pytest.fixture(scope="module")
def explored(chromium, server):
    """A finished comparison at the size of a desktop, shared by the tests that only look at it."""
    permissions = ["clipboard-read", "clipboard-write"]
    with visits(chromium, server) as go:
        page = go("?seed=36", permissions=permissions)
        ended(page, 2)
        yield page


@pytest.fixture(scope="module")
def explored_on_a_phone(chromium, server):
    """The same on a phone."""
    with visits(chromium, server) as go:
        page = go("?seed=36", width=390, height=844, has_touch=True)
        ended(page, 2)
        yield page


def untouched(page):
    """The page with nothing focused or hovered, at its top."""
    page.evaluate("document.activeElement.blur(); document.querySelector('.stMain').scrollTo(0, 0)")
    page.mouse.move(0, 0)
    return page


@pytest.fixture
def desktop(explored):
    return untouched(explored)


@pytest.fixture
def phone(explored_on_a_phone):
    return untouched(explored_on_a_phone)


def station(page, kind, link):
    return page.locator(f".chain.{kind} [data-link={link}]")


def test_flip_broken_to_fixed_see_alpha_move_and_share_the_run(visit, at_end):
    page = at_end(
        "?loss=penalty&view=broken&depth=0", permissions=["clipboard-read", "clipboard-write"]
    )
    sentence = page.locator(".sentence.broken")
    expect(sentence).to_contain_text(
        re.compile(r"α stayed at 1\.000 for 2,000 steps: a gradient of \d\.\d{3} was")
    )
    expect(station(page, "broken", "listed")).to_have_attribute("data-state", "lost")

    page.get_by_role("radio", name="Fixed").click()
    expect(page.locator(".sentence.fixed")).to_contain_text(
        "this loss has no minimum in α", ignore_case=True
    )
    expect(station(page, "fixed", "moved")).to_have_attribute("data-state", "ok")
    expect(page).to_have_url(re.compile("view=fixed"))
    fingerprint = ended(page)

    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("nobody else can open it")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert "loss=penalty" in link
    assert "v=2" in link
    other = visit(link.split("/", 3)[3])
    assert ended(other) == fingerprint


def test_the_player_of_a_page_shows_its_fingerprints(at_end, chromium, server, tmp_path):
    query = "?steps=200&seed=36"
    page = at_end(query)
    file = tmp_path / "player.html"
    file.write_bytes(page.request.get(f"{server.url}/api/export/html{query}").body())
    context = chromium.new_context(offline=True, reduced_motion="reduce")
    player = context.new_page()
    player.goto(file.as_uri())
    assert ended(player, 2) == ended(page, 2)
    link = player.get_by_role("link", name="Open in the Explorer").get_attribute("href")
    assert link.startswith(f"{server.url}/?")
    context.close()


def test_the_first_visit_plays_side_by_side_and_nothing_jumps(visit):
    page = visit(plays=True, before=SHIFTS)
    panel = page.locator(PANEL)
    expect(panel).to_have_attribute("data-state", "playing")
    expect(page.locator(".sentence.fixed")).to_contain_text("went from")
    assert page.evaluate("window.shifts") < GOOD
    page.evaluate("window.shifts = 0")
    parts = [page.locator(part) for part in (".sentences", ".chains", ".charts")]
    boxes = [part.bounding_box() for part in parts]
    expect(page.locator(".sentence.broken")).to_contain_text("no optimizer ever received it")
    expect(page.locator(".sentence.fixed")).to_contain_text(
        "the noise put into the data has σ = 0.300"
    )
    expect(panel).to_have_attribute("data-state", "ended")
    assert [part.bounding_box() for part in parts] == boxes
    assert page.evaluate("window.shifts") < 0.01
    assert panel.get_attribute("data-rows") == "2000,2000"
    for link in ("variable", "used"):
        expect(station(page, "broken", link)).to_have_attribute("data-state", "ok")
    expect(station(page, "broken", "listed")).to_have_attribute("data-state", "lost")
    expect(station(page, "broken", "delivered")).to_have_attribute("data-state", "unreached")
    expect(page.locator(".js-plotly-plot")).to_have_count(CHARTS)


def test_at_rest_plotly_shows_the_lines(desktop):
    for chart in ("loss", "shape", "fit"):
        plot = desktop.locator(f"[data-key={chart}] .plot")
        plot.scroll_into_view_if_needed()
        expect(plot).to_have_attribute("data-lines", "plotly")
        for line in plot.locator(".js-line").all():
            # A line without height or width counts as hidden to Playwright.
            assert line.evaluate("(line) => getComputedStyle(line).visibility") == "visible"


def test_player_steps_scrubs_and_pauses(visit):
    page = visit("?view=fixed&steps=500&seed=31", plays=True)
    panel = page.locator(PANEL)
    expect(panel).to_have_attribute("data-rows", "500")
    page.get_by_role("slider", name="Step shown").fill("250")
    expect(panel).to_have_attribute("data-step", "250")
    page.get_by_role("button", name="One step forward").click()
    expect(panel).to_have_attribute("data-step", "251")
    page.get_by_role("button", name="One step back").click()
    expect(panel).to_have_attribute("data-step", "250")
    expect(panel).to_have_attribute("data-state", "paused")
    page.get_by_label("Playback speed").select_option("instant")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(panel).to_have_attribute("data-step", "500")


DOTS = """(chart) => {
  const plot = chart.querySelector('.overlay').getBoundingClientRect();
  return [...chart.querySelectorAll('.now > svg')]
    .filter((dot) => dot.style.visibility === 'visible')
    .filter((dot) => {
      const { fill, stroke } = getComputedStyle(dot.firstChild);
      return fill !== stroke;
    })
    .map((dot) => (dot.getBoundingClientRect().left - plot.left) / plot.width);
}"""


def test_single_steps_can_be_seen(desktop):
    page = desktop
    panel, loss = page.locator(PANEL), page.locator("[data-key=loss]")
    marks = loss.locator(".xtick text")
    expect(panel).to_have_attribute("data-state", "ended")
    assert len(loss.evaluate(DOTS)) == 4
    page.get_by_role("slider", name="Step shown").fill("3")
    page.get_by_role("button", name="One step forward").click()
    expect(panel).to_have_attribute("data-step", "4")
    page.wait_for_timeout(600)
    assert marks.all_text_contents()[-1] == "50"
    assert all(0.05 < place < 0.08 for place in loss.evaluate(DOTS)[:2])
    loss.get_by_role("button", name="Whole run").click()
    page.wait_for_timeout(600)
    assert marks.all_text_contents()[-1] == "2,000"
    page.get_by_role("button", name="One step back").click()
    expect(marks.last).to_have_text("50")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(marks.last).to_have_text("2,000")
    page.get_by_role("slider", name="Step shown").fill("2000")


def test_back_and_forward_undo(at_end):
    page = at_end("?seed=32&steps=200")
    page.get_by_role("radio", name="Broken").click()
    expect(page).to_have_url(re.compile("view=broken"))
    page.go_back()
    expect(page.get_by_role("radio", name="Side by side")).to_be_checked()
    expect(page.locator(".sentence")).to_have_count(2)
    page.go_forward()
    expect(page.get_by_role("radio", name="Broken")).to_be_checked()
    expect(page.locator(".sentence")).to_have_count(1)


def test_training_shows_what_runs_after_another_control_was_used(visit):
    given = {"steps": "500", "seed": "7"}
    page = visit("?steps=500&seed=7")
    page.get_by_role("radio", name="Broken").click()
    expect(page).to_have_url(re.compile("view=broken"))
    page.get_by_role("button", name="Training", exact=True).click()
    shown = {
        "Learning rate": "0.01",
        "Batch size": "64",
        "Steps": "500",
        "Seed": "7",
        "Width": "32",
        "Depth": "2",
    }
    for title, value in shown.items():
        expect(page.get_by_role("spinbutton", name=title, exact=True)).to_have_value(value)
    page.get_by_role("spinbutton", name="Seed").fill("8")
    page.get_by_role("spinbutton", name="Seed").press("Enter")
    expect(page).to_have_url(re.compile("seed=8"))
    address = dict(re.findall(r"(\w+)=(\w+)", page.url))
    assert address == {"v": "2", "view": "broken", **given, "seed": "8"}
    page.mouse.click(20, 880)  # closes it
    expect(page.get_by_role("spinbutton")).to_have_count(0)
    page.get_by_role("radio", name="Fixed").click()
    expect(page).to_have_url(re.compile("view=fixed"))
    page.get_by_role("button", name="Training", exact=True).click()
    expect(page.get_by_role("spinbutton", name="Seed")).to_have_value("8")
    expect(page.get_by_role("spinbutton", name="Steps")).to_have_value("500")


def test_a_bad_link_works_and_nothing_of_it_becomes_a_link(at_end):
    bad = "www.evil.example/login=1&seed=me@evil.example&steps=%60www.evil.example%60"
    page = at_end(f"?{bad}&lr=0.02&view=fixed")
    warning = page.get_by_role("alert")
    expect(warning.get_by_text("expected a whole number from 1 to 20,000")).to_be_visible()
    expect(warning.locator("code").first).to_have_text("www.evil.example/login")
    for code in ("me@evil.example", "ˋwww.evil.exampleˋ"):
        expect(warning.get_by_text(code)).to_have_count(1)
    expect(warning.locator("a")).to_have_count(0)
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("expected a whole number")).to_have_count(0)


def test_a_run_that_raises_says_so_in_keras_words(visit):
    page = visit("?view=broken&broken=fresh_loss")
    expect(page.locator(".sentence.broken")).to_contain_text(
        "The train step raised ValueError at step 1"
    )
    expect(page.locator(".sentence.broken")).to_contain_text("singleton tf.Variables")
    expect(station(page, "broken", "variable")).to_have_attribute("data-state", "lost")
    expect(page.locator(".sentence.broken .more")).to_contain_text("raised at step 1: ")
    expect(page.locator(".exception")).to_have_text(re.compile("^ValueError: .*singleton tf.Var"))
    expect(page.locator(".nothing")).to_contain_text("No charts: the train step raised")
    expect(page.locator(".charts")).to_be_hidden()
    expect(page.locator(".fact").first).to_contain_text("fingerprint")
    expect(page.locator(".fact").first).not_to_contain_text("500 steps")


def test_a_chart_without_a_number_says_why(at_end):
    page = at_end("?view=broken&broken=numpy_in_loss&steps=20&depth=0")
    gradient = page.locator("[data-key='gradient.log_variance']")
    expect(gradient.locator(".empty")).to_have_text("No gradient at any step")
    expect(page.locator("[data-key=loss] .empty")).to_be_hidden()
    name = re.compile(r"^Loss at step 20: Broken [\d.]+; Broken, validation [\d.]+$")
    expect(page.locator("[data-key=loss] .plot")).to_have_attribute("aria-label", name)


def press_until(page, key, condition):
    for _ in range(40):
        page.keyboard.press(key)
        if page.evaluate(condition):
            return
    raise AssertionError(f"{key} never led to {condition}")


def test_keyboard_alone_is_enough(at_end):
    page = at_end("?steps=300&seed=33")
    page.keyboard.press("Tab")
    skip = page.get_by_role("button", name="Skip to the player")
    expect(skip).to_be_focused()
    said = "document.activeElement.innerText.trim()"
    press_until(page, "Tab", f"['Broken', 'Fixed', 'Side by side'].includes({said})")
    press_until(page, "ArrowRight", f"{said} === 'Fixed'")
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="Fixed")).to_be_checked()
    expect(page.locator(".sentence")).to_have_count(1)
    ended(page)
    inside = """() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element?.dataset?.part || element?.className || '';
    }"""
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(inside))
        if reached[-1] == "share":
            break
    order = ["play", "scrubber", "speed", "share"]
    assert [part for part in reached if part in order] == order
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    for key, step in (("Home", "1"), ("End", "300"), ("ArrowLeft", "299")):
        page.keyboard.press(key)
        expect(page.locator(PANEL)).to_have_attribute("data-step", step)
    # A step taken by an arrow key shows its arithmetic, with what the server adds.
    expect(page.locator(".sum .at-step")).to_have_text("step 299")
    expect(page.locator(".sum .why")).to_contain_text("Difference")
    skip.press("Enter")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_focused()


def test_a_phone_shows_everything_and_nothing_wider_than_itself(phone):
    page = phone
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    cut = "nodes => nodes.filter((node) => node.scrollWidth > node.clientWidth).length"
    assert page.locator(".entry :is(.name, .value)").evaluate_all(cut) == 0
    for part in (".sentences", ".chains", ".player", ".charts"):
        box = page.locator(part).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    expect(page.locator(".js-plotly-plot")).to_have_count(CHARTS)


def test_a_desktop_shows_the_first_charts_without_scrolling(desktop):
    expect(desktop.locator(".js-plotly-plot").first).to_be_visible()
    box = desktop.locator(".js-plotly-plot").first.bounding_box()
    assert 0 <= box["y"] < box["y"] + box["height"] <= 900


def test_a_zoom_survives_streaming_and_is_shared(visit):
    page = visit("?steps=2000&seed=34", plays=True)
    panel = page.locator(PANEL)
    expect(panel).to_have_attribute("data-state", "playing")
    page.locator(".plot").first.hover()  # reaching for a chart brings Plotly.js
    expect(page.locator(".js-plotly-plot")).to_have_count(CHARTS)
    plot = page.locator(".js-plotly-plot .nsewdrag").first
    box = plot.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.2, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, y, steps=5)
    page.mouse.up()
    ranges = """() => [...document.querySelectorAll('*')].flatMap((host) => host.shadowRoot
      ? [...host.shadowRoot.querySelectorAll('.js-plotly-plot')] : [])
      .filter((plot) => plot.layout.xaxis.title?.text === 'step')
      .map((plot) => plot.layout.xaxis.range.map(Math.round))"""
    page.wait_for_function(f"new Set(({ranges})().map(String)).size === 1")
    zoomed = page.evaluate(ranges)
    assert 200 < zoomed[0][0] < zoomed[0][1] < 1400
    page.get_by_label("Playback speed").select_option("1000")
    expect(panel).to_have_attribute("data-state", "ended")
    assert page.evaluate(ranges) == zoomed


OVERLAPS = """(tip) => {
  const chain = tip.closest('.chain');
  const box = tip.getBoundingClientRect();
  return [...chain.parentElement.querySelectorAll('.station')]
    .filter((station) => !chain.contains(station))
    .map((station) => station.getBoundingClientRect())
    .some((other) => box.left < other.right - 1 && other.left < box.right - 1
      && box.top < other.bottom - 1 && other.top < box.bottom - 1);
}"""


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_every_link_says_what_it_means_and_covers_no_other_chain(request, size):
    page, touch = request.getfixturevalue(size), size == "phone"
    width = page.viewport_size["width"]
    for kind in ("broken", "fixed"):
        for link in LINKS:
            at = station(page, kind, link)
            (at.tap if touch else at.hover)()
            tip = at.get_by_role("tooltip")
            expect(tip).to_be_visible()
            expect(tip).to_contain_text(f"Holds when {HOLDS_WHEN[link]}.")
            assert not tip.evaluate(OVERLAPS), (kind, link)
            box = tip.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width


def test_the_keyboard_walks_along_a_chain(desktop):
    page = desktop
    station(page, "fixed", "variable").focus()
    for key, link in (("ArrowRight", "used"), ("End", "moved"), ("ArrowLeft", "delivered")):
        page.keyboard.press(key)
        expect(station(page, "fixed", link)).to_be_focused()
        expect(station(page, "fixed", link).get_by_role("tooltip")).to_be_visible()
    page.keyboard.press("Escape")
    expect(station(page, "fixed", "delivered").get_by_role("tooltip")).to_be_hidden()


def test_on_a_phone_the_player_stays_with_the_charts(phone):
    page = phone
    for key in ("loss", "grad_norm"):
        page.locator(f"[data-key='{key}'] .host").scroll_into_view_if_needed()
        box = page.locator(".player").bounding_box()
        assert 0 <= box["y"] < box["y"] + box["height"] < 200, key
    small = """(nodes) => nodes
      .map((node) => [node.textContent || node.className, node.getBoundingClientRect()])
      .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
      .map(([name, box]) => `${name} ${box.width} x ${box.height}`)"""
    controls = page.locator(f"{PANEL} :is(button, select, input)")
    assert controls.count() > 9
    assert not controls.evaluate_all(small)


def test_a_loss_that_cheats_opens_the_one_that_can_be_learned(at_end):
    page = at_end("?loss=huber&view=fixed&dataset=outlier_line&steps=300&depth=0")
    told = page.locator(".sentence.fixed .remedy")
    expect(told).to_contain_text("What helps: divide the residual by σ")
    told.get_by_role("button", name="Open Huber likelihood, δ and σ").click()
    expect(page).to_have_url(re.compile("loss=huber_likelihood"))
    ended(page)
    expect(page.locator(".remedy")).to_have_count(0)


def test_mend_it_shows_the_least_change_beside(at_end):
    page = at_end("?view=broken&broken=zip_truncation&loss=penalty&depth=0&seed=7")
    station(page, "broken", "delivered").get_by_role("button", name="Mend it").click()
    expect(page).to_have_url(re.compile("fixed=joint_tape"))
    address = dict(re.findall(r"(\w+)=(\w+)", page.url))
    kept = {"v": "2", "broken": "zip_truncation", "loss": "penalty", "depth": "0", "seed": "7"}
    assert address == {**kept, "fixed": "joint_tape"}
    expect(station(page, "fixed", "moved")).to_have_attribute("data-state", "ok")
    expect(station(page, "broken", "delivered")).to_have_attribute("data-state", "lost")
    expect(page.get_by_role("button", name="Mend it")).to_be_hidden()


CLIPBOARD_HOLDS = "(text) => navigator.clipboard.readText().then((held) => held === text)"


def test_every_block_of_code_can_be_copied(desktop, catalogue):
    desktop.get_by_text("The loss: ").click()
    for label, shown in (
        ("Copy broken", catalogue.wiring("loss_in_compile")),
        ("Copy fixed", catalogue.wiring("registering_model")),
        ("Copy", catalogue.loss("gaussian")),
    ):
        desktop.get_by_role("button", name=label, exact=True).click()
        desktop.wait_for_function(CLIPBOARD_HOLDS, arg=shown.code.rstrip())
    copied = desktop.get_by_role("status").filter(has_text="Copied")
    expect(copied.first).to_be_visible()
    expect(copied).to_have_count(0)


def test_a_page_prints_light_and_without_controls(desktop):
    desktop.emulate_media(color_scheme="dark")
    desktop.wait_for_function(f"({DARKEST})() < 50")
    desktop.emulate_media(media="print")
    desktop.wait_for_function(f"({DARKEST})() === 255")
    expect(desktop.locator(".st-key-controls")).to_be_hidden()
    expect(desktop.locator(".player .scrubber")).to_be_hidden()
    expect(desktop.get_by_text("dataset: Noisy sine")).to_be_visible()
    height = desktop.evaluate("document.documentElement.scrollHeight")
    assert height > desktop.locator(".charts").bounding_box()["height"] > 500
    desktop.emulate_media(media="screen", color_scheme="light")


def test_outcomes_say_how_far_and_how_long_and_print_every_row(visit, catalogue):
    page = visit("outcomes?losses=huber")
    expect(page.locator(".way")).to_have_text(
        re.compile(r"^Measuring this view and one row of each link: \d+ of \d+, about \d+ ")
    )
    rows = page.locator(".row[data-wiring]")
    expect(rows).to_have_count(len(catalogue.wirings))
    page.emulate_media(media="print")
    last = rows.last.bounding_box()
    bottom = page.evaluate("document.documentElement.scrollHeight")
    assert last["y"] + last["height"] <= bottom + 1  # it is rounded
    assert page.locator(".scroller").evaluate("each => each.clientHeight == each.scrollHeight")


CUT = """each => { const group = each.closest('.stButtonGroup').getBoundingClientRect();
  const box = each.getBoundingClientRect();
  const cut = [...each.querySelectorAll('*')].some((part) =>
    part.scrollWidth > part.offsetWidth
    && getComputedStyle(part).textOverflow === 'ellipsis');
  return cut || box.right > group.right + 1 || box.right > innerWidth; }"""


@pytest.mark.parametrize("path", ["outcomes", "catalogue"])
def test_chips_and_segments_are_whole(visit, path):
    page = visit(path, width=820)
    buttons = page.locator(".stButtonGroup button")
    expect(buttons.last).to_be_visible()
    for width in (820, 720):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)  # Streamlit lays out anew
        cut = buttons.evaluate_all(f"(all) => all.filter({CUT}).map((each) => each.innerText)")
        assert not cut, width
        labels = page.get_by_text(re.compile("^(Wirings|Search|Losses)$")).all()[:3]
        if path == "outcomes":
            assert len({round(label.bounding_box()["y"]) for label in labels}) == 1, width


def test_a_wiring_is_found_by_its_symptom_and_by_a_pasted_message(at_end):
    page = at_end("?view=broken&steps=100&depth=0")
    page.get_by_role("button", name="By symptom").click()
    page.get_by_role("radio", name="Moves, but wrong").click()
    page.get_by_text("Prediction before the tape").first.click()
    expect(page).to_have_url(re.compile("broken=forward_outside_tape"))
    expect(page.locator(".sentence.broken")).to_contain_text(
        "no optimizer ever received a gradient for the model's weights"
    )
    page.get_by_role("button", name="By symptom").click()
    search = page.get_by_role("searchbox", name="Words, or the message you got")
    search.fill("ValueError: No gradients provided for any variable.")
    wirings = page.get_by_role("radiogroup", name="Which of these is yours?")
    expect(wirings.get_by_role("radio")).to_have_count(2)
    for told in ("lost at used", "lost at delivered"):
        expect(wirings).to_contain_text(told)  # what tells them apart
    wirings.get_by_text("Loss after the tape").click()
    expect(page).to_have_url(re.compile("broken=loss_outside_tape"))


def test_what_keras_warned_of_is_shown_and_corrected(at_end):
    page = at_end("?view=broken&broken=stop_gradient&steps=100&depth=0")
    told = page.locator(".sentence.broken .more")
    expect(told).to_contain_text("Keras warned: ")
    expect(told).to_contain_text("Its hint misleads.")
    expect(told).to_contain_text("Gradients do not exist for variables")


def test_a_value_that_a_diverging_run_takes_off_the_axis_says_so(at_end):
    page = at_end("?optimizer=sgd&lr=10&view=broken")
    broken = page.locator("[data-key=loss] .entry").first
    expect(broken).to_contain_text("off the axis")
    page.locator("[data-key=loss]").get_by_role("button", name="log y").click()
    expect(broken).not_to_contain_text("off the axis")
