"""The page Doctor: programs that are linted, reports that are shown, and what harms neither."""

import json
import re
import time
import tomllib
from dataclasses import replace
from html import unescape
from typing import get_args

import pytest
from app_server import ROOT, address
from app_server import opened as opened_at
from checkups import HOLDS, LOST, MENDED, PATCH, checked, checkup
from fake_workers import pages_that_compute_nothing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect
from test_accessibility import IN_DARK, OPTIONS, grave
from visits import DARKEST

from explorer.clinic import apart
from explorer.clinic.apart import NotChecked
from explorer.clinic.apart import checked as linted
from explorer.clinic.blocks import patch
from explorer.clinic.child import MOST_FINDINGS, WHOLE
from explorer.clinic.figures import gradient_figure, value_figure
from explorer.clinic.given import Refused
from explorer.clinic.links import side_by_side
from explorer.clinic.program import findings, heading, source
from explorer.clinic.reading import MOST_PARAMETERS, MOST_ROWS, read_report
from explorer.clinic.shown import MOST_BYTES, PROGRAM, Unusable, pasted
from explorer.doctor.mending import nearest
from explorer.lint import rules
from explorer.records.catalogue import LINKS
from explorer.records.checkup import Checked, Checkup, Mend, Place, Said, Severity
from explorer.records.finding import found
from explorer.records.outcome import Chain, LinkResult
from explorer.records.spec import Comparison
from explorer.words.checkup import headline, plain
from explorer.words.stations import HOLDS as WORDS

HOSTILE = (
    "import keras\n# <script>alert(1)</script> <img src=x onerror=alert(2)>\n"
    'x = "**bold** [x](javascript:alert(1)) `y` $z$ :red[q]"\n'
)
EXAMPLE = PROGRAM.read_text(encoding="utf-8")


def text_of(html):
    return unescape(re.sub(r"<[^>]*>", "", html))


# Reports


names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
figures = st.none() | st.floats(allow_nan=False, allow_infinity=False)
places = st.none() | st.builds(Place, names.filter(bool), st.integers(0, 10**8))
mends = st.builds(Mend, *(st.none() | names for _ in range(4)))
sayings = st.lists(st.builds(Said, names, st.booleans()), max_size=3).map(tuple)


@st.composite
def parameters(draw):
    name = draw(names)
    states = [draw(st.sampled_from([HOLDS[link], LOST[link]])) for link in LINKS]
    links = [
        LinkResult(link, each == HOLDS[link], ((name, each),))
        for link, each in zip(LINKS, states, strict=True)
    ]
    rows = draw(st.integers(0, 5))
    column = st.lists(figures, min_size=rows, max_size=rows)
    curve = {"step": list(range(1, rows + 1))} if rows else {}
    for each in ("value", "available", "delivered") if rows else ():
        curve[each] = draw(column)
    mend = draw(st.none() | mends.filter(lambda m: m.wiring or m.patch or m.snippet))
    return Checked(
        name,
        draw(names),
        draw(places),
        draw(places),
        draw(places),
        Chain(tuple(links)),
        draw(st.sampled_from(get_args(Severity))),
        draw(figures),
        draw(figures),
        draw(st.integers(0, 10**6)),
        curve,
        mend,
        draw(sayings),
        draw(figures),
        draw(st.none() | st.just(found("at_minimum", curvature=0.5)) | st.just(found("rate_zero"))),
        draw(st.integers(1, 10**6)),
    )


reports = st.builds(
    Checkup,
    st.lists(parameters(), max_size=3).map(tuple),
    st.none() | names,
    st.integers(0, 10**6),
    names,
    names,
    st.lists(names, max_size=2).map(tuple),
)
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.just(10**400),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=9,
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # on a busy machine it may be
@given(reports)
def test_a_report_that_was_written_is_read_back_whole(report):
    assert read_report(json.dumps(plain(report))) == report


@given(anything)
def test_json_of_anything_else_is_refused(value):
    with pytest.raises(Refused):
        read_report(json.dumps(value))


@given(reports, anything, st.randoms())
@settings(max_examples=100)
def test_a_report_with_anything_in_it_is_read_or_refused_with_the_place(report, value, random):
    content = json.loads(json.dumps(plain(report)))  # `plain` shares lists with the report
    at, key = content, random.choice(list(content))
    while isinstance(at[key], dict | list) and at[key] and random.random() < 0.8:
        at = at[key]
        key = random.choice(list(at) if isinstance(at, dict) else range(len(at)))
    at[key] = value
    try:
        read = read_report(json.dumps(content))
    except Refused as refused:
        assert refused.problem.name
        assert len(str(refused)) < 400
    else:
        assert headline(read)  # every sentence of it can be made


