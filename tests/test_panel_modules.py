"""What the panel computes itself: its own modules, run in a real browser."""

import math
from itertools import pairwise

import numpy as np
import pytest

from explorer.records.landscape import Landscape
from explorer.web.viewer import packed

TICKS = np.linspace(-1, 1, 33)
X, Y = np.meshgrid(TICKS, TICKS)


@pytest.fixture(scope="module")
def page(modules):
    modules.evaluate(
        """async () => {
          window.contours = (await import("/contours.js")).contours;
          window.heat = (await import("/heat.js")).heat;
          window.Landscape = (await import("/landscape.js")).Landscape;
          window.Readout = (await import("/readout.js")).Readout;
          window.Run = (await import("/telemetry.js")).Run;
          window.Grip = (await import("/grip.js")).Grip;
          window.Seeds = (await import("/seeds.js")).Seeds;
          Object.assign(window, await import("/wording.js"), await import("/guess.js"));
          window.remedyFor = (await import("/mend.js")).remedyFor;
          window.sourceOf = (await import("/sources.js")).sourceOf;
          Object.assign(window, await import("/range.js"), await import("/format.js"));
          window.Playhead = (await import("/player.js")).Playhead;
        }"""
    )
    return modules


@pytest.fixture(scope="module")
def contours(page):
    def draw(values):
        """The lines, each float64 `[points, 2]`."""
        found = page.evaluate(
            """([values, ticks]) => {
              const { x, y } = contours(values, ticks, ticks);
              return x.map((at, i) => (Number.isNaN(at) ? null : [at, y[i]]));
            }""",
            [np.ravel(values).tolist(), TICKS.tolist()],
        )
        lines = [[]]
        for point in found:
            if point is None:
                lines.append([])
            else:
                lines[-1].append(point)
        return [np.array(line) for line in lines if line]

    return draw


@pytest.fixture(scope="module")
def heat(page):
    def draw(values):
        """x and y of the finer grid, and the values there, float64 `[rows, columns]`."""
        x, y, z = page.evaluate(
            """([values, ticks]) => {
              const { x, y, z } = heat(values, ticks, ticks);
              return [x, y, z];
            }""",
            [np.ravel(values).tolist(), TICKS.tolist()],
        )
        return *np.meshgrid(x, y), np.array(z, dtype=float)

    return draw


def kept(logits):
    """What a snapshot keeps of logits `[rows, columns, classes]`; see `picture.py`."""
    *_, second, first = np.moveaxis(np.sort(logits, axis=-1), -1, 0)
    margin = first - second
    return (logits.argmax(axis=-1) + margin / (2 + 2 * margin)).astype(np.float32)


def two(difference):
    return kept(np.stack([0 * difference, difference], axis=-1))


def test_a_straight_border_is_one_line_where_it_is(contours):
    (line,) = contours(two(6 * (X - 0.3 * Y - 0.11)))
    np.testing.assert_allclose(line[:, 0], 0.3 * line[:, 1] + 0.11, atol=2e-3)
    assert sorted(line[[0, -1], 1]) == pytest.approx([-1, 1])


def test_a_closed_border_is_one_ring(contours):
    (ring,) = contours(two(8 * (np.hypot(X, Y) - 0.6)))
    np.testing.assert_allclose(np.hypot(*ring.T), 0.6, atol=5e-3)
    np.testing.assert_array_equal(ring[0], ring[-1])
    angles = np.unwrap(np.arctan2(ring[:, 1], ring[:, 0]))
    assert abs(angles[-1] - angles[0]) == pytest.approx(2 * math.pi)


def test_pieces_are_chained_no_farther_than_a_cell(contours):
    lines = contours(two(8 * np.sin(4 * X) * np.cos(3 * Y) + 0.5))
    side = TICKS[1] - TICKS[0]
    for line in lines:
        assert max(math.dist(a, b) for a, b in pairwise(line)) <= 1.5 * side


def test_three_classes_meet_and_every_border_is_drawn_once(contours):
    angles = 2 * math.pi / 3 * np.arange(3)
    logits = 6 * (X[..., None] * np.cos(angles) + Y[..., None] * np.sin(angles))
    lines = contours(kept(logits))
    points = np.concatenate(lines)
    far = points[np.hypot(*points.T) > 0.1]
    directions = np.degrees(np.arctan2(far[:, 1], far[:, 0])) % 120
    np.testing.assert_allclose(directions, 60, atol=2)
    assert len(np.unique(far.round(9), axis=0)) == len(far)


@pytest.mark.parametrize("value", [0.3, math.nan])
def test_where_one_class_wins_everywhere_or_nothing_is_known_there_is_no_border(contours, value):
    assert contours(np.full_like(X, value)) == []


