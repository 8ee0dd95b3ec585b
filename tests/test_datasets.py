"""The datasets: shapes as recorded, classes in both parts, truths recovered, known figures."""

from inspect import signature

import numpy as np
import pytest
from scipy import optimize, stats
from sklearn.linear_model import QuantileRegressor

from explorer import datasets
from explorer.datasets import columns, cyg_ob1, engel, heteroscedastic, outlier_line
from explorer.datasets.split import split
from explorer.discovery import modules_with
from explorer.tasks import TASKS

MODULES = {module.DATASET.key: module for module in modules_with(datasets, "DATASET")}
DRAWN = {key: m for key, m in MODULES.items() if "samples" in signature(m.load).parameters}
"""The synthetic ones, which can be drawn at any size."""
CLASSIFIED = [key for key, m in MODULES.items() if m.DATASET.task == "classification"]
MANY = 200_000
SEEDS = range(5)

each = pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
each_classified = pytest.mark.parametrize("key", CLASSIFIED)


def test_every_task_has_a_dataset():
    tasks = {module.DATASET.task for module in MODULES.values()}
    assert tasks == set(TASKS)


def test_keys_and_titles_are_their_own():
    records = [module.DATASET for module in modules_with(datasets, "DATASET")]
    assert len({record.key for record in records}) == len(records)
    assert len({record.title for record in records}) == len(records)


@each
def test_record_is_whole(module):
    record = module.DATASET
    assert record.key == module.__name__.rpartition(".")[2]
    assert 0 < len(record.title) <= 34
    for words in (record.summary, record.x_title, record.y_title, record.source):
        assert words
        assert words.strip() == words
    assert record.summary.endswith(".")
    assert len(record.names) == (record.outputs if record.outputs > 1 else 0)
    assert len({truth.name for truth in record.truths}) == len(record.truths)
    if record.task == "classification":
        assert record.outputs > 1
    if record.task in ("regression", "physics"):
        assert record.outputs == 1
    assert record.image is None or np.prod(record.image) == record.inputs
    if module not in DRAWN.values():
        assert any(word in record.source for word in ("licence", "CC BY", "public domain", "facts"))


@each
def test_titles_fit_their_axes(module):
    """An axis is as long as 24 letters upwards; against the truth, 'predicted ' stands before."""
    record = module.DATASET
    picture = TASKS[record.task].picture(record.inputs)
    most = 14 if picture == "predicted_vs_true" else 24
    at_axes = record.names if record.task == "multi-task" else (record.y_title, *record.names)
    assert max(map(len, at_axes)) <= most
    assert len(record.y_title) <= 24
    assert len(record.x_title) <= 48


@each
def test_points_are_as_recorded(module):
    record = module.DATASET
    x, y = module.load(0)
    assert x.shape == (record.samples, record.inputs)
    assert y.shape == (record.samples, record.outputs)
    for values in (x, y):
        assert values.dtype == np.float32
        assert np.isfinite(values).all()


@each
def test_inputs_suit_a_small_network(module):
    """Nothing so large that it saturates the units of the first layer from the start."""
    x, _ = module.load(0)
    assert np.abs(x.mean(axis=0)).max() < 3
    assert x.std(axis=0).max() < 2


@each
def test_same_seed_same_points(module):
    for first, second in zip(module.load(3), module.load(3), strict=True):
        np.testing.assert_array_equal(first, second)


@each
def test_two_seeds_share_no_point_where_they_are_drawn_else_all(module):
    (x, _), (other, _) = module.load(3), module.load(4)
    if module in DRAWN.values():
        assert not {tuple(row) for row in x} & {tuple(row) for row in other}
    else:
        np.testing.assert_array_equal(x, other)


@each_classified
def test_rows_are_one_hot(key):
    _, y = MODULES[key].load(0)
    assert set(np.unique(y)) == {0, 1}
    assert (y.sum(axis=1) == 1).all()


@pytest.mark.parametrize("seed", SEEDS)
@each_classified
def test_every_class_is_in_both_parts(key, seed):
    """The split is not stratified; sizes are chosen so that no part lacks a class."""
    module = MODULES[key]
    x, y = module.load(seed)
    (_, train), (_, validation) = split(x, y, seed)
    assert len(train) == module.DATASET.training_samples
    assert train.sum(axis=0).min() >= 12
    assert validation.sum(axis=0).min() >= 3


@each_classified
def test_classes_can_be_told_from_the_inputs(key):
    """Five neighbours vote, a rare class with more weight; recall is far above chance."""
    x, y = MODULES[key].load(0)
    (x_train, y_train), (x_held, y_held) = split(x, y, 0)
    distance = ((x_held[:, None] - x_train[None]) ** 2).sum(axis=2)
    votes = y_train[distance.argsort(axis=1)[:, :5]].sum(axis=1) / y_train.mean(axis=0)
    right = votes.argmax(axis=1) == y_held.argmax(axis=1)
    recall = np.mean([right[of == 1].mean() for of in y_held.T])
    chance = 1 / y.shape[1]
    assert recall > chance + 0.4 * (1 - chance)