def without(name):
    def change(content):
        del content[name]

    return change


def with_it(name, value):
    return lambda content: content.update({name: value})


def in_parameter(name, value):
    return lambda content: content["parameters"][0].update({name: value})


def in_link(at, name, value):
    return lambda content: content["parameters"][0]["chain"][at].update({name: value})


@pytest.mark.parametrize(
    ("change", "name", "allowed"),
    [
        (without("verdict"), "the file", "not a report of the doctor"),
        (without("versions"), "versions", "missing"),
        (lambda c: c["parameters"][0].pop("path"), "parameters[0].path", "missing"),
        (with_it("steps", "many"), "steps", "a whole number from 0"),
        (with_it("steps", -1), "steps", "a whole number from 0"),
        (with_it("steps", True), "steps", "a whole number from 0"),
        (with_it("steps", 10**300), "steps", "a whole number from 0"),
        (with_it("verdict", "fine"), "verdict", "expected “broken”"),
        (with_it("parameters", {}), "parameters", "a list; received: an object"),
        (with_it("errors", [1]), "errors[0]", "a text; received: 1"),
        (in_parameter("final", float("nan")), "parameters[0].final", "a finite number"),
        (in_parameter("final", float("inf")), "parameters[0].final", "a finite number"),
        (in_parameter("final", 10**400), "parameters[0].final", "a finite number"),
        (in_parameter("final", "1"), "parameters[0].final", "a number or null"),
        (in_parameter("name", None), "parameters[0].name", "a text; received: null"),
        (in_parameter("name", "x" * 30_000), "parameters[0].name", "at most 20,000 characters"),
        (in_parameter("made_at", "train.py"), "parameters[0].made_at", "a file and a line"),
        (in_parameter("severity", "bad"), "parameters[0].severity", "one of fault, note, fine"),
        (in_parameter("chain", []), "parameters[0].chain", "the 5 links"),
        (in_link(1, "link", "moved"), "parameters[0].chain[1].link", "one of used"),
        (in_link(2, "ok", 0), "parameters[0].chain[2].ok", "true or false"),
        (in_link(2, "finding", "odd"), "parameters[0].chain[2].finding", "a finding that"),
        (in_link(2, "figures", {}), "parameters[0].chain[2].figures", "(sources)"),
        (in_link(1, "figures", {"gradient": {}, "step": 1}), "figures.gradient", "a number"),
        (
            lambda c: c["parameters"][0]["curve"]["value"].pop(),
            "parameters[0].curve.value",
            "as many items as step has, 4; received: 3",
        ),
        (
            lambda c: c["parameters"][0]["curve"].update(value=["a"] * 4),
            "parameters[0].curve.value[0]",
            "a number or null",
        ),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(change, name, allowed):
    content = plain(checkup(checked()))
    change(content)
    with pytest.raises(Refused) as refused:
        read_report(json.dumps(content))
    assert refused.value.problem.name.endswith(name)
    assert allowed in refused.value.problem.message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "not JSON: Expecting property name"),
        ("[" * 500_000, "nested too deeply"),
        ("[1]", "not a report of the doctor"),
        ("1" * 9_000, "thousands of digits"),
    ],
)
def test_what_is_no_report_is_refused(text, told):
    with pytest.raises(Refused, match=told):
        read_report(text)


def test_a_report_may_be_large_but_not_endless():
    many = checkup(*[checked(f"p{i}", rows=500) for i in range(50)])
    assert len(read_report(json.dumps(plain(many))).parameters) == 50
    more = checkup(*[checked(f"p{i}", rows=1) for i in range(MOST_PARAMETERS + 1)])
    with pytest.raises(Refused, match=rf"at most {MOST_PARAMETERS} items"):
        read_report(json.dumps(plain(more)))
    with pytest.raises(Refused, match=f"at most {MOST_ROWS:,} items"):
        read_report(json.dumps(plain(checkup(checked(rows=MOST_ROWS + 1)))))


