"""The losses against values computed elsewhere in float64 (30-digit arithmetic agrees)."""

import json
import math
from functools import partial
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy.optimize import minimize

from explorer.engine.inventory import inventory
from explorer.losses.barron import general_rho, log_partition
from explorer.losses.center import pull
from explorer.losses.tversky import tversky_loss

DATA = json.loads((Path(__file__).parent / "losses_golden.json").read_text())
GOLDEN = {case["id"]: case for case in DATA["cases"]}
OPTIMA = {entry["loss_id"]: entry for entry in DATA["optima"]}
LOSSES = inventory().catalogue.losses
WITH_OPTIMUM = [r.key for r in LOSSES if r.verdict == "converges" and r.has_optimum]
RNG = np.random.default_rng(5)

# Greatest error of value and gradients that the golden file allows for each precision.
TOLERANCES = {"float64": (1e-11, 1e-9), "float32": (2.6e-6, 1e-6)}
LOOSER = {
    # Differences of nearly equal powers.
    ("float32", "L06a"): (2.6e-6, 4.4e-5),
    # Our log Z is a sum over 201 nodes: 4e-9 off, its slope 1.3e-6; times the scale of the case.
    ("float64", "L06b"): (1e-8, 3e-6),
    ("float64", "L06c"): (1e-8, 3e-6),
    ("float32", "L06b"): (2.6e-6, 5e-5),
    ("float32", "L06c"): (2.6e-6, 5e-5),
}


def logistic(z):
    return 1 / (1 + math.exp(-z))


def raw_of_softplus(value):
    """What softplus maps to `value`; far below 0 for 0."""
    return value + math.log(-math.expm1(-value)) if value > 0 else -40.0


# How a golden parameter becomes the raw one that we train, and d golden / d raw there.
def as_it_is(value):
    return value, 1.0


def as_log(value):
    return math.log(value), value


def as_logit(value):
    return math.log(value / (1 - value)), value * (1 - value)


def as_softplus(value):
    raw = raw_of_softplus(value)
    return raw, logistic(raw)


def as_barron_alpha(value):
    raw, slope = as_logit((value - 0.001) / 1.998)
    return raw, 1.998 * slope


def as_barron_c(value):
    raw, slope = as_softplus((value - 1e-5) / (1 - 1e-5))
    return raw - math.log(math.e - 1), (1 - 1e-5) * slope


def as_t2(value):
    return as_softplus(value - 1.001)


# What the golden inputs are for us: y, f and the columns that df stands for, by input name.
def regression(inputs):
    y = np.array(inputs.get("y", inputs.get("r")))[:, None]
    f = np.array(inputs.get("f", np.zeros(len(y)))).reshape(-1, 1)
    return y, f, {"f": (1.0, np.s_[:, 0]), "r": (-1.0, np.s_[:, 0])}


def tasks(inputs):
    """One sample whose squared errors are the tasks' losses; dL = 2 (f - y) df."""
    y = np.sqrt(np.array([inputs["L"]]))
    return y, np.zeros_like(y), {"L": (-2 * y[0], np.s_[0, :])}


def weighed(inputs):
    y = np.sqrt(np.array([inputs["ell"]]))
    return y, np.zeros_like(y), {}


def classes(inputs):
    y = np.array(inputs.get("onehot", inputs.get("labels")))
    return y, np.array(inputs["logits"]), {"logits": (1.0, np.s_[:])}


def binary(inputs):
    """Two logits (0, x) for one."""
    y, x = np.array(inputs["y"]), np.array(inputs["x"])
    return np.stack([1 - y, y], 1), np.stack([0 * x, x], 1), {"x": (1.0, np.s_[:, 1])}


def costs(inputs):
    """One sample a class, whose mean cross-entropies are `ell`."""
    p = np.exp(-len(inputs["ell"]) * np.array(inputs["ell"]))
    y = np.eye(len(p))
    return y, np.log(y * p[:, None] + (1 - y) * (1 - p[:, None]) / (len(p) - 1)), {}


def probabilities(inputs):
    y, p = np.array(inputs["y"]), np.array(inputs["p"])
    z = np.log(p / (1 - p))
    slope = p * (1 - p)
    return np.stack([1 - y, y], 1), np.stack([0 * z, z], 1), {"p": (slope, np.s_[:, 1])}


def curve(inputs):
    """u and u'; the measurements are on the curve, so a data term adds nothing."""
    u, slope = np.array(inputs["u"]), np.array(inputs["du"])
    return u[:, None], np.stack([u, slope], 1), {}


