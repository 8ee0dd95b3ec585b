"""Numbers read the same in Python and in the browser."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from explorer.records.number import count, number, signed

GOLDEN = {
    0.0: "0.000",
    5e-4: "0.001",
    4.999e-4: "5.0e−4",
    -2e-4: "−2.0e−4",
    1.0005: "1.001",
    1.2345: "1.235",
    -1.5: "−1.500",
    9.9996: "10.000",
    12.345: "12.35",
    -99.994: "−99.99",
    333.25: "333.3",
    999.96: "1,000.0",
    1234.5: "1,235",
    99999.4: "99,999",
    1e5: "1.0e5",
    125000.0: "1.3e5",
    -5.19e7: "−5.2e7",
    -1.054e-5: "−1.1e−5",
    9.96e-9: "1.0e−8",
    5.2e71: "5.2e71",
    float(np.float32(0.3)): "0.300",
    float("inf"): "∞",
    float("-inf"): "−∞",
}


@pytest.fixture(scope="module")
def in_browser(modules):
    """`number` of `format.js`, for a list of values."""
    script = """async (values) => {
      const { number } = await import("/format.js");
      return values.map(number);
    }"""
    return lambda values: modules.evaluate(script, values)


def test_python_follows_the_table():
    assert {value: number(value) for value in GOLDEN} == GOLDEN
    assert number(-0.0) == "0.000"
    assert number(float("nan")) == "not a number"
    assert number(None) == "not finite"


@settings(deadline=None, max_examples=30)
@example(values=[*GOLDEN, -0.0, float("nan")])
@given(values=st.lists(st.floats() | st.floats(-2e5, 2e5) | st.floats(-1, 1), min_size=20))
def test_both_write_any_number_alike(in_browser, values):
    assert in_browser(values) == [number(value) for value in values]


def test_signs_and_counts():
    assert [signed(value) for value in (0.5, 0.0, -0.5)] == ["+0.500", "0.000", "−0.500"]
    assert [count(many, "step") for many in (0, 1, 2000)] == ["0 steps", "1 step", "2,000 steps"]
    assert [count(many, "class") for many in (1, 3)] == ["1 class", "3 classes"]