def test_of_many_faults_the_headline_only_counts():
    few, many = (checkup(*[checked(f"p{i}") for i in range(n)]) for n in (2, 9))
    assert "p0 is lost at" in headline(few)
    assert "9 of 9 loss parameters do not train: 9 at *listed*." in headline(many)


def test_curves_are_drawn_as_the_panel_draws_them():
    stuck, moved = checked(), checked(broken=None)
    start, value = value_figure(stuck).data
    assert (value.line.color, value.line.dash) == ("#D55E00", "dash")
    assert (start.line.color, start.line.dash) == ("#CC79A7", "dot")
    assert list(value.x) == [0, 1, 2, 3, 4]
    assert list(value.y) == [1.0] * 5
    low, high = value_figure(stuck).layout.yaxis.range
    assert low < 0.99 < 1.01 < high
    assert value_figure(moved).data[1].line.color == "#0072B2"
    available, delivered = gradient_figure(stuck).data
    assert (available.line.color, delivered.line.color) == ("#56B4E9", "#009E73")
    assert delivered.line.dash == "dash"
    assert delivered.name == "delivered: nothing"
    assert list(available.y) == [None, 0.5, 0.5, None]
    assert "&lt;b&gt;" in gradient_figure(checked("<b>x")).layout.yaxis.title.text


def test_a_patch_is_copied_as_it_was_written():
    lines = re.findall(r'<span class="line \w*"><i></i>(.*?)\n</span>', patch(PATCH))
    assert "\n".join(unescape(line) for line in lines if line != " ") + "\n" == PATCH


# Programs


def test_the_example_is_marked_where_its_fault_is(catalogue):
    answer = linted(EXAMPLE, notebook=False)
    assert [(f["code"], f["line"]) for f in answer["findings"]] == [("LWE301", 13)]
    html = source(answer)
    assert '<span class="line fault" id="clinic-0-13"><i>13</i>' in html
    assert html.count('class="hint fault"') == 1
    shown = [text_of(line) for line in re.findall(r"<i>\d+</i>(.*?)\n</span>", html, re.S)]
    assert [line.rstrip() for line in shown] == EXAMPLE.splitlines()
    told = text_of(findings(answer, catalogue))
    (rule,) = [rule for rule in rules() if rule.code == "LWE301"]
    for words in (rule.finds, rule.why, rule.reference, rule.name, "Line 13", "likely fault"):
        assert words in told
    assert "1 finding in 28 lines" in text_of(heading("x", answer))


def test_a_finding_names_the_cell_of_a_notebook(catalogue):
    cells = [
        {"cell_type": "markdown", "source": "# Title"},
        {"cell_type": "code", "source": "%matplotlib inline\nimport keras\n"},
        {"cell_type": "code", "source": EXAMPLE.splitlines(keepends=True)},
    ]
    answer = linted(json.dumps({"cells": cells, "nbformat": 4}), notebook=True)
    assert [(f["cell"], f["line"]) for f in answer["findings"]] == [(3, 13)]
    assert 'class="line fault" id="clinic-3-13"' in source(answer)
    assert "Cell 3, line 13" in text_of(findings(answer, catalogue))


def test_a_fix_is_shown_as_a_diff(catalogue):
    text = (
        "import keras\nimport tensorflow as tf\nalpha = keras.Variable(1.0)\n"
        "def step(model, optimizer, x, y):\n    with tf.GradientTape() as tape:\n"
        "        value = alpha * tf.reduce_mean(tf.square(model(x) - y))\n"
        "    variables = model.trainable_variables + [alpha]\n"
        "    gradients = tape.gradient(value, variables)\n"
        "    optimizer.apply_gradients(zip(gradients, model.trainable_variables))\n"
    )
    answer = linted(text, notebook=False)
    assert "LWE401" in [finding["code"] for finding in answer["findings"]]
    told = text_of(findings(answer, catalogue))
    assert "-    optimizer.apply_gradients(zip(gradients, model.trainable_variables))" in told
    assert "+    optimizer.apply_gradients(zip(gradients, variables))" in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("import keras\nx = 1\n", "Nothing found in 2 lines"),
        ("print(1)\n", "imports neither Keras nor TensorFlow"),
        ("import keras\ndef f(:\n", "cannot be read: not valid Python"),
    ],
)
def test_what_was_found_is_said_in_a_line(text, told):
    assert told in text_of(heading("x", linted(text, notebook=False)))