def vector(inputs):
    return np.array(inputs["a"])[:, None], np.array(inputs["theta"])[:, None], {}


def each(name, convert, count):
    """Components of a golden vector, ours numbered."""
    return {(name, k): (f"{PREFIX[name]}_{k}", convert) for k in range(count)}


def raw(**names):
    """Golden parameters that are raw as ours are, and our names of them."""
    return {name: (ours, as_it_is) for name, ours in names.items()}


PREFIX = {"s": "log_variance", "c": "c", "a": "logit", "w": "weight"}
ALPHA_C = {"alpha": ("raw_alpha", as_barron_alpha), "c": ("raw_c", as_barron_c)}
NU_SIGMA = {"nu": ("log_nu", as_log), "sigma": ("log_sigma", as_log)}
BETA_A = {"beta": ("log_beta", as_log), "a": ("log_a", as_log)}
SIGMA_DELTA = {"sigma": ("log_sigma", as_log), "delta": ("log_delta", as_log)}
TAU = {"tau": ("logit_tau", as_logit)}
TAU_SIGMA = {**TAU, "sigma": ("log_sigma", as_log)}
# Golden sigma for our log of its square.
AS_LOG_SQUARE = {"sigma": ("log_variance", lambda sigma: (2 * math.log(sigma), sigma / 2))}

# By the beginning of a case's id: our key and options, the inputs, each golden parameter's name
# and form with us, and how many times our loss is in the golden one.
FORMS = {
    "L01a": ("penalty", {}, regression, raw(alpha="alpha")),
    "L01b": ("penalty_softplus", {}, regression, raw(rho="rho")),
    "L01c": ("penalty_map", {"shape": 0.5, "rate": 0.05}, regression, raw(a="log_alpha")),
    "L02a": ("kendall", {"tasks": 3}, tasks, each("s", as_it_is, 3), 2),
    "L02b": ("kendall", {"tasks": 3}, tasks, each("s", as_it_is, 3)),
    "L03": ("liebel_koerner", {"tasks": 3}, tasks, each("c", as_it_is, 3)),
    "L04a": ("gaussian", {}, regression, raw(s="log_variance")),
    "L04b": ("gaussian", {}, regression, AS_LOG_SQUARE),
    # The others of L06a have an alpha where ours does not go.
    "L06a-030": ("barron_general", {}, regression, ALPHA_C),
    "L06b": ("barron", {}, regression, ALPHA_C),
    "L06c": ("barron", {}, regression, raw(a="raw_alpha", q="raw_c")),
    "L07a": ("student_t", {}, regression, NU_SIGMA),
    "L08a": ("generalised_gaussian", {}, regression, BETA_A),
    "L09a": ("huber", {}, regression, {"delta": ("raw_delta", as_softplus)}),
    "L09b": ("smooth_l1", {}, regression, {"beta": ("raw_beta", as_softplus)}),
    "L09c": ("huber_likelihood", {}, regression, SIGMA_DELTA),
    "L09d": ("huber_likelihood", {}, regression, raw(log_sigma="log_sigma", log_delta="log_delta")),
    "L10a": ("pinball", {}, regression, TAU),
    "L10b": ("asymmetric_laplace", {}, regression, TAU_SIGMA),
    "L10c": (
        "asymmetric_laplace",
        {},
        regression,
        raw(logit_tau="logit_tau", log_sigma="log_sigma"),
    ),
    "L11a": ("temperature", {}, classes, {"T": ("log_t", as_log)}),
    "L11b": ("temperature", {}, classes, raw(t="log_t")),
    "L12": ("focal", {}, binary, {"gamma": ("raw_gamma", as_softplus)}),
    "L13a": ("label_smoothing", {}, classes, {"eps": ("logit_eps", as_logit)}),
    "L13d": ("bi_tempered", {}, classes, {"t2": ("raw_t2", as_t2)}),
    "L17-086": ("inverse_pinn", {}, curve, raw(k="k")),
    "L17-088": ("inverse_pinn_without_data", {}, curve, raw(k="k")),
    "L20a": ("class_weights", {"classes": 3}, costs, each("w", as_it_is, 3)),
    "L20b": ("softmax_weights", {"tasks": 3}, weighed, each("a", as_it_is, 3)),
    # Two dimensions summed there, averaged here.
    "L22": ("lagrange", {"bound": 0.5}, vector, {"lam": ("rho", as_softplus)}, 2),
}
CASES = {id_: form for id_ in GOLDEN for name, form in FORMS.items() if id_.startswith(name)}


