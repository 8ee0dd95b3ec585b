"""The losses against values computed elsewhere in float64 (30-digit arithmetic agrees)."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from explorer.engine.inventory import inventory

GOLDEN = {
    case["id"]: case
    for case in json.loads((Path(__file__).parent / "losses_golden.json").read_text())["cases"]
}


def as_it_is(value):
    return value, 1.0


def as_log(value):
    """A positive parameter whose logarithm is trained: d/dlog v = v d/dv."""
    return math.log(value), value


# Our key, then for each golden parameter ours and how the one becomes the other.
CASES = {
    "L01a-001": ("penalty", {"alpha": ("alpha", as_it_is)}),
    "L01a-003": ("penalty", {"alpha": ("alpha", as_it_is)}),
    "L04a-020": ("gaussian", {"s": ("log_variance", as_it_is)}),
    "L04a-021": ("gaussian", {"s": ("log_variance", as_it_is)}),
    "L07a-040": ("student_t", {"nu": ("log_nu", as_log), "sigma": ("log_sigma", as_log)}),
    "L07a-041": ("student_t", {"nu": ("log_nu", as_log), "sigma": ("log_sigma", as_log)}),
}


@pytest.mark.parametrize("case_id", CASES)
def test_value_and_gradients_are_the_golden_ones(case_id):
    golden = GOLDEN[case_id]
    key, parameters = CASES[case_id]
    loss = inventory().losses[key]()
    factors = {}
    for name, (ours, convert) in parameters.items():
        value, factors[name] = convert(golden["params"][name])
        loss.parameters[ours].assign(value)
    inputs = golden["inputs"]
    y = np.array(inputs.get("y", inputs.get("r")), np.float32)[:, None]
    f = tf.constant(np.array(inputs.get("f", np.zeros(len(y))), np.float32).reshape(-1, 1))

    variables = [loss.parameters[ours].value for ours, _ in parameters.values()]
    with tf.GradientTape() as tape:
        tape.watch(f)
        value = loss(y, f)
    *gradients, by_f = tape.gradient(value, [*variables, f])

    assert_near(value, golden["loss"], 2.6e-6)
    for name, gradient in zip(parameters, gradients, strict=True):
        assert_near(gradient / factors[name], golden["grad"][name], 1e-6)
    if "f" in golden["grad_inputs"]:
        wanted = golden["grad_inputs"]["f"]
    else:  # residual r = y - f
        wanted = [-g for g in golden["grad_inputs"]["r"]]
    assert_near(by_f[:, 0], wanted, 1e-6)


def assert_near(value, golden, tolerance):
    """The golden file's own error measure."""
    golden = np.asarray(golden)
    error = np.abs(np.asarray(value) - golden) / (1 + np.abs(golden))
    assert error.max() <= tolerance


@pytest.mark.parametrize("residual", [0.0, 1e-6, 1e4])
@pytest.mark.parametrize("key", ["gaussian", "student_t", "penalty"])
def test_values_and_gradients_stay_finite_at_the_edges(key, residual):
    for at in (-100.0, 0.0, 100.0):
        loss = inventory().losses[key]()
        for parameter in loss.parameters.values():
            parameter.assign(at)
        with tf.GradientTape() as tape:
            value = loss(np.full((4, 1), residual, np.float32), np.zeros((4, 1), np.float32))
        gradients = tape.gradient(value, [p.value for p in loss.parameters.values()])
        assert np.isfinite([value, *gradients]).all(), (key, at)


def test_the_seams_are_what_the_formula_uses():
    made = []

    def add_parameter(name, initial):
        made.append((name, initial))
        return tf.Variable(initial)

    loss = inventory().losses["student_t"](
        add_parameter=add_parameter, read=lambda parameter: tf.stop_gradient(parameter)
    )
    assert made == [("log_nu", 0.0), ("log_sigma", 0.0)]
    with tf.GradientTape() as tape:
        value = loss(np.ones((2, 1), np.float32), np.zeros((2, 1), np.float32))
    assert tape.gradient(value, list(loss.parameters.values())) == [None, None]


def test_records_describe_the_parameters_that_the_code_makes(catalogue):
    for record in catalogue.losses:
        loss = inventory().losses[record.key]()
        made = {name: float(parameter.numpy()) for name, parameter in loss.parameters.items()}
        assert made == {p.name: p.initial for p in record.parameters}
