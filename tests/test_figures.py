"""The panel's figures: what fills each trace, how each run looks, and that all of it is JSON."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from explorer.panel.figures import build_charts
from explorer.records.catalogue import Dataset, Loss, Parameter, Reading, Truth, Wiring

PARAMETERS = (
    Parameter("log_variance", "Log-variance", "s", 0.0, Reading("σ", scale=0.5), "noise_sd"),
    Parameter("shape", "Shape", "α", 1.0),
)
STEPS = 2000
FOUR = ("broken", "fixed", "fixed", "broken")


def wiring(kind, key="key"):
    return Wiring(
        key=key,
        title=key,
        kind=kind,
        symptom="",
        cause="",
        mended_by=None,
        reference="",
        breaks_at="listed" if kind == "broken" else None,
        outcome="frozen" if kind == "broken" else "moves",
    )


TASKS = {
    "curve": Dataset(
        "d",
        "D",
        "",
        "regression",
        320,
        1,
        "dose",
        "response",
        "",
        truths=(Truth("noise_sd", "σ", 0.3, ""),),
    ),
    "many": Dataset("d", "D", "", "regression", 320, 10, "dose", "response", ""),
    "physics": Dataset("d", "D", "", "physics", 320, 1, "time", "u", ""),
    "two": Dataset(
        "d", "D", "", "multi-task", 320, 1, "x", "y", "", outputs=2, names=("loud", "quiet")
    ),
    "two_of_many": Dataset(
        "d", "D", "", "multi-task", 320, 3, "x", "y", "", outputs=2, names=("loud", "quiet")
    ),
    "plane": Dataset(
        "d", "D", "", "classification", 320, 2, "x₁, x₂", "", "", outputs=2, names=("up", "down")
    ),
    "plane_of_three": Dataset(
        "d", "D", "", "classification", 320, 2, "x₁, x₂", "", "", outputs=3, names=("a", "b", "c")
    ),
    "classes": Dataset(
        "d", "D", "", "classification", 320, 4, "x", "", "", outputs=3, names=("a", "b", "c")
    ),
}


def charts(
    kinds=("broken", "fixed"), parameters=PARAMETERS, data="curve", steps=STEPS, of_batch=False
):
    letters = "ab" if kinds == ("broken", "fixed") else "b" if kinds == ("fixed",) else "abcd"
    wirings = {letter: wiring(kind) for letter, kind in zip(letters, kinds, strict=False)}
    dataset = TASKS[data]
    loss = Loss("l", "L", "", "", parameters, dataset.task, "converges", "", "", has_optimum=True)
    loss = replace(loss, of_batch=of_batch)
    return build_charts(wirings, loss, dataset, steps)


def chart(key, **setup):
    return next(chart for chart in charts(**setup) if chart["key"] == key)


def traces(key, **setup):
    return {trace["name"]: trace for trace in chart(key, **setup)["figure"]["data"]}


def test_charts_stand_in_the_order_they_are_read():
    assert [chart["key"] for chart in charts()] == [
        "loss",
        "score.0",
        "value.log_variance",
        "value.shape",
        "gradient.log_variance",
        "gradient.shape",
        "slice.log_variance",
        "slice.shape",
        "shape",
        "fit",
        "grad_norm",
    ]


def test_log_scale_is_offered_for_loss_and_gradient_norm():
    assert [chart["key"] for chart in charts() if chart["log"]] == ["loss", "grad_norm"]


@pytest.mark.parametrize("data", TASKS)
@pytest.mark.parametrize("kinds", [("broken",), ("fixed",), ("broken", "fixed")])
def test_every_trace_says_what_fills_it(kinds, data):
    telemetry = {"loss", "grad_norm"} | {
        f"{parameter.name}.{column}"
        for parameter in PARAMETERS
        for column in ("grad_available", "grad_delivered", "value")
    }
    columns = {
        "rows": telemetry,
        "snapshots": {"validation", "score"},
        "view": {"prediction", "band", "heat", "border", "wrong", "own", "mean"},
        "landscape": {"shape", "marks", "slice", "place", "pull", "optimum"},
    }
    for chart in charts(kinds, data=data):
        for trace in chart["figure"]["data"]:
            meta = trace["meta"]
            if meta["source"] == "data":
                assert meta["points"] in ("train", "validation", "identity")
            elif meta["source"] == "constant":
                assert meta["steps"] == STEPS
            else:
                assert meta["column"] in columns[meta["source"]]
                assert meta["run"] in range(len(kinds))


def test_every_column_is_drawn_for_every_run():
    drawn = {
        (trace["meta"]["run"], trace["meta"]["column"])
        for chart in charts()
        for trace in chart["figure"]["data"]
        if trace["meta"]["source"] == "rows"
    }
    assert len(drawn) == 2 * (2 + 3 * len(PARAMETERS))


def test_figures_hold_no_numbers_to_draw():
    for chart in charts():
        for trace in chart["figure"]["data"]:
            assert "x" not in trace
            assert "y" not in trace
            assert "z" not in trace


@pytest.mark.parametrize("key", ["loss", "value.shape", "grad_norm", "fit"])
def test_broken_is_dashed_vermillion_and_fixed_solid_blue(key):
    lines = {name: trace["line"] for name, trace in traces(key).items() if name in LINES}
    assert {name: (line["color"], line["dash"]) for name, line in lines.items()} == LINES


LINES = {"Broken": ("#D55E00", "dash"), "Fixed": ("#0072B2", "solid")}


@pytest.mark.parametrize("key", ["gradient.log_variance", "gradient.shape"])
def test_each_gradient_is_recognised_in_colour_and_without_it(key):
    drawn = chart(key)["figure"]["data"]
    lines = {trace["name"]: trace for trace in drawn if trace["mode"] == "lines"}
    assert {name: (t["line"]["color"], t["line"]["dash"]) for name, t in lines.items()} == {
        "Broken, available": ("#F2A071", "dash"),
        "Fixed, available": ("#6DB3DE", "solid"),
        "Broken, delivered": ("#D55E00", "dash"),
        "Fixed, delivered": ("#0072B2", "solid"),
    }
    marks = {trace["name"]: trace for trace in drawn if trace["mode"] == "markers"}
    looks = {
        name: (trace["marker"]["symbol"], trace["marker"]["color"] == "#FFFFFF")
        for name, trace in marks.items()
    }
    assert looks == {
        "Broken, available": ("diamond", True),
        "Fixed, available": ("circle", True),
        "Broken, delivered": ("diamond", False),
        "Fixed, delivered": ("circle", False),
    }
    assert len({trace["meta"]["marks"] for trace in marks.values()}) == 4
    for name, line in lines.items():
        assert line["marker"]["symbol"] == marks[name]["marker"]["symbol"]
        assert line["marker"]["color"] == marks[name]["marker"]["color"]


@pytest.mark.parametrize("data", TASKS)
def test_orange_and_blue_mean_broken_and_fixed_in_every_chart(data):
    own = {"Broken": {"#D55E00", "#F2A071"}, "Fixed": {"#0072B2", "#6DB3DE"}}
    for chart in charts(data=data):
        for trace in chart["figure"]["data"]:
            run = trace.get("name", "").partition(",")[0]
            if run in own and trace["mode"] == "lines":
                assert trace["line"]["color"] in own[run], (chart["key"], trace["name"])


def test_dashes_lie_over_solid_lines():
    names = [trace["name"] for trace in chart("value.shape")["figure"]["data"]]
    assert names[-2:] == ["Fixed", "Broken"]


def test_four_runs_are_numbered_and_differ_in_colour_dash_and_symbol():
    lines = traces("grad_norm", kinds=FOUR)
    assert set(lines) == {"Broken 1", "Fixed 1", "Fixed 2", "Broken 2"}
    for look in ("color", "dash"):
        assert len({trace["line"][look] for trace in lines.values()}) == 4
    assert len({trace["marker"]["symbol"] for trace in lines.values()}) == 4


@pytest.mark.parametrize("data", ["curve", "many", "classes"])
def test_marks_have_the_shape_of_their_run_in_every_chart(data):
    shapes = ("diamond", "circle", "square", "triangle-up")
    for chart in charts(FOUR, data=data):
        for trace in chart["figure"]["data"]:
            if "run" in trace["meta"] and "marker" in trace:
                symbol = trace["marker"]["symbol"].removesuffix("-open")
                assert symbol == shapes[trace["meta"]["run"]], (chart["key"], trace["name"])


def test_an_equal_run_beneath_another_shows_on_both_sides():
    drawn = list(traces("value.shape", kinds=FOUR).items())[-4:]
    assert [name for name, _ in drawn] == ["Fixed 1", "Broken 1", "Fixed 2", "Broken 2"]
    widths = [trace["line"]["width"] for _, trace in drawn]
    assert min(widths[:2]) >= max(widths[2:]) + 1.5
    sizes = [
        t["marker"]["size"]
        for name, t in traces("slice.shape", kinds=FOUR).items()
        if ", here" in name
    ]
    assert min(sizes[:2]) > max(sizes[2:])


def test_step_axes_stand_from_the_beginning():
    for steps in (1, 20_000):
        layout = chart("loss", steps=steps)["figure"]["layout"]
        low, high = layout["xaxis"]["range"]
        assert low < 1
        assert high > steps
        assert layout["xaxis"]["title"]["text"] == "step"
        assert layout["meta"] == {"axis": "step", "steps": steps}


def test_where_a_parameter_starts_is_marked():
    start = traces("value.shape")["Start"]
    assert (start["meta"]["value"], start["line"]["color"]) == (1.0, "#CC79A7")


@pytest.mark.parametrize("data", TASKS)
def test_every_line_has_a_name_and_the_legend_names_each_once(data):
    for chart in charts(data=data):
        listed = [t["name"] for t in chart["figure"]["data"] if t.get("showlegend", True)]
        assert all(listed)
        assert len(set(listed)) == len(listed), chart["key"]
        hidden = {t.get("name") for t in chart["figure"]["data"] if not t.get("showlegend", True)}
        unnamed = {"Broken, samples", "Fixed, samples", "predicted = true", None}
        ends = {"Broken, mean", "Fixed, mean", "Broken ± σ", "Fixed ± σ"}
        assert hidden <= {*listed, *unnamed, *ends}, chart["key"]


def test_one_input_is_drawn_as_a_curve_over_the_points():
    fit = chart("fit")
    assert fit["title"] == "Fit"
    assert fit["figure"]["layout"]["xaxis"]["title"]["text"] == "dose"
    assert fit["figure"]["layout"]["yaxis"]["title"]["text"] == "response"
    assert {trace["mode"] for trace in traces("fit").values()} == {"markers", "lines"}


def test_many_inputs_are_drawn_as_predicted_against_true():
    fit = chart("fit", data="many")
    assert fit["title"] == "Predicted against true"
    assert fit["figure"]["layout"]["xaxis"]["title"]["text"] == "true response"
    identity, *predicted = fit["figure"]["data"]
    assert identity["meta"] == {"source": "data", "points": "identity", "target": 0}
    assert [(trace["meta"]["run"], trace["meta"]["points"]) for trace in predicted] == [
        (0, "train"),
        (1, "train"),
        (0, "validation"),
        (1, "validation"),
    ]


@pytest.mark.parametrize(
    ("data", "title", "axis"),
    [
        ("curve", "Validation error: MAE", "MAE"),
        ("physics", "Validation error: MAE", "MAE"),
        ("two", "Validation error: MAE / sd", "MAE / sd"),
        ("plane", "Validation cross-entropy of softmax", "nats"),
    ],
)
def test_beside_the_loss_stands_a_score_that_it_cannot_cheat(data, title, axis):
    score = charts(data=data)[1]
    assert (score["key"], score["title"]) == ("score.0", title)
    assert score["figure"]["layout"]["yaxis"]["title"]["text"] == axis
    found = {(t["meta"]["run"], t["meta"]["score"]) for t in score["figure"]["data"]}
    scores = (0, 1) if data == "two" else (0,)
    assert found == {(run, score) for run in (0, 1) for score in scores}


@pytest.mark.parametrize("data", ["two", "two_of_many"])
def test_several_tasks_have_a_fit_each(data):
    shown = [chart for chart in charts(data=data) if chart["key"].startswith("fit")]
    assert [chart["key"] for chart in shown] == ["fit.0", "fit.1"]
    for target, (chart, name) in enumerate(zip(shown, ("loud", "quiet"), strict=True)):
        assert chart["title"].endswith(f": {name}")
        assert chart["figure"]["layout"]["yaxis"]["title"]["text"].endswith(name)
        assert {trace["meta"]["target"] for trace in chart["figure"]["data"]} == {target}


@pytest.mark.parametrize(("data", "classes"), [("plane", 2), ("plane_of_three", 3)])
def test_each_run_has_its_plane_and_classes_differ_in_colour_and_shape(data, classes):
    shown = [chart for chart in charts(data=data) if chart["key"].startswith("fit")]
    assert [(fit["key"], fit["span"]) for fit in shown] == [("fit.0", "half"), ("fit.1", "half")]
    for run, (fit, name, dash) in enumerate(
        zip(shown, ("Broken", "Fixed"), ("dash", "solid"), strict=True)
    ):
        assert fit["title"].startswith(name)
        titles = [fit["figure"]["layout"][axis]["title"]["text"] for axis in ("xaxis", "yaxis")]
        assert titles == ["x₁", "x₂"]
        heat, *drawn = fit["figure"]["data"]
        points = [t for t in drawn if t["meta"]["source"] == "data"]
        listed = [trace["marker"] for trace in points if trace.get("showlegend")]
        assert len({marker["color"] for marker in listed}) == classes
        assert len({marker["symbol"] for marker in listed}) == classes
        assert all(("-open" in t["marker"]["symbol"]) == (not t["showlegend"]) for t in points)
        assert {t["meta"]["run"] for t in (heat, *drawn) if "run" in t["meta"]} == {run}
        (border,) = [t for t in drawn if t["meta"].get("column") == "border"]
        assert border["line"]["dash"] == dash
        assert heat["type"] == "heatmap"
        assert (heat["zmin"], heat["zmax"]) == (0, classes)


def test_the_heat_of_a_plane_has_the_colours_of_its_points():
    heat, *drawn = chart("fit.0", data="plane_of_three")["figure"]["data"]
    colors = {t["meta"]["class"]: t["marker"]["color"] for t in drawn if "class" in t["meta"]}
    for k, color in colors.items():
        parts = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
        own = [shade for at, shade in heat["colorscale"] if k / 3 <= at <= (k + 0.5) / 3]
        assert [shade.split(",")[:3] for shade in own] == [
            [f"rgba({parts[0]}", str(parts[1]), str(parts[2])]
        ] * 2
        faint, deep = (float(shade.split(",")[3].rstrip(")")) for shade in own)
        assert 0 < faint < deep < 1


@pytest.mark.parametrize("data", TASKS)
@pytest.mark.parametrize("kinds", [("broken",), ("broken", "fixed")])
def test_charts_fill_their_rows(kinds, data):
    """Thirds and what fills the rest of their row, then halves."""
    spans = [chart["span"] for chart in charts(kinds, data=data)]
    assert spans.count("half") % 2 == 0
    assert spans.count("rest") == 1 or spans.count("third") % 3 == 0


def test_a_loss_of_a_whole_batch_has_no_shape_over_single_samples():
    shown = charts(data="plane", of_batch=True)
    assert "shape" not in [chart["key"] for chart in shown]
    assert [chart["span"] for chart in shown].count("rest") == 1


def test_many_classes_stand_side_by_side_and_so_do_the_runs():
    fit = chart("fit", data="classes")
    assert fit["figure"]["layout"]["xaxis"]["ticktext"] == ["a", "b", "c"]
    places = {t["meta"]["run"]: t["meta"]["offset"] for t in fit["figure"]["data"]}
    assert -0.5 < places[0] < 0 < places[1] < 0.5
    assert {
        t["meta"]["offset"] for t in charts(("fixed",), data="classes")[-2]["figure"]["data"]
    } == {0}


def test_charts_are_json():
    for data in TASKS:
        assert json.loads(json.dumps(charts(data=data), allow_nan=False)) == charts(data=data)


def test_charts_have_fixed_height_and_no_background():
    for chart in charts():
        layout = chart["figure"]["layout"]
        assert layout["height"] > 0
        assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == "rgba(0,0,0,0)"


def test_pandas_is_there_before_plotly_looks_for_it():
    """Two first visits at once: Plotly must never meet a pandas that is half imported."""
    code = "import sys, explorer.panel.figures; assert 'pandas' in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("symbol", "reading", "line"),
    [
        ("s", Reading("σ", scale=0.5), "s = log σ², so σ = exp(s/2). In the code: p"),
        ("t", Reading("T"), "t = log T, so T = exp(t). In the code: p"),
        ("log σ", Reading("σ"), "In the code: p"),
        ("ρ", Reading("γ", map="softplus"), "Read as γ = softplus(ρ). In the code: p"),
        (
            "t",
            Reading("t₂", map="softplus", shift=-0.5, offset=1.0),
            "Read as t₂ = 1 + softplus(t − 0.5). In the code: p",
        ),
        ("α", None, "In the code: p"),
    ],
)
def test_the_chart_of_a_parameter_says_how_its_names_hang_together(symbol, reading, line):
    parameter = Parameter("p", "P", symbol, 0.0, reading)
    assert chart("value.p", parameters=(parameter,))["note"] == line
    places = traces("slice.p", parameters=(parameter,))
    assert all("reading" not in trace["meta"] for trace in places.values())