def make(key, dtype="float32", **options):
    """The loss `key`, its parameters in `dtype` too."""

    def add_parameter(name, initial):
        return keras.Variable(initial, dtype=dtype, name=name)

    return inventory().losses[key](dtype=dtype, add_parameter=add_parameter, **options)


def evaluated(loss, y, f, raw=None):
    """Value, `{parameter: gradient}` and the gradient by f, in NumPy float64."""
    for name, value in (raw or {}).items():
        loss.parameters[name].assign(value)
    variables = {name: parameter.value for name, parameter in loss.parameters.items()}
    f = tf.constant(f, loss.dtype)
    with tf.GradientTape() as tape:
        tape.watch(f)
        value = loss(tf.constant(y, loss.dtype), f)
    gradients, by_f = tape.gradient(value, [variables, f])
    return (
        np.float64(value),
        {name: np.float64(gradient) for name, gradient in gradients.items()},
        np.asarray(by_f, np.float64),
    )


def with_slopes(function, *arguments):
    """The value of a function of tensors, and its gradient by each."""
    with tf.GradientTape() as tape:
        tape.watch(arguments)
        value = function(*arguments)
    return value, *tape.gradient(value, arguments)


@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize("case_id", CASES)
def test_value_and_gradients_are_the_golden_ones(case_id, dtype):
    golden = GOLDEN[case_id]
    key, options, build, parameters, times = (*CASES[case_id], 1)[:5]
    raw, slopes = {}, {}
    for name, (ours, convert) in parameters.items():
        raw[ours], slopes[ours] = convert(entry(golden["params"], name))
    y, f, columns = build(golden["inputs"])

    value, gradients, by_f = evaluated(make(key, dtype, **options), y, f, raw)

    tolerance, slope_tolerance = LOOSER.get((dtype, golden["loss_id"]), TOLERANCES[dtype])
    assert_near(times * value, golden["loss"], tolerance)
    for name, (ours, _) in parameters.items():
        wanted = entry(golden["grad"], name)
        assert_near(times * gradients[ours] / slopes[ours], wanted, slope_tolerance)
    for name, wanted in golden["grad_inputs"].items():
        factor, where = columns[name]
        assert_near(times * by_f[where], np.array(wanted) * factor, slope_tolerance)


def entry(values, name):
    """A golden parameter, or with `(name, k)` component k of one."""
    return values[name[0]][name[1]] if isinstance(name, tuple) else values[name]


def assert_near(value, golden, tolerance):
    """The golden file's own error measure."""
    golden = np.asarray(golden)
    error = np.abs(np.asarray(value) - golden) / (1 + np.abs(golden))
    assert error.max() <= tolerance


def test_self_adaptive_weights_are_the_golden_ones():
    """There a weight for each point; here two, so point by point."""
    golden = GOLDEN["L16-085"]
    loss = make("self_adaptive_pinn", "float64", rate=0.0)
    total, points = 0.0, list(zip(golden["inputs"]["r"], golden["params"]["lam"], strict=True))
    for index, (residual, weight) in enumerate(points):
        for name, y, f in [
            ("lambda_data", [[residual]], [[0.0, 0.0]]),
            ("lambda_residual", [[0.0]], [[0.0, residual]]),
        ]:
            value, gradients, _ = evaluated(loss, y, f, {name: weight})
            assert_near(gradients[name] / len(points), golden["grad"]["lam"][index], 1e-9)
        total += value
    assert_near(total / len(points), golden["loss"], 1e-11)


@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-11), ("float32", 4.4e-5)])
@pytest.mark.parametrize("case_id", ["L06a-028", "L06a-030", "L06a-031"])
def test_general_rho_is_the_golden_one(case_id, dtype, tolerance):
    """Also where our alpha does not go."""
    golden = GOLDEN[case_id]
    r = tf.constant(golden["inputs"]["r"], dtype)
    alpha, c = (tf.constant(golden["params"][name], dtype) for name in ("alpha", "c"))

    def loss(r, alpha, c):
        return tf.reduce_mean(general_rho((r / c) ** 2, alpha))

    value, by_r, by_alpha, by_c = with_slopes(loss, r, alpha, c)
    assert_near(value, golden["loss"], tolerance)
    assert_near(by_alpha, golden["grad"]["alpha"], 100 * tolerance)
    assert_near(by_c, golden["grad"]["c"], 100 * tolerance)
    assert_near(by_r, golden["grad_inputs"]["r"], 100 * tolerance)