def test_the_heat_says_who_wins_and_how_surely(heat):
    x, y, z = heat(two(6 * (X - 0.3 * Y - 0.11)))
    margin = 6 * (x - 0.3 * y - 0.11)
    np.testing.assert_array_equal(np.floor(z)[abs(margin) > 1e-3], margin[abs(margin) > 1e-3] > 0)
    np.testing.assert_allclose(2 * (z - np.floor(z)), np.tanh(abs(margin) / 2), atol=2e-3)
    assert (x[0, 0], x[0, -1], y[0, 0], y[-1, 0]) == (-1, 1, -1, 1)


def test_colours_meet_at_the_border(contours, heat):
    values = two(8 * (np.hypot(X, Y) - 0.6))
    (ring,) = contours(values)
    x, y, z = heat(values)
    inside = z < 1
    radius = np.hypot(x, y)
    assert radius[inside].max() < np.hypot(*ring.T).max() + 1e-2
    assert radius[~inside].min() > np.hypot(*ring.T).min() - 1e-2


def test_a_certain_network_still_has_a_smooth_border(contours):
    (line,) = contours(two(np.clip(90 * (X - 0.3 * Y - 0.11), -100, 100)))
    np.testing.assert_allclose(line[:, 0], 0.3 * line[:, 1] + 0.11, atol=2e-3)


def test_three_classes_are_coloured_each_where_it_wins(heat):
    angles = 2 * math.pi / 3 * np.arange(3)
    x, y, z = heat(kept(6 * (X[..., None] * np.cos(angles) + Y[..., None] * np.sin(angles))))
    scores = x[..., None] * np.cos(angles) + y[..., None] * np.sin(angles)
    *_, second, first = np.moveaxis(np.sort(scores, axis=-1), -1, 0)
    clear = (first - second > 0.05) & (np.hypot(x, y) > 0.15)
    np.testing.assert_array_equal(np.floor(z)[clear], scores.argmax(axis=-1)[clear])


def test_what_is_not_known_has_no_colour(heat):
    values = two(6 * X)
    values[:, :10] = math.nan
    x, _, z = heat(values)
    assert np.isnan(z[x < TICKS[9]]).all()
    assert np.isfinite(z[x > TICKS[10] + 1e-9]).all()


AT = np.linspace(-2, 2, 33, dtype=np.float32)


@pytest.fixture(scope="module")
def pull(page):
    def draw(slice_, value, climbs=False):
        """Where the pull on a parameter is drawn along its slice, from where it stands."""
        land = Landscape(
            steps=(1,),
            x=np.empty(0, np.float32),
            shape=np.empty((1, 0, 0), np.float32),
            marks=np.empty((1, 0, 0), np.float32),
            at={"p": AT},
            slices={"p": slice_(AT)[None].astype(np.float32)},
            optima={},
        )
        return page.evaluate(
            """([packed, value, climbs]) => {
              const { x, y } = new Landscape(packed).pull(0, "p", value, climbs);
              return x.map((at, i) => [at, y[i]]);
            }""",
            [packed(land), value, climbs],
        )

    return draw


def test_a_parameter_is_pulled_downhill_and_no_farther_than_a_tenth(pull):
    way = np.array(pull(lambda at: at, 1.0))
    np.testing.assert_allclose(way[:, 0], way[:, 1], atol=1e-6)
    assert way[0, 0] == 1
    assert way[-1, 0] == pytest.approx(0.6)


def test_a_pull_ends_at_the_bottom(pull):
    way = np.array(pull(lambda at: (at - 0.5) ** 2, 0.75))
    assert way[-1, 0] == pytest.approx(0.5, abs=0.03)
    assert (np.diff(way[:, 1]) < 0).all()
    assert pull(lambda at: (at - 0.5) ** 2, 0.5) == []


def test_what_climbs_is_pulled_uphill_to_the_top(pull):
    way = np.array(pull(lambda at: -((at - 0.5) ** 2), 0.25, climbs=True))
    assert way[-1, 0] == pytest.approx(0.5, abs=0.03)
    assert (np.diff(way[:, 1]) > 0).all()


def test_where_nothing_slopes_nothing_pulls(pull):
    assert pull(np.zeros_like, 1.0) == []
    assert pull(lambda at: np.full_like(at, math.nan), 1.0) == []