# What was put in comes out again, from draws large enough to tell.


def noise(key, curve):
    """A large draw of a regression set, less the curve it is said to be around."""
    x, y = MODULES[key].load(5, MANY)
    return y - curve(x)


def truth(key, name):
    return MODULES[key].DATASET.truth(name).value


def test_sine_noise_is_known():
    residual = noise("noisy_sine", np.sin)
    assert stats.norm.fit(residual) == pytest.approx((0, truth("noisy_sine", "noise_sd")), abs=3e-3)


def test_staircase_noise_is_known():
    """The spread within a stretch without an edge; levels differ by far more."""
    x, y = MODULES["step"].load(5, MANY)
    levels = []
    for left, right in ((-2, -1.2), (-1.2, -0.2), (-0.2, 1), (1, 2)):
        inside = y[(x > left + 1e-6) & (x < right - 1e-6)]
        levels.append(inside.mean())
        assert inside.std() == pytest.approx(truth("step", "noise_sd"), rel=0.02)
    assert levels == pytest.approx([-0.8, 0.6, -0.2, 1.0], abs=3e-3)


def test_noise_grows_from_left_to_right():
    x, y = heteroscedastic.load(5, MANY)
    residual = y - np.sin(x)
    left, middle, right = (residual[np.abs(x - at) < 0.1].std() for at in (-3.04, 0, 3.04))
    assert left == pytest.approx(0.06, abs=0.01)
    assert middle == pytest.approx(0.35, abs=0.02)
    assert right == pytest.approx(0.64, abs=0.03)


def test_one_point_in_ten_lies_far_off():
    x, y = outlier_line.load(5, MANY)
    far = y - x / 2 > 1
    assert far.mean() == outlier_line.OUTLIERS
    assert (y - x / 2)[~far].std() == pytest.approx(0.1, rel=0.02)


def test_tails_and_scale_are_known():
    residual = noise("heavy_tails", lambda x: x**2 / 2 - 1)
    nu, _, scale = stats.t.fit(residual[:20_000, 0], floc=0)
    assert nu == pytest.approx(truth("heavy_tails", "tail_nu"), rel=0.1)
    assert scale == pytest.approx(truth("heavy_tails", "tail_scale"), rel=0.05)


def test_skewness_is_known():
    """By the closed form of the asymmetric Laplace likelihood around a known curve."""
    residual = noise("skewed_noise", lambda x: x / 2)
    up, down = np.maximum(residual, 0).mean(), np.maximum(-residual, 0).mean()
    tau = np.sqrt(down) / (np.sqrt(up) + np.sqrt(down))
    assert tau == pytest.approx(truth("skewed_noise", "skew_tau"), rel=0.02)
    assert np.sqrt(up * down) == pytest.approx(truth("skewed_noise", "skew_scale"), rel=0.02)
    assert (residual < 0).mean() == pytest.approx(truth("skewed_noise", "skew_tau"), abs=0.005)


def test_noise_of_both_tasks_is_known():
    """Around the sines and cosines that fit best, whatever their height."""
    x, y = MODULES["two_tasks"].load(5, MANY)
    waves = np.hstack([np.sin(x), np.cos(x)])
    residual = y - waves @ np.linalg.lstsq(waves, y, rcond=None)[0]
    assert residual[:, 0].std() == pytest.approx(truth("two_tasks", "noise_sd_0"), rel=0.02)
    assert residual[:, 1].std() == pytest.approx(truth("two_tasks", "noise_sd_1"), rel=0.02)


def test_decay_is_known():
    t, u = MODULES["decay"].load(5, MANY)
    (start, rate), _ = optimize.curve_fit(lambda t, a, k: a * np.exp(-k * t), t[:, 0], u[:, 0])
    assert start == pytest.approx(1, abs=0.002)
    assert rate == pytest.approx(truth("decay", "rate"), rel=0.005)
    residual = u - start * np.exp(-rate * t)
    assert residual.std() == pytest.approx(truth("decay", "noise_sd"), rel=0.02)


def test_decay_as_loaded_tells_the_rate():
    """The 128 points of a run suffice to find k within a few per cent."""
    for seed in SEEDS:
        t, u = MODULES["decay"].load(seed)
        (rate,), _ = optimize.curve_fit(lambda t, k: np.exp(-k * t), t[:, 0], u[:, 0])
        assert rate == pytest.approx(truth("decay", "rate"), rel=0.06)


def test_share_of_wrong_labels_is_known():
    """Far out on a cloud's own side, where only a turned label names the other cloud."""
    x, y = MODULES["wrong_labels"].load(5, MANY)
    along = x @ np.array([1.2, 0.6])
    for wrong, side in ((0, along > 2), (1, along < -2)):
        assert y[side, wrong].mean() == pytest.approx(
            truth("wrong_labels", "wrong_labels"), abs=5e-3
        )