@pytest.mark.parametrize("row", DATA["barron_logZ"][1:-1], ids=lambda row: str(row["alpha"]))
def test_log_partition_is_the_golden_one(row):
    value, slope = with_slopes(log_partition, tf.constant(row["alpha"], tf.float64))
    assert_near(value, row["logZ"], 1e-8)
    assert_near(slope, row["dlogZ_dalpha"], 3e-6)


def test_pull_to_the_centres_is_the_golden_center_loss():
    golden = GOLDEN["L18-090"]
    y, x = (tf.constant(golden["inputs"][name], tf.float64) for name in ("onehot", "x"))
    centres = tf.constant(golden["params"]["C"], tf.float64)
    value, by_x, by_centres = with_slopes(
        lambda *given: tf.reduce_mean(pull(y, *given)), x, centres
    )
    assert_near(value, golden["loss"], 1e-11)
    assert_near(by_centres, golden["grad"]["C"], 1e-9)
    assert_near(by_x, golden["grad_inputs"]["x"], 1e-9)


def test_tversky_loss_is_the_golden_one():
    golden = GOLDEN["L21a-100"]
    y, p = (tf.constant(golden["inputs"][name], tf.float64) for name in "yp")
    alpha, beta = (tf.constant(golden["params"][name], tf.float64) for name in ("alpha", "beta"))
    value, by_p, by_alpha, by_beta = with_slopes(partial(tversky_loss, y), p, alpha, beta)
    assert_near(value, golden["loss"], 1e-11)
    assert_near([by_alpha, by_beta], list(golden["grad"].values()), 1e-9)
    assert_near(by_p, golden["grad_inputs"]["p"], 1e-9)
    y, logits, _ = probabilities(golden["inputs"])
    raw = {"logit_alpha": as_logit(golden["params"]["alpha"])[0]}
    value, gradients, by_logits = evaluated(make("tversky", "float64"), y, logits, raw)
    assert_near(value, golden["loss"], 1e-11)
    # beta = 1 - alpha: the two golden slopes, equal here, cancel.
    assert_near(gradients["logit_alpha"], 0.0, 1e-9)
    p = np.array(golden["inputs"]["p"])
    assert_near(by_logits[:, 1], golden["grad_inputs"]["p"] * p * (1 - p), 1e-9)


def test_focal_loss_is_that_of_keras():
    y, x = RNG.integers(0, 2, (20, 1)), RNG.normal(scale=3, size=(20, 1))
    ours = evaluated(
        make("focal", "float64"),
        np.hstack([1 - y, y]),
        np.hstack([0 * x, x]),
        {"raw_gamma": raw_of_softplus(2.0)},
    )[0]
    theirs = keras.losses.BinaryFocalCrossentropy(gamma=2.0, from_logits=True, dtype="float64")
    assert ours == pytest.approx(float(theirs(y, x)), rel=1e-6)


def sample(record, n=200, scale=1.0):
    """Random y and f that fit the loss, as NumPy float64."""
    k = record.outputs or 3
    if record.task == "classification":
        logits = 2 * RNG.normal(size=(n, k))
        gumbel = RNG.gumbel(size=(n, k))
        return np.eye(k)[np.argmax(0.6 * logits + gumbel, axis=1)], scale * logits
    if record.task == "multi-task":
        f = RNG.normal(size=(n, 2))
        return f + scale * RNG.normal(size=(n, 2)) * [3.0, 0.2], f
    if record.task == "physics":
        t = np.sort(RNG.uniform(0, 3, n))
        u = np.exp(-0.7 * t) + 0.05 * RNG.normal(size=n)
        y = u + scale * 0.1 * RNG.normal(size=n)
        return y[:, None], np.stack([u, -0.7 * u + 0.1 * RNG.normal(size=n)], 1)
    f = RNG.normal(size=(n, 1))
    return f + scale * 0.5 * (RNG.standard_t(4, size=(n, 1)) + 0.2), f