def readout(page, planned, rows, step, ended=()):
    """What stands beside the scrubber, and the same in words."""
    return page.evaluate(
        """([planned, rows, step, ended]) => {
          const kinds = ["broken", "fixed"].slice(-planned.length);
          const runs = planned.map((steps, i) => {
            const run = new Run(i, steps);
            run.rows = rows[i];
            if (ended.includes(i)) run.end = {};
            return run;
          });
          const node = document.createElement("output");
          const shown = new Readout(node);
          shown.show(kinds.map((kind) => ({ kind, letter: kind === "broken" ? "a" : "b" })));
          const words = shown.update(runs, step);
          return [[...node.children].map((each) => each.textContent), words];
        }""",
        [planned, rows, step, list(ended)],
    )


def test_runs_of_one_length_share_a_readout(page):
    assert readout(page, [2000, 2000], [900, 400], 400) == [
        ["step 400 / 2,000"],
        "step 400 of 2,000",
    ]
    assert readout(page, [500], [0], 0)[0] == ["step – / 500"]


def test_a_shorter_run_keeps_its_own_length_beside_a_longer_one(page):
    texts, words = readout(page, [500, 2000], [500, 2000], 1200, ended=[0, 1])
    assert texts == ["500 / 500", "1,200 / 2,000"]
    assert words == "Broken step 500 of 500, Fixed step 1,200 of 2,000"


def test_a_run_that_ends_early_is_as_long_as_it_went(page):
    assert readout(page, [2000], [37], 37, ended=[0])[0] == ["step 37 / 37"]


def test_a_run_without_a_step_leaves_the_readout_to_the_other(page):
    assert readout(page, [2000, 2000], [0, 100], 100, ended=[0])[0] == ["step 100 / 2,000"]


def held(page, name, draw):
    """What `draw(source, run)` gives for the column `name` of a run with 300 rising rows."""
    return page.evaluate(
        f"""(name) => {{
          const run = new Run(0, 300);
          run.describe({{ steps: 300, columns: ["loss"] }});
          const loss = run.columns.get("loss");
          for (let step = 1; step <= 300; step++) loss.push(step);
          run.rows = 300;
          for (let step = 1; step <= 300; step += 30) {{
            run.snapshotSteps.push(step);
            run.snapshots.push([10 * step]);
          }}
          const source = name === "loss" ? "rows" : "snapshots";
          return ({draw})(sourceOf({{ source, run: 0, column: name }}, [run]), run);
        }}""",
        name,
    )


def test_steps_are_shown_in_a_window_of_fifty(page):
    assert page.evaluate("[1, 50, 51, 2000].map(stepWindow)") == [
        [0.5, 50.5],
        [0.5, 50.5],
        [1.5, 51.5],
        [1950.5, 2000.5],
    ]


def test_a_window_is_as_high_as_what_is_in_it(page):
    assert held(page, "loss", "(source) => source.extent(false, [100.5, 150.5])") == [100, 150]
    assert held(page, "loss", "(source) => source.extent(false)") == [1, 300]
    # 91 is before the window, but the line comes from there.
    assert held(page, "validation", "(source) => source.extent(false, [100.5, 150.5])") == [
        910,
        1210,
    ]


def test_the_dot_at_the_playhead_lies_on_its_curve(page):
    assert held(page, "loss", "(source) => source.now(42)") == {"x": 42, "y": 42}
    assert held(page, "loss", "(source) => source.now(2000)") == {"x": 300, "y": 300}
    assert held(page, "validation", "(source) => source.now(42)") == {"x": 31, "y": 310}


def test_only_steps_taken_one_at_a_time_narrow_the_window(page):
    assert page.evaluate(
        """() => {
          const playhead = new Playhead();
          playhead.allow(300, 300);
          const seen = [];
          for (const act of [
            () => playhead.stepBy(1),
            () => playhead.seek(100),
            () => playhead.stepBy(-1),
            () => playhead.toggle(),
            () => playhead.stepBy(1),
            () => playhead.restart(),
          ]) {
            act();
            seen.push([playhead.step, playhead.stepping]);
          }
          return seen;
        }"""
    ) == [[2, True], [100, False], [99, True], [99, False], [100, True], [1, False]]


def test_time_never_runs_backwards(page):
    assert page.evaluate("[-0.04, 0, 1.26].map(duration)") == ["0.0 s", "0.0 s", "1.3 s"]