def test_rare_class_is_one_in_eleven():
    for seed in SEEDS:
        _, y = MODULES["imbalanced_blobs"].load(seed)
        assert y.sum(axis=0).tolist() == [600, 60]


@pytest.mark.parametrize("key", ["moons", "circles", "xor", "spirals", "wrong_labels"])
def test_two_drawn_classes_are_even_and_lie_around_the_origin(key):
    x, y = MODULES[key].load(5, MANY)
    assert y.mean(axis=0) == pytest.approx([0.5, 0.5], abs=0.005)
    assert np.abs(x.mean(axis=0)).max() < 0.15


@pytest.mark.parametrize("key", ["circles", "xor", "spirals"])
def test_no_straight_line_parts_them(key):
    """The best plane through one-hot targets is hardly right more often than chance."""
    x, y = MODULES[key].load(5, 20_000)
    inputs = np.column_stack([x, np.ones(len(x))])
    fitted = inputs @ np.linalg.lstsq(inputs, y, rcond=None)[0]
    assert (fitted.argmax(axis=1) == y.argmax(axis=1)).mean() < 0.75


# Real data.


@pytest.mark.parametrize("key", ["diabetes", "iris", "wine", "breast_cancer", "linnerud"])
def test_inputs_and_measured_targets_are_standardised(key):
    x, y = MODULES[key].load(0)
    for values in (x, y) if key in ("diabetes", "linnerud") else (x,):
        np.testing.assert_allclose(values.mean(axis=0), 0, atol=1e-5)
        np.testing.assert_allclose(values.std(axis=0), 1, atol=1e-5)


def test_ink_lies_between_none_and_full():
    x, _ = MODULES["digits"].load(0)
    assert (x.min(), x.max()) == (0, 1)


def test_names_of_classes_and_targets_are_scikit_learns():
    from sklearn.datasets import load_breast_cancer, load_iris, load_linnerud

    assert MODULES["iris"].DATASET.names == tuple(load_iris().target_names)
    assert MODULES["breast_cancer"].DATASET.names == tuple(load_breast_cancer().target_names)
    targets = np.array(load_linnerud().target_names)[MODULES["linnerud"].TARGETS]
    assert MODULES["linnerud"].DATASET.names == tuple(name.lower() for name in targets)


def test_weight_would_repeat_waist():
    """Why linnerud leaves weight out, and what is left."""
    from sklearn.datasets import load_linnerud

    weight = load_linnerud().target[:, 0]
    waist, pulse = MODULES["linnerud"].load(0)[1].T
    assert np.corrcoef(weight, waist)[0, 1] == pytest.approx(0.87, abs=0.005)
    assert abs(np.corrcoef(waist, pulse)[0, 1]) < 0.4


def test_engel_has_the_published_regressions():
    """Least squares and quantile lines as the R package quantreg gives them, in francs."""
    francs = columns.read_csv(engel.__file__)
    assert francs.shape == (235, 2)
    assert francs.mean(axis=0) == pytest.approx([982.473, 624.150], abs=1e-3)
    slope, intercept = np.polyfit(*francs.T, 1)
    assert (intercept, slope) == (
        pytest.approx(147.4754, abs=1e-3),
        pytest.approx(0.485178, abs=1e-6),
    )
    published = {0.05: (124.880, 0.343), 0.25: (95.484, 0.474), 0.5: (81.482, 0.560),
                 0.75: (62.397, 0.644), 0.95: (64.104, 0.709)}  # fmt: skip
    x, y = engel.load(0)
    for quantile, (intercept, slope) in published.items():
        line = QuantileRegressor(quantile=quantile, alpha=0).fit(x, y[:, 0])
        assert line.coef_[0] == pytest.approx(slope, abs=6e-4)
        assert 1000 * line.intercept_ == pytest.approx(intercept, abs=0.05)


def test_cyg_ob1_has_the_published_regressions():
    """Least squares falls with all 47 stars and rises once the four giants are gone."""
    decades = columns.read_csv(cyg_ob1.__file__)
    assert decades.shape == (47, 2)
    slope, intercept = np.polyfit(*decades.T, 1)
    assert (slope, intercept) == (pytest.approx(-0.4133, abs=1e-4), pytest.approx(6.7935, abs=1e-4))
    giants = decades[:, 0] < 3.6
    assert (np.flatnonzero(giants) + 1).tolist() == [11, 20, 30, 34]
    assert np.polyfit(*decades[~giants].T, 1)[0] == pytest.approx(2.0467, abs=1e-4)
    x, y = cyg_ob1.load(0)
    assert np.polyfit(x[:, 0], y[:, 0], 1)[0] == pytest.approx(-0.4133, abs=1e-3)
