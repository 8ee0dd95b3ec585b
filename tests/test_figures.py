"""The panel's figures: what fills each trace, how each run looks, and that all of it is JSON."""

import json
import subprocess
import sys

import pytest

from explorer.catalogue import Dataset, Parameter, Reading, Wiring
from explorer.panel.figures import build_charts

PARAMETERS = (
    Parameter("log_variance", "Log-variance", "s", 0.0, Reading("σ", 0.5)),
    Parameter("shape", "Shape", "α", 1.0),
)
STEPS = 2000


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


def dataset(inputs=1):
    return Dataset("d", "D", "", "regression", 320, inputs, "dose", "response", "")


def charts(kinds=("broken", "fixed"), parameters=PARAMETERS, inputs=1, steps=STEPS):
    wirings = [wiring(kind) for kind in kinds]
    return build_charts(wirings, parameters, dataset(inputs), steps)


def chart(key, **setup):
    return next(chart for chart in charts(**setup) if chart["key"] == key)


def traces(key, **setup):
    return {trace["name"]: trace for trace in chart(key, **setup)["figure"]["data"]}


def test_charts_stand_in_the_order_they_are_read():
    assert [chart["key"] for chart in charts()] == [
        "loss",
        "value.log_variance",
        "value.shape",
        "gradient.log_variance",
        "gradient.shape",
        "fit",
        "grad_norm",
    ]


def test_log_scale_is_offered_for_loss_and_gradient_norm():
    assert [chart["key"] for chart in charts() if chart["log"]] == ["loss", "grad_norm"]


@pytest.mark.parametrize("inputs", [1, 10])
@pytest.mark.parametrize("kinds", [("broken",), ("fixed",), ("broken", "fixed")])
def test_every_trace_says_what_fills_it(kinds, inputs):
    telemetry = {"loss", "grad_norm"} | {
        f"{parameter.name}.{column}"
        for parameter in PARAMETERS
        for column in ("grad_available", "grad_delivered", "value")
    }
    columns = {"rows": telemetry, "snapshots": {"validation"}, "view": {"prediction"}}
    for chart in charts(kinds, inputs=inputs):
        for trace in chart["figure"]["data"]:
            meta = trace["meta"]
            if meta["source"] == "data":
                assert meta["points"] in ("train", "validation", "identity")
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


@pytest.mark.parametrize("key", ["loss", "value.shape", "grad_norm", "fit"])
def test_broken_is_dashed_vermillion_and_fixed_solid_blue(key):
    lines = {name: trace["line"] for name, trace in traces(key).items() if name in LINES}
    assert {name: (line["color"], line["dash"]) for name, line in lines.items()} == LINES


LINES = {"Broken": ("#D55E00", "dash"), "Fixed": ("#0072B2", "solid")}


def test_gradient_tells_available_from_delivered_by_colour_and_runs_by_dash():
    lines = {name: trace["line"] for name, trace in traces("gradient.shape").items()}
    assert {name: (line["color"], line["dash"]) for name, line in lines.items()} == {
        "Broken, available": ("#56B4E9", "dash"),
        "Fixed, available": ("#56B4E9", "solid"),
        "Broken, delivered": ("#009E73", "dash"),
        "Fixed, delivered": ("#009E73", "solid"),
    }


def test_dashes_lie_over_solid_lines():
    names = [trace["name"] for trace in chart("value.shape")["figure"]["data"]]
    assert names == ["Fixed", "Broken"]


def test_runs_of_one_kind_are_numbered_and_told_apart_by_dash():
    lines = {
        name: trace["line"]["dash"]
        for name, trace in traces("grad_norm", kinds=("fixed", "fixed")).items()
    }
    assert lines == {"Fixed 1": "solid", "Fixed 2": "longdash"}


def test_step_axes_stand_from_the_beginning():
    for steps in (1, 20_000):
        layout = chart("loss", steps=steps)["figure"]["layout"]
        low, high = layout["xaxis"]["range"]
        assert low < 1
        assert high > steps
        assert layout["xaxis"]["title"]["text"] == "step"
        assert layout["meta"] == {"axis": "step", "steps": steps}


def test_where_a_parameter_starts_is_marked():
    (shape,) = chart("value.shape")["figure"]["layout"]["shapes"]
    assert (shape["y0"], shape["y1"], shape["line"]["color"]) == (1.0, 1.0, "#CC79A7")


def test_one_input_is_drawn_as_a_curve_over_the_points():
    fit = chart("fit")
    assert fit["title"] == "Fit"
    assert fit["figure"]["layout"]["xaxis"]["title"]["text"] == "dose"
    assert fit["figure"]["layout"]["yaxis"]["title"]["text"] == "response"
    assert {trace["mode"] for trace in traces("fit").values()} == {"markers", "lines"}


def test_many_inputs_are_drawn_as_predicted_against_true():
    fit = chart("fit", inputs=10)
    assert fit["title"] == "Predicted against true"
    assert fit["figure"]["layout"]["xaxis"]["title"]["text"] == "true response"
    identity, *predicted = fit["figure"]["data"]
    assert identity["meta"] == {"source": "data", "points": "identity"}
    assert [(trace["meta"]["run"], trace["meta"]["points"]) for trace in predicted] == [
        (0, "train"),
        (1, "train"),
        (0, "validation"),
        (1, "validation"),
    ]


def test_charts_are_json():
    assert json.loads(json.dumps(charts(inputs=10), allow_nan=False)) == charts(inputs=10)


def test_charts_have_fixed_height_and_no_background():
    for chart in charts():
        layout = chart["figure"]["layout"]
        assert layout["height"] > 0
        assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == "rgba(0,0,0,0)"


def test_pandas_is_there_before_plotly_looks_for_it():
    """Two first visits at once: Plotly must never meet a pandas that is half imported."""
    code = "import sys, explorer.panel.figures; assert 'pandas' in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