@pytest.mark.parametrize(
    ("range_", "finest", "texts"),
    [
        ((-0.06, 1.06), 0, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        ((-5.3e7, 3e6), 0, ["−5e7", "−4e7", "−3e7", "−2e7", "−1e7", "0"]),
        ((0, 1.4e6), 0, ["0", "5e5", "1.0e6"]),
        ((-2e-5, 2e-5), 0, ["−2e−5", "−1e−5", "0", "1e−5", "2e−5"]),
        ((-19, 2020), 1, ["0", "500", "1,000", "1,500", "2,000"]),
        ((0.5, 3.5), 1, ["1", "2", "3"]),
    ],
)
def test_axes_write_numbers_as_the_rest_does(page, range_, finest, texts):
    ticks = page.evaluate("([range, finest]) => linearTicks(range, finest)", [range_, finest])
    assert ticks["ticktext"] == texts
    assert len(ticks["tickvals"]) == len(texts)


@pytest.mark.parametrize(
    ("end", "broken_link", "cures", "offered", "name"),
    [
        ("diverged", None, False, ["rate"], "rate"),
        ("diverged", "listed", False, ["rate", "loss"], "rate"),
        ("diverged", None, False, ["rate", "loss"], "loss"),
        ("worse", None, False, ["rate"], "rate"),
        ("done", None, False, ["rate", "loss"], "loss"),
        ("done", None, True, ["rate", "loss"], None),
        ("done", None, False, ["rate"], None),
        ("done", "listed", False, ["rate", "loss"], None),
        ("raised", None, False, ["rate", "loss"], None),
    ],
)
def test_the_next_step_fits_how_a_run_ended(page, end, broken_link, cures, offered, name):
    taken = page.evaluate(
        """([end, broken_link, cures, offered]) => {
          const ended = end === "worse" ? { type: "done", verdict: "worse" } : { type: end };
          const named = offered.map((name) => [name, { words: name, label: name }]);
          let taken = null;
          const nodes = remedyFor({ end: ended, lastChain: { broken_link } }, { cures },
            Object.fromEntries(named), (name) => (taken = name));
          nodes[0]?.querySelector("button").click();
          return taken;
        }""",
        [end, broken_link, cures, offered],
    )
    assert taken == name


def test_the_dot_on_a_slice_stands_where_the_parameter_is_between_snapshots(page):
    """A parameter that is set leaves its curve at once, and not with the next snapshot."""
    places = page.evaluate(
        """() => {
          const run = new Run(0, 4);
          run.describe({ steps: 4, columns: ["p.value"] });
          for (const value of [0, 0, 1.5, 1.25]) run.columns.get("p.value").push(value);
          Object.assign(run, { rows: 4, snapshotSteps: [1], snapshots: [[0]] });
          const line = Float32Array.from({ length: 33 }, (_, i) => i / 8 - 2);
          run.landscape = Object.assign(Object.create(Landscape.prototype), {
            steps: [1], at: { p: line }, slices: { p: [line] },
          });
          const meta = { run: 0, source: "landscape", parameter: "p" };
          const of = (column) => sourceOf({ ...meta, column }, [run]);
          const [place, pull] = [of("place"), of("pull")];
          const at = (step) => [place, pull].map((each) => each.points({ step }).x[0]);
          return [at(2), at(3), at(4), place.version(3) !== place.version(4)];
        }"""
    )
    assert places == [[0, 0], [1.5, 1.5], [1.25, 1.25], True]


def test_a_grip_has_no_place_before_there_are_data(page):
    assert page.evaluate(
        """() => {
          const trace = { name: "Fixed", line: { color: "#000" }, meta: { column: "p.value" } };
          return new Grip({ trace, source: {} }, new Run(0, 9), () => {}).node.hidden;
        }"""
    )


def test_seeds_that_other_runs_switch_off_say_why(page):
    assert page.evaluate(
        """() => {
          const seeds = new Seeds(document.createElement("button"), () => {});
          const said = [];
          for (const socket of [null, { close() {} }, null]) {
            seeds.socket = socket;
            seeds.offer(new URL("ws://panel.test/"));
            said.push(seeds.button.textContent);
          }
          return said;
        }"""
    ) == ["16 seeds", "16 seeds: off, since the runs changed", "16 seeds"]


def test_how_a_run_was_computed_is_told_in_order(page):
    told = page.evaluate(
        """[["xla"], ["xla", "xla"], ["xla", "eager", "xla"]]
          .map((each) => modes(each.map((mode) => ({ mode }))))"""
    )
    assert told == [
        "XLA-compiled",
        "XLA-compiled",
        "XLA-compiled, then not compiled (500 steps at most), then XLA-compiled",
    ]


def test_of_several_runs_it_is_said_whose_curve_is_drawn(page):
    said = page.evaluate(
        """() => {
          const wirings = [{ kind: "broken", title: "A" }, { kind: "fixed", title: "B" }];
          const events = [{ run: 0, title: "rewired", step: 1500 }];
          const one = whose({ wirings: wirings.slice(1), events: [] }, 0);
          return [one, ...[0, 1].map((run) => whose({ wirings, events }, run))];
        }"""
    )
    assert said == [
        "",
        " in the Broken run (A, rewired at step 1,500)",
        " in the Fixed run (B)",
    ]
