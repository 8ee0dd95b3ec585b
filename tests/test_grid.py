"""Grids: what their links hold, which runs they stand for, and in which order."""

import re
from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.records.fields import FIELD
from explorer.records.grid import MAX_RUNS, MAX_VALUES, SWEPT, Grid, _depths, values_text


def grid_of(query, catalogue):
    grid, problems = Grid.from_query(query, catalogue)
    assert problems == (), problems
    return grid


def test_a_grid_is_the_product_of_its_lists(catalogue):
    query = "wiring=loss_in_compile,registering_model&lr=1e-3,1e-2,0.1&seed=0-4,9&steps=50"
    grid = grid_of(query, catalogue)
    assert grid.axes == {
        "wiring": ("loss_in_compile", "registering_model"),
        "lr": (0.001, 0.01, 0.1),
        "seed": (0, 1, 2, 3, 4, 9),
    }
    made = grid.points(catalogue)
    assert made.left_out == ()
    runs = {(p.spec.wiring, p.spec.lr, p.spec.seed, p.spec.steps) for p in made.points}
    assert runs == set(product(*grid.axes.values(), [50]))
    for point in made.points:
        values = [axis[at] for axis, at in zip(grid.axes.values(), point.at, strict=True)]
        assert values == [point.spec.wiring, point.spec.lr, point.spec.seed]
        assert point.comparison.runs(catalogue) == (point.spec,)


def test_a_grid_without_lists_is_one_run_that_links_to_itself(catalogue):
    (point,) = grid_of("", catalogue).points(catalogue).points
    assert point.at == ()
    assert point.comparison.runs(catalogue) == (point.spec,)


def test_what_makes_no_sense_is_left_out_with_its_reason(catalogue):
    query = "loss=gaussian,focal&dataset=noisy_sine,moons"
    made = grid_of(query, catalogue).points(catalogue)
    assert {(p.spec.loss, p.spec.dataset) for p in made.points} == {
        ("gaussian", "noisy_sine"),
        ("focal", "moons"),
    }
    assert sum(number for _, number in made.left_out) == 2


def test_a_loss_alone_brings_its_dataset(catalogue):
    made = grid_of("loss=gaussian,focal", catalogue).points(catalogue)
    assert made.left_out == ()
    assert len({point.spec.dataset for point in made.points}) == 2


def test_corners_come_before_what_lies_between(catalogue):
    points = grid_of("lr=1,2,3,4,5,6,7,8,9&seed=0-2", catalogue).points(catalogue).points
    order = list(dict.fromkeys(point.spec.lr for point in points if point.spec.seed == 0))
    assert order[:3] == [1, 9, 5]
    assert {point.spec.seed for point in points[:2]} == {0}


@given(st.integers(1, 300), st.sampled_from(list(SWEPT)))
def test_every_place_of_an_axis_has_a_depth(count, name):
    depths = _depths(name, count)
    assert len(depths) == count
    assert depths[0] == 0
    assert Counter(depths)[0] >= min(count, 1)


def numbers_in(message):
    return {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", message)}


def test_too_many_runs_are_cut_and_said(catalogue):
    grid, problems = Grid.from_query(
        "seed=0-199&lr=" + ",".join(f"0.{i:03}" for i in range(1, 200)), catalogue
    )
    assert [problem.name for problem in problems] == ["seed"]
    assert numbers_in(problems[0].message) >= {200 * 199, MAX_RUNS}
    assert MAX_RUNS - 200 < len(grid.points(catalogue).points) <= MAX_RUNS
    grid, problems = Grid.from_query("seed=0-2147483647", catalogue)
    assert [problem.name for problem in problems] == ["seed"]
    assert numbers_in(problems[0].message) >= {2**31, MAX_VALUES}
    assert len(grid.of("seed")) == MAX_VALUES


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("seed=9-1", "seed"),
        ("lr=fast", "lr"),
        ("lr=1e-3,,1e-2", "lr"),
        ("wiring=nothing", "wiring"),
        ("broken=joint_tape", "broken"),
        ("x=seed", "x"),
        ("seed=0-3&x=lr", "x"),
        ("parameter=gamma", "parameter"),
        ("v=9", "v"),
        ("seed=1&seed=2", "seed"),
    ],
)
def test_what_cannot_be_used_is_reported(query, name, catalogue):
    _, problems = Grid.from_query(query, catalogue)
    assert [problem.name for problem in problems] == [name]


@given(st.data())
def test_a_link_gives_the_same_grid_back(catalogue, data):
    query = {}
    for name in data.draw(st.sets(st.sampled_from(list(SWEPT)))):
        field = SWEPT[name]
        if field.kind == "choice":
            value = st.sampled_from(field.options(catalogue))
        elif field.kind == "integer":
            value = st.integers(int(field.minimum), int(field.maximum))
        else:
            value = st.floats(field.minimum, field.maximum)
        query[name] = values_text(field, data.draw(st.lists(value, min_size=1, max_size=6)))
    grid, problems = Grid.from_query(query, catalogue)
    assert {problem.name for problem in problems} <= {*query}
    assert Grid.from_query(grid.to_query_string(), catalogue) == (grid, ())


@given(st.dictionaries(st.sampled_from([*SWEPT, *FIELD, "x", "y", "v", "?"]), st.text(max_size=30)))
def test_no_link_raises(catalogue, query):
    grid, _ = Grid.from_query(query, catalogue)
    assert Grid.from_query(grid.to_query(), catalogue) == (grid, ())
    if len(grid.axes) < 3:
        grid.points(catalogue)