def test_a_syntax_error_is_shown_on_its_line():
    html = source(linted("import keras\nx = (1\n", notebook=False))
    assert re.search(r'class="line fault" id="clinic-0-2".*class="hint fault">.*never', html, re.S)


def test_nothing_is_executed(tmp_path):
    trace = tmp_path / "trace"
    text = f"import keras\nopen({str(trace)!r}, 'w').write('ran')\nimport no_such_module\n"
    assert linted(text, notebook=False)["problem"] is None
    assert not trace.exists()


def test_of_a_long_program_the_surroundings_of_what_was_found_are_shown():
    filler = "print(1)\n" * (2 * WHOLE)
    answer = linted(f"import keras\n{filler}{EXAMPLE}{filler}", notebook=False)
    numbers = [line["number"] for line in answer["lines"]]
    at = 1 + 2 * WHOLE + 13
    assert at in numbers
    assert len(numbers) < 100
    html = source(answer)
    assert f'id="clinic-0-{at}"' in html
    assert html.count('class="gap"') == 1


def hostile():
    """Texts that are almost as large as they may be, by what is odd about them."""
    size = int(0.98 * MOST_BYTES)
    many = "class A(keras.losses.Loss):\n def call(self, a, b):\n  self.v = keras.Variable(1)\n"
    return {
        "markup": HOSTILE * (size // len(HOSTILE)),
        "brackets": "import keras\nx = " + "(" * size,
        "minus": "import keras\nx = " + "-" * size + "1",
        "attributes": "import keras\nx = a" + ".a" * (size // 2),
        "sum": "import keras\nx = 1" + "+1" * (size // 2),
        "quotes": "import keras\n" + '"' * size,
        "null": "import keras\n" + "\0" * size,
        "half": "import keras\n# " + "\ud800" * (size // 3),
        "one line": "import keras;" + "x=1;" * (size // 4),
        "findings": "import keras\n" + many * (size // len(many)),
        "indents": "import keras\n" + "".join(" " * i + "if x:\n" for i in range(1_300)),
    }


@pytest.mark.parametrize("kind", hostile())
def test_the_largest_text_is_answered_in_time(kind, catalogue):
    begun = time.monotonic()
    try:
        answer = linted(hostile()[kind], notebook=False)
        html = heading("x", answer) + findings(answer, catalogue) + source(answer)
    except NotChecked as refused:
        html = str(refused)
    assert time.monotonic() - begun < apart.SECONDS + 1
    assert "<script" not in html
    assert "<img" not in html
    assert len(html) < 2_000_000
    html.encode()
    assert linted(EXAMPLE, notebook=False)["findings"]  # the next one is served


def test_very_many_findings_are_cut_and_counted():
    answer = linted("import keras\n" + "v = keras.Variable(1)\n" * 300, notebook=False)
    shown = answer["findings"]
    assert len(shown) == min(answer["many"], MOST_FINDINGS)


def test_what_crashes_the_checker_ends_only_the_checker(monkeypatch):
    monkeypatch.setattr(apart.sys, "executable", "/bin/false")
    with pytest.raises(NotChecked, match="nested too deeply"):
        linted(EXAMPLE, notebook=False)
    monkeypatch.undo()
    assert linted(EXAMPLE, notebook=False)["findings"]


def test_paste_and_files_have_one_limit(pages):
    app = opened()
    (area,), (dropped,) = app.text_area, app.get("file_uploader")
    assert area.max_chars == MOST_BYTES
    assert f"{dropped.proto.max_upload_size_mb} MB at most" in area.label
    assert dropped.proto.max_upload_size_mb * 10**6 == MOST_BYTES
    server = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["server"]
    assert server["maxUploadSize"] == dropped.proto.max_upload_size_mb


def test_what_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 0.01)
    with pytest.raises(NotChecked, match="longer than"):
        linted(EXAMPLE, notebook=False)


def test_a_text_is_what_it_looks_like():
    assert pasted(EXAMPLE).kind == "program"
    assert pasted('\n{"cells": []}').kind == "notebook"
    assert pasted('{"verdict": "fine"}').kind == "report"
    with pytest.raises(Unusable, match=f"At most {MOST_BYTES:,} bytes"):
        pasted("x" * (MOST_BYTES + 1))


# Links


def query_of(html):
    (found,) = re.findall(r'href="[^"?]*\?([^"]*)"', html)
    return unescape(found)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)
def test_every_rule_leads_to_its_wirings(rule, catalogue):
    html = side_by_side(rule.broken, rule.fixed, catalogue)
    comparison, problems = Comparison.from_query(query_of(html), catalogue)
    assert not problems
    assert comparison.wirings() == (rule.broken, rule.fixed)


def test_every_mend_leads_to_the_wirings_that_it_names(catalogue):
    fixed = [*nearest.BY_CONTEXT.values()]
    pairs = [*nearest.BY_HOLDER.values(), *nearest.BY_KIND.values()]
    for broken, usual in pairs:
        for key in [usual] if usual else fixed:
            query = query_of(side_by_side(broken, key, catalogue))
            comparison, problems = Comparison.from_query(query, catalogue)
            assert not problems and comparison.wirings() == (broken, key)
    assert side_by_side(None, "registering_model", catalogue) == ""
    assert side_by_side("closure", "no_such_wiring", catalogue) == ""


def test_a_link_reads_as_in_explore():
    words = (ROOT / "explorer" / "panel" / "static" / "wording.js").read_text(encoding="utf-8")
    assert all(f'{link}: "{text}"' in words for link, text in WORDS.items())


# The page


@pytest.fixture(scope="module")
def pages(catalogue):
    with pages_that_compute_nothing(catalogue):
        yield


def opened():
    return opened_at("pages/doctor.py")


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def html_of(app):
    return "".join(element.proto.body for element in app.get("html"))


def drop(app, name, content):
    app.file_uploader[0].set_value((name, content, "text/plain")).run()
    assert not app.exception
    return app


def test_the_empty_page_says_what_to_do_and_what_happens_to_a_program(pages):
    app = opened()
    assert "Nothing to check yet" in app.info[0].value
    told = text_of(html_of(app))
    assert "never executed" in told
    assert "not stored" in told
    assert "python -m explorer doctor your_script.py" in told


def test_the_example_program_and_report_are_a_button_away(pages):
    app = press(opened(), "Example program")
    assert app.text_area[0].value == EXAMPLE
    assert "LWE301" in html_of(app)
    press(app, "Example report")
    assert '<ol class="wiring-chain broken"' in html_of(app)
    assert len(app.get("plotly_chart")) == 2
    press(app, "Clear")
    assert app.text_area[0].value == ""
    assert "Nothing to check yet" in app.info[0].value
    assert address(app) == {}


def test_what_is_given_last_is_what_is_shown(pages):
    app = press(opened(), "Example report")
    app.text_area[0].set_value("import keras\nx = 1\n").run()
    assert "Nothing found" in html_of(app)
    drop(app, "my script.py", EXAMPLE.encode())
    assert "LWE301" in html_of(app)
    assert "python -m explorer doctor &#x27;my script.py&#x27;" in html_of(app)
    app.file_uploader[0].set_value(None).run()
    assert "Nothing found" in html_of(app)


def test_a_dropped_report_is_shown_with_chain_places_mend_and_versions(pages):
    report = checkup(MENDED, checked("beta", None), exception="ValueError: odd")
    app = drop(opened(), "r.json", json.dumps(plain(report)).encode())
    told = text_of(html_of(app))
    for words in (
        "loss.alpha is lost at listed",
        "train.py:13",
        "Given to compile",
        "Gradients at",
        "Copy the patch",
        "+model.log_sigma = loss.log_sigma",
        "Watch it in Explore",
        "Python 3, TensorFlow 2, Keras 3",
        "ended with ValueError: odd",
    ):
        assert words in told, words
    assert [e.label.replace("\\", "") for e in app.expander] == [
        "`loss.alpha` · broken",
        "`loss.beta` · trained",
    ]


def test_of_many_parameters_only_the_first_are_open(pages):
    report = checkup(*[checked(f"p{i}", None if i % 2 else "used") for i in range(50)])
    app = drop(opened(), "r.json", json.dumps(plain(report)).encode())
    assert len(app.expander) == 50
    assert html_of(app).count("<ol") == 3
    assert "25 of 50 loss parameters do not train" in text_of(html_of(app))


BAD_FILES = [
    ("r.json", b"{", "not JSON"),
    ("r.json", b'{"a": 1}', "not a report of the doctor"),
    ("r.json", b"[" * 900_000, "nested too deeply"),
    ("p.py", b"\xff\xfe\x00", "is not UTF-8 text: see byte 0"),
    *((name, b"x" * (MOST_BYTES + 1), "3,000,000 bytes") for name in ("p.py", "n.ipynb", "r.json")),
]


def test_a_bad_file_is_named_with_the_reason(pages):
    app = opened()
    for name, content, told in BAD_FILES:
        (error,) = drop(app, name, content).error
        assert told in error.value.replace("\\", "")
    press(app, "Example program")
    assert "LWE301" in html_of(app)


def test_nothing_that_is_given_becomes_markup(pages):
    odd = "<script>alert(1)</script>`[x](javascript:alert(1))`<img src=x onerror=alert(2)>"
    report = checkup(
        replace(MENDED, name=odd, path=odd, keras_said=(Said(odd),), mend=Mend(odd, odd)),
        exception=odd,
        program=odd,
        versions=odd,
        errors=(odd,),
    )
    app = drop(opened(), "r.json", json.dumps(plain(report)).encode())
    assert not re.findall(r"<(?:img|script(?!>if \(!|>//))", html_of(app))
    app.text_area[0].set_value(HOSTILE).run()
    assert "<img" not in html_of(app)
    bad = json.dumps({"verdict": odd, "parameters": []} | plain(report) | {"verdict": odd})
    app = drop(opened(), "r.json", bad.encode())
    assert "<" not in re.sub(r"`[^`]*`|\\<", "", app.error[0].value)


# In Chromium


def test_a_program_is_pasted_and_a_report_dropped(visit):
    page = visit("doctor", permissions=["clipboard-read", "clipboard-write"])
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    area = page.get_by_label("Paste a program")
    area.fill(EXAMPLE + HOSTILE)
    area.press("Control+Enter")
    expect(page.locator(".clinic-finding")).to_have_count(1)
    page.get_by_role("link", name="Line 13").click()
    expect(page.locator("#clinic-0-13")).to_be_in_viewport()
    page.get_by_text("Why, and what to use instead").click()
    expect(page.get_by_text("A Loss is no layer")).to_be_visible()
    assert not grave(page, OPTIONS)
    page.locator(".clinic-command .explorer-copy").click()
    expect(page.locator(".clinic-command [role=status]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == (
        "python -m explorer doctor your_script.py"
    )
    content = json.dumps(plain(checkup(MENDED))).encode()
    files = {"name": "r.json", "mimeType": "application/json", "buffer": content}
    page.set_input_files("input[type=file]", files)
    expect(page.locator(".wiring-chain .lost b")).to_contain_text("listed")
    expect(page.locator(".js-plotly-plot")).to_have_count(2)
    page.get_by_role("button", name="Copy the patch").click()
    page.wait_for_function(f"navigator.clipboard.readText().then(t => t === {json.dumps(PATCH)})")
    assert not grave(page, OPTIONS)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"({DARKEST})() < 50")
    assert not grave(page, IN_DARK)
    assert "?" not in page.url


def test_it_fits_a_phone(visit):
    page = visit("doctor", 390, 844)
    for button, shown in (
        ("Example program", ".clinic-source"),
        ("Example report", ".js-plotly-plot"),
    ):
        page.get_by_role("button", name=button).click()
        expect(page.locator(shown).first).to_be_visible()
        page.wait_for_timeout(500)
        wide = page.evaluate(
            """() => [...document.querySelectorAll('.stMain *')].filter((each) => {
              const { right, width } = each.getBoundingClientRect();
              return width && right > innerWidth + 1 && !each.closest('pre, svg');
            }).map((each) => each.className)"""
        )
        assert not wide


def test_a_megabyte_of_hostile_text_leaves_the_server_well(visit, server):
    page = visit("doctor")
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    expect(page.get_by_text("Nothing to check yet")).to_be_visible()
    text = hostile()["markup"].encode()
    files = {"name": "odd.py", "mimeType": "text/plain", "buffer": text}
    begun = time.monotonic()
    page.set_input_files("input[type=file]", files)
    answered = page.locator(
        ".st-key-clinic-result, [data-testid=stAlert]:not(:has-text('Nothing'))"
    )
    expect(answered.first).to_be_visible()
    assert time.monotonic() - begun < 6  # the browser's part included
    assert server.health()["ready"]
    page.get_by_role("button", name="Example program").click()
    expect(page.locator(".clinic-finding")).to_have_count(1)