@pytest.mark.parametrize(
    ("loss_id", "key", "options", "build", "wanted"),
    [
        ("L01c", "penalty_map", {"shape": 0.5}, regression, [("alpha", as_log)]),
        ("L02b", "kendall", {"tasks": 3}, tasks, [("s", as_it_is)]),
        ("L03", "liebel_koerner", {"tasks": 3}, tasks, [("c_squared", lambda v: (v**0.5, 1))]),
        ("L04a", "gaussian", {}, regression, [("s", as_it_is)]),
        ("L10b", "asymmetric_laplace", {}, regression, [("tau", as_logit), ("sigma", as_log)]),
        ("L11a", "temperature", {}, classes, [("T", as_log)]),
        ("L17", "inverse_pinn", {}, curve, [("k", as_it_is)]),
        ("L22", "lagrange", {"bound": 0.5}, vector, [("lam", as_softplus)]),
    ],
)
def test_optimum_is_the_golden_one(loss_id, key, options, build, wanted):
    golden = OPTIMA[loss_id]
    inputs = {**golden["inputs"], **golden["optimum"]}
    if "f" in inputs and "y" not in inputs:
        inputs["y"] = inputs["f"]
    y, f, _ = build(inputs)
    found = list(inventory().losses[key](**options).optimum(y, f).values())
    ours = [form(value)[0] for name, form in wanted for value in np.ravel(golden["optimum"][name])]
    assert_near(found, ours, 1e-7)


@pytest.mark.parametrize("key", WITH_OPTIMUM)
def test_optimum_minimises_the_loss_that_is_trained(key, catalogue):
    """Against a minimisation of the Keras loss by its own gradients."""
    loss = make(key, "float64")
    y, f = sample(catalogue.loss(key))
    names = list(loss.parameters)

    def value_and_slope(raw):
        value, gradients, _ = evaluated(loss, y, f, dict(zip(names, raw, strict=True)))
        return float(value), np.array(list(gradients.values()))

    start = [float(parameter.numpy()) for parameter in loss.parameters.values()]
    best = minimize(value_and_slope, start, jac=True, options={"gtol": 1e-9})
    found = loss.optimum(y, f)
    assert list(found) == names
    np.testing.assert_allclose(list(found.values()), best.x, rtol=2e-5, atol=2e-5)


@pytest.mark.parametrize(
    ("key", "noise", "way"),
    [
        ("student_t", lambda n: np.random.default_rng(3).uniform(-1, 1, n), math.inf),
        ("generalised_gaussian", lambda n: np.linspace(-1, 1, n), math.inf),
        ("barron", lambda n: np.random.default_rng(3).standard_cauchy(n) ** 3, -math.inf),
    ],
)
def test_an_optimum_at_a_bound_is_no_value(key, noise, way):
    """Uniform noise has lighter tails than any these losses know, a cubed Cauchy heavier ones."""
    f = np.zeros((400, 1))
    shape, scale = make(key).optimum(f + noise(400)[:, None], f).values()
    assert shape == way
    assert math.isfinite(scale)


def test_where_every_sample_is_right_no_temperature_is_cold_enough():
    y = np.eye(3)[np.arange(60) % 3]
    f = 2.0 * y + RNG.uniform(size=y.shape)
    assert make("temperature").optimum(y, f) == {"log_t": -math.inf}
    f[0] = 3 * y[1]
    assert math.isfinite(make("temperature").optimum(y, f)["log_t"])


@pytest.mark.parametrize("key", ["penalty_constraint", "lagrange"])
def test_optimum_of_a_multiplier_leaves_no_gain_in_scaling_the_predictions(key):
    f = RNG.normal(size=(200, 1))
    y = 2 * f + RNG.normal(size=(200, 1))
    loss = make(key, "float64")
    at_bound = f * np.sqrt(0.2 / np.mean(f**2))
    _, gradients, by_f = evaluated(loss, y, at_bound, loss.optimum(y, f))
    assert np.sum(by_f * at_bound) == pytest.approx(0, abs=1e-12)
    assert gradients["rho"] == pytest.approx(0, abs=1e-12)
    # A bound that is kept anyway has no price.
    assert loss.optimum(0.1 * y, f) == {}


@pytest.mark.parametrize("record", LOSSES, ids=lambda record: record.key)
def test_only_losses_with_an_end_say_where_it_is(record):
    y, f = sample(record)
    loss = inventory().losses[record.key]()
    found = loss.optimum(y, f)
    if record.verdict in ("cheats", "diverges"):
        assert found == {}
        assert record.optimum == ""
    assert set(found) <= {parameter.name for parameter in record.parameters}
    assert all(type(value) is float for value in found.values())
    assert not any(map(math.isfinite, loss.optimum(y, np.nan * f).values()))


