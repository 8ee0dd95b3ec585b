"""Finding a wiring by what its user sees: words, a pasted warning, a pasted exception."""

import pytest

from explorer.explore.symptoms import reporting

WARNING = (
    "/home/me/train.py:12: UserWarning: Gradients do not exist for variables ['my_loss/beta'] when "
    "minimizing the loss. If using `model.compile()`, did you forget to provide a `loss` argument?"
)
TRACEBACK = """Traceback (most recent call last):
  File "/home/me/train.py", line 31, in <module>
    model.fit(x, y, epochs=3)
  File "/home/me/env/keras/src/utils/traceback_utils.py", line 122, in error_handler
    raise e.with_traceback(filtered_tb) from None
ValueError: Unknown variable: <Variable path=scale, shape=(), dtype=float32>. This optimizer can
only be called for the variables it was originally built with."""


@pytest.fixture(scope="module")
def broken(catalogue):
    return [wiring for wiring in catalogue.wirings if wiring.kind == "broken"]


def keys(text, wirings):
    return [wiring.key for wiring in reporting(text, wirings)]


def test_a_pasted_warning_finds_all_that_warn_so(broken):
    found = keys(WARNING, broken)
    assert {"stop_gradient", "rounded", "py_function"} <= set(found)
    assert "loss_in_compile" not in found


def test_a_pasted_traceback_finds_its_wirings(broken):
    assert set(keys(TRACEBACK, broken)) == {"second_call", "built_on_other_list"}


def test_part_of_a_message_is_enough(broken):
    assert set(keys("No gradients provided for any variable", broken)) == {
        "numpy_function",
        "loss_outside_tape",
    }
    assert "fresh_loss" in keys("singleton", broken)


def test_words_find_titles_and_causes(broken):
    assert "python_float" in keys("plain float", broken)
    assert keys("no such words here at all", broken) == []
