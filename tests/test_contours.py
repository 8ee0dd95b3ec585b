"""The borders that the panel draws, computed in a real browser by the module as it is served."""

import math
import shutil
from itertools import pairwise

import numpy as np
import pytest
from app_server import ROOT
from playwright.sync_api import sync_playwright

from explorer.bench.browser import FLAGS

MODULE = ROOT / "explorer" / "panel" / "static" / "contours.js"
TICKS = np.linspace(-1, 1, 33)
X, Y = np.meshgrid(TICKS, TICKS)


@pytest.fixture(scope="module")
def contours():
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "no Chromium: the README's test command installs one"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page()
        page.evaluate(
            """async (source) => {
              const blob = new Blob([source], { type: "text/javascript" });
              window.module = await import(URL.createObjectURL(blob));
            }""",
            MODULE.read_text(encoding="utf-8"),
        )

        def draw(values, level=0):
            """The lines, each float64 `[points, 2]`."""
            found = page.evaluate(
                """([values, ticks, level]) => {
                  const { x, y } = module.contours(values, ticks, ticks, level);
                  return x.map((at, i) => (Number.isNaN(at) ? null : [at, y[i]]));
                }""",
                [np.ravel(values).tolist(), TICKS.tolist(), level],
            )
            lines = [[]]
            for point in found:
                if point is None:
                    lines.append([])
                else:
                    lines[-1].append(point)
            return [np.array(line) for line in lines if line]

        yield draw
        browser.close()


def kept(logits):
    """What a snapshot keeps of logits `[rows, columns, classes]`; see `picture.py`."""
    powers = np.exp(logits)
    share = powers / powers.sum(axis=-1, keepdims=True)
    *_, second, first = np.moveaxis(np.sort(share, axis=-1), -1, 0)
    return share.argmax(axis=-1) + (first - second) / 2


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


def test_a_lead_of_nine_to_one_is_drawn_on_either_side(contours):
    lines = contours(two(6 * X), level=0.8)
    away = math.log(9) / 6
    assert sorted(line[:, 0].mean() for line in lines) == pytest.approx([-away, away], abs=5e-3)


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