@pytest.mark.parametrize("record", LOSSES, ids=lambda record: record.key)
def test_values_and_gradients_stay_finite_at_the_edges(record):
    loss = make(record.key)
    y, f = sample(record, 4)
    # Columns of u and u' in physics, logits else.
    far = 1e4 * np.sign(RNG.normal(size=f.shape))
    exact = np.broadcast_to(y, f.shape) if record.task != "physics" else 0 * f
    tied = np.zeros_like(f)
    names = list(loss.parameters)
    raws = [dict.fromkeys(names, at) for at in (-20.0, -1.0, 0.0, 1.0, 20.0)]
    raws += [{names[0]: 20.0, names[-1]: -20.0}, {names[0]: -20.0, names[-1]: 20.0}]
    for raw in raws:
        for predictions in (f, exact, tied, far, y[:, :1] + far):
            value, gradients, by_f = evaluated(loss, y, predictions, raw)
            assert np.isfinite([value, *gradients.values()]).all(), (raw, predictions)
            assert np.isfinite(by_f).all(), (raw, predictions)


@pytest.mark.parametrize("record", LOSSES, ids=lambda record: record.key)
def test_compiled_by_xla_it_is_the_same(record):
    loss = make(record.key)
    y, f = (array.astype(np.float32) for array in sample(record, 16))
    variables = [parameter.value for parameter in loss.parameters.values()]

    @tf.function(jit_compile=True)
    def compiled(y, f):
        with tf.GradientTape() as tape:
            value = loss(y, f)
        return value, tape.gradient(value, variables)

    value, gradients, _ = evaluated(loss, y, f)
    compiled_value, compiled_gradients = compiled(y, f)
    np.testing.assert_allclose(compiled_value, value, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(compiled_gradients, list(gradients.values()), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("record", LOSSES, ids=lambda record: record.key)
def test_the_seams_are_what_the_formula_uses(record):
    made = []

    def add_parameter(name, initial):
        made.append((name, initial))
        return tf.Variable(initial)

    loss = inventory().losses[record.key](add_parameter=add_parameter, read=tf.stop_gradient)
    assert made == [(p.name, p.initial) for p in record.parameters]
    y, f = (tf.constant(array, tf.float32) for array in sample(record, 4))
    with tf.GradientTape() as tape:
        value = loss(y, f)
    assert tape.gradient(value, list(loss.parameters.values())) == [None] * len(made)


@pytest.mark.parametrize("record", LOSSES, ids=lambda record: record.key)
def test_numbers_in_the_place_of_parameters_do(record):
    loss = inventory().losses[record.key](add_parameter=lambda name, initial: float(initial))
    y, f = (array.astype(np.float32) for array in sample(record, 4))
    assert np.isfinite(loss(y, f))


@pytest.mark.parametrize("record", LOSSES, ids=lambda record: record.key)
def test_its_configuration_makes_it_again(record):
    loss_class = inventory().losses[record.key]
    loss = loss_class(name="again")
    copy = loss_class.from_config(loss.get_config())
    assert copy.get_config() == loss.get_config()
    assert list(copy.parameters) == list(loss.parameters)


@pytest.mark.parametrize("record", LOSSES, ids=lambda record: record.key)
def test_records_are_complete(record):
    assert len(record.title) <= 34
    assert record.key == record.key.lower()
    assert record.formula.startswith(("L = ", r"\min"))
    assert all((record.summary, record.verdict_text, record.destination, record.reference))
    assert record.verdict == "converges" or record.cure
    assert record.outputs == 2 or record.task != "multi-task"
    loss = inventory().losses[record.key]()
    made = {name: float(parameter.numpy()) for name, parameter in loss.parameters.items()}
    assert made == {p.name: p.initial for p in record.parameters}


@pytest.mark.parametrize("record", LOSSES, ids=lambda record: record.key)
def test_descent_takes_a_parameter_the_way_it_heads(record):
    loss = make(record.key, "float64")
    y, f = sample(record)
    start = {parameter.name: parameter.initial for parameter in record.parameters}
    _, gradients, _ = evaluated(loss, y, f, start)
    for parameter in record.parameters:
        assert not parameter.heads or record.verdict in ("cheats", "diverges")
        assert parameter.heads != "up" or gradients[parameter.name] < 0
        assert parameter.heads != "down" or gradients[parameter.name] > 0
