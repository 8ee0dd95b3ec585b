"""The doctor on whole programs: what it finds, what it leaves alone, and what it never changes."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
from app_server import ROOT
from stated import FOLDER, is_right

from explorer.doctor import WiringCheck, WiringError, check
from explorer.doctor.gradients import Gradients
from explorer.doctor.rows import Rows
from explorer.doctor.run import command, examine
from explorer.records.finding import found

SAMPLE = [
    "broken/beta_replaced_by_callback",
    "broken/focal_gamma_clipped",
    "broken/loss_scale_forgotten",
    "broken/penalty_in_py_function",
    "broken/triplet_margin_float",
    "broken/unknown_variable_swallowed",
    "healthy/adversarial_training_fgsm",
    "healthy/mixed_precision_loss_scaling",
    "healthy/prior_mean_at_its_optimum",
]
PROGRAMS = sorted(FOLDER.glob("*/*.py"))
LOSS = """
import sys
import keras
import numpy as np
import tensorflow as tf

class NLL(keras.losses.Loss):
    def __init__(self):
        super().__init__()
        self.alpha = {kind}(1.0)

    def call(self, y, f):
        return tf.square(y - f) * tf.exp(-self.alpha) + self.alpha

keras.utils.set_random_seed(3)
x = np.random.rand(64, 3).astype("float32")
y = x.sum(1, keepdims=True)
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4), keras.layers.Dense(1)])
loss = NLL()
{register}
model.compile(keras.optimizers.Adam(0.01), loss)
{fit}
"""
FIT = "model.fit(x, y, epochs=8, batch_size=32, verbose=0)\n"


@pytest.fixture(autouse=True)
def own_policy():
    """Programs set what holds for all of Keras."""
    yield
    keras.config.set_dtype_policy("float32")
    keras.utils.clear_session()


def written(folder, broken=True, fit=FIT):
    kind, register = "tf.Variable", ""
    if not broken:
        kind, register = "keras.Variable", "model.alpha = loss.alpha"
    path = folder / "program.py"
    path.write_text(LOSS.format(kind=kind, register=register, fit=fit))
    return str(path)


def compiled(tmp_path, broken=True):
    """A namespace with the program's model, not yet fitted."""
    names = {"__name__": "program"}
    exec(compile(open(written(tmp_path, broken, "")).read(), "program.py", "exec"), names)  # noqa: PTH123, SIM115
    return names


@pytest.mark.parametrize("name", SAMPLE)
def test_a_program_gets_what_it_states(name, capsys):
    path = FOLDER / f"{name}.py"
    report, _ = examine(str(path), [])
    assert is_right(path, report), [
        (p.path, p.chain.broken_link, p.severity) for p in report.faults
    ]
    assert not report.errors


@pytest.mark.long
def test_every_program_gets_what_it_states():
    """At least 95 % of the broken ones, and no fault on any healthy one."""
    wrong = [path for path in PROGRAMS if not right_apart(path)]
    healthy = [path for path in wrong if path.parent.name == "healthy"]
    broken = [path for path in PROGRAMS if path.parent.name == "broken"]
    print("wrong:", [path.stem for path in wrong])
    assert not healthy
    assert len(wrong) <= 0.05 * len(broken)


def right_apart(path):
    """Whether it is right in an interpreter of its own."""
    code = (
        "import sys, pathlib; sys.path.insert(0, 'tests'); "
        "from stated import is_right; from explorer.doctor.run import examine; "
        "path = pathlib.Path(sys.argv[1]); right = is_right(path, examine(sys.argv[1], [])[0]); "
        "sys.exit(not right)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True)
    return done.returncode == 0


def test_weights_are_the_same_bits_under_watch(tmp_path, capsys):
    path = written(
        tmp_path,
        fit=FIT + "np.save(sys.argv[1], np.concatenate([w.numpy().ravel() for "
        "w in model.weights]))\n",
    )
    plain, watched = str(tmp_path / "plain.npy"), str(tmp_path / "watched.npy")
    names = {"__name__": "__main__"}
    argv, sys.argv = sys.argv, [path, plain]
    try:
        exec(compile(open(path).read(), path, "exec"), names)  # noqa: PTH123, SIM115
    finally:
        sys.argv = argv
    report, _ = examine(path, [watched])
    assert report.verdict == "broken"
    assert (np.load(plain) == np.load(watched)).all()


def test_the_report_as_json_and_the_program_s_own_output(tmp_path, capsys):
    path, to = written(tmp_path, fit=FIT + "print('done', sys.argv[1:])"), tmp_path / "report.json"
    assert command(["--json", str(to), path, "--own", "flag"]) == 0
    printed = capsys.readouterr()
    assert printed.out == "done ['--own', 'flag']\n"
    assert "loss.alpha" in printed.err and "program.py:10" in printed.err
    report = json.loads(to.read_text())
    (alpha,) = report["parameters"]
    assert report["verdict"] == "broken" and report["exception"] is None
    assert (alpha["name"], alpha["path"], alpha["severity"]) == ("alpha", "loss.alpha", "fault")
    assert (alpha["broken_link"], alpha["finding"]) == ("listed", "not_listed")
    assert alpha["figures"] == {"sources": 4}
    assert alpha["made_at"].endswith("program.py:10")
    assert alpha["chain"][0]["link"] == "variable"
    assert alpha["steps"] == 16 == len(alpha["curve"]["step"])
    assert set(alpha["curve"]["value"]) == {1.0}
    assert None not in alpha["curve"]["available"] and set(alpha["curve"]["delivered"]) == {None}


def test_a_shorter_list_is_told_with_its_length(tmp_path, capsys):
    loop = """
parameters = [*model.trainable_variables, loss.alpha]
for _ in range(4):
    with tf.GradientTape() as tape:
        value = tf.reduce_mean(loss(y, model(x)))
    gradients = tape.gradient(value, parameters)
    model.optimizer.apply_gradients(zip(gradients, model.trainable_variables))
{}
"""
    for end in ("", "raise KeyError('of something else')"):
        report, _ = examine(written(tmp_path, fit=loop.format(end)), [])
        (alpha,) = report.faults
        assert alpha.finding == found("not_held", optimizers=[("Adam", 4)])


def test_a_program_that_ends_before_it_trains_has_no_fault(tmp_path, capsys):
    report, status = examine(written(tmp_path, fit="raise OSError('no data')"), [])
    assert (report.verdict, report.parameters, status) == ("cannot tell", (), 1)


def test_what_is_frozen_when_it_has_trained_has_no_fault(tmp_path, capsys):
    fit = f"{FIT}loss.alpha.trainable = False\nmodel.compile('adam', loss)\n{FIT}"
    report, _ = examine(written(tmp_path, broken=False, fit=fit), [])
    (alpha,) = report.parameters
    assert (report.verdict, alpha.severity) == ("fine", "fine")


def test_figures_are_of_all_steps_of_a_long_program(tmp_path, capsys):
    loop = """
gate, centers = tf.Variable(-1.0), tf.Variable(tf.ones(3))
optimizer = keras.optimizers.SGD(0.01)

@tf.function
def train():
    for _ in tf.range(3000):
        with tf.GradientTape() as tape:
            value = tf.nn.relu(gate) + tf.reduce_sum(centers[:2] ** 2)
        optimizer.apply([*tape.gradient(value, [gate, centers])], [gate, centers])

train()
"""
    report, _ = examine(written(tmp_path, fit=loop), [])
    gate, centers = report.parameters
    assert gate.finding == found("zero_gradient", steps=3000, first=1)
    assert (gate.steps, centers.steps, centers.elements) == (3000, 3000, 3)
    assert centers.severity == "fine"
    assert (centers.initial, round(centers.final, 3)) == (0, 1)


def test_rows_keep_their_start_and_every_extreme():
    variable = tf.Variable(0.0)
    rows = Rows(variable)

    @tf.function
    def train(begin, end):
        for step in tf.range(begin, end):
            variable.assign(tf.where(step == 700, 9.0, 1.0 + 1e-4 * tf.cast(step, tf.float32)))
            rows.begin(tf.where(step == 1500, 5.0, 0.0))
            rows.deliver(tf.constant(2.0))

    for begin in (0, 500, 3000, 3600, 4200, 4800):  # one call writes over rows before the fetch
        train(begin, {0: 500, 500: 3000}.get(begin, begin + 600))
        rows.fetch()
    assert rows.count == 5400 and len(rows.steps) <= 1025
    assert rows.column("value")[0] == 1.0 and np.nanmax(rows.column("value")) == 9.0
    assert np.nanmax(rows.column("available")) == 5.0
    assert list(rows.steps) == sorted(set(rows.steps)) and rows.steps[-1] > 5390


@pytest.mark.parametrize(("again", "faults"), [("", 1), ("model.compile('adam')", 0)])
def test_a_number_is_stale_until_its_step_is_traced_anew(tmp_path, capsys, again, faults):
    fit = f"""
class Weighted(keras.Model):
    weight, epochs = 0.5, 0.0

    def __init__(self):
        super().__init__()
        self.layer, self.weight, self.epochs = keras.layers.Dense(1), 0.5, 0.0

    def call(self, x):
        return self.layer(x)

    def compute_loss(self, x=None, y=None, y_pred=None, *_, **__):
        return self.weight * tf.reduce_mean((y - y_pred) ** 2)

    def count(self):
        self.epochs = self.epochs + 1

model = Weighted()
model.compile("adam")
model.fit(x, y, verbose=0)
model.weight = 2.0
model.count()
{again}
model.fit(x, y, verbose=0)
"""
    report, _ = examine(written(tmp_path, fit=fit), [])
    assert [checked.name for checked in report.faults] == ["weight"] * faults


def test_what_the_doctor_could_not_compute_is_never_fine(tmp_path, capsys, monkeypatch):
    gradient = tf.GradientTape.gradient

    def only_for_the_network(tape, target, sources, *args):
        if len(sources) > 4:
            raise LookupError("no gradient")
        return gradient(tape, target, sources, *args)

    monkeypatch.setattr(tf.GradientTape, "gradient", only_for_the_network)
    report, status = examine(written(tmp_path), [])
    assert (report.verdict, report.parameters, status) == ("cannot tell", (), 0)
    assert "LookupError" in report.errors[0]


def test_a_healthy_program_gets_one_line(tmp_path, capsys):
    assert command(["--exit-code", written(tmp_path, broken=False)]) == 0
    assert capsys.readouterr().err.strip().splitlines()[1:] == ["1 loss parameter, trained."]


@pytest.mark.parametrize(
    ("end", "flags", "status"),
    [
        ("sys.exit(7)", [], 7),
        ("sys.exit('no')", [], 1),
        ("raise ValueError('own')", [], 1),
        ("raise KeyboardInterrupt", [], 130),
        ("", ["--exit-code"], 1),
    ],
)
def test_a_program_s_exit_status_is_kept(tmp_path, capsys, end, flags, status):
    assert command([*flags, written(tmp_path, fit=FIT + end)]) == status
    printed = capsys.readouterr().err
    assert "lost at listed" in printed
    assert ("ValueError: own" in printed) == ("own" in end)


def test_a_program_that_leaves_at_once_gets_its_report_too(tmp_path):
    path = written(tmp_path, fit=FIT + "import os; os._exit(5)")
    # What TensorFlow allows only before its runtime starts, which the doctor must not do.
    configured = "import tensorflow as tf; tf.config.threading.set_inter_op_parallelism_threads(2);"
    Path(path).write_text(configured + Path(path).read_text())
    given = [sys.executable, "-m", "explorer", "doctor", path]
    done = subprocess.run(given, cwd=ROOT, capture_output=True, text=True, env={**os.environ})
    assert done.returncode == 5 and "lost at listed" in done.stderr
    assert "GradientTape" not in done.stderr  # nor does TensorFlow warn of what the doctor does


def test_a_module_of_a_package_is_run_as_python_does(tmp_path, capsys, monkeypatch):
    package = tmp_path / "package_of_mine"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "data.py").write_text("from numpy.random import rand\n")
    program = written(package, fit=FIT + "from .data import rand\nprint(__name__, sys.argv)")
    monkeypatch.chdir(tmp_path)
    assert command(["-m", "package_of_mine.program", "x"]) == 0
    printed = capsys.readouterr()
    assert printed.out == f"__main__ {[program, 'x']}\n" and "lost at listed" in printed.err
    assert command(["-m", "package_of_nobody"]) == 1
    assert "package_of_nobody" in capsys.readouterr().err


def test_a_fault_is_mended_in_the_program_s_own_names(tmp_path, capsys):
    loop = """
class Trainer:
    def __init__(self):
        self.scale = tf.Variable(0.0)

    def step(self):
        with tf.GradientTape() as tape:
            value = tf.reduce_mean((y - model(x)) ** 2) * tf.exp(-self.scale) + self.scale
        gradients = tape.gradient(value, model.trainable_variables)
        model.optimizer.apply_gradients(zip(gradients, model.trainable_variables))

Trainer().step()
"""
    report, _ = examine(written(tmp_path, fit=loop), [])
    (scale,) = report.faults
    assert scale.mend.patch.count("\n+") == 3 and "self.scale]" in scale.mend.patch


def test_no_program_is_refused_in_one_line(capsys):
    assert command(["none.py"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_annotations_for_github(tmp_path, capsys):
    command(["--format", "github", written(tmp_path)])
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert line.startswith("::error file=") and "line=10" in line


def test_an_error_of_the_doctor_is_never_fine(tmp_path, capsys, monkeypatch):
    def broken(*_):
        raise RuntimeError("ours")

    monkeypatch.setattr(Gradients, "_plan", broken)
    report, status = examine(written(tmp_path, broken=False, fit=FIT + "print('done')"), [])
    assert capsys.readouterr().out == "done\n" and status == 0
    assert report.verdict == "cannot tell" and "RuntimeError: ours" in report.errors[0]


def test_check_finds_it_and_leaves_the_model_as_it_was(tmp_path):
    names = compiled(tmp_path)
    model, x, y = names["model"], names["x"], names["y"]
    random.seed(1)
    weights = [w.numpy() for w in model.weights]
    states = random.getstate(), np.random.get_state()[1].copy()
    report = check(model, x, y)
    assert "loss.alpha" in report.to_html() and report._repr_html_() in report.to_html()
    assert not report.ok and report.chains["loss.alpha"].broken_link == "listed"
    assert all((a == b.numpy()).all() for a, b in zip(weights, model.weights, strict=True))
    assert not model.optimizer.built and len(model.optimizer.variables) == 2
    assert [metric.name for metric in model.metrics] == ["loss"]
    assert float(model.metrics[0].result()) == 0
    assert states[0] == random.getstate() and (states[1] == np.random.get_state()[1]).all()
    with pytest.raises(WiringError):
        report.throw()


def test_a_checked_model_then_trains_to_the_same_bits(tmp_path):
    trained = []
    for checked in (False, True):
        names = compiled(tmp_path, broken=False)
        if checked:
            assert check(names["model"], names["x"], names["y"]).ok
        names["model"].fit(names["x"], names["y"], epochs=2, verbose=0)
        trained.append(np.concatenate([w.numpy().ravel() for w in names["model"].weights]))
    assert (trained[0] == trained[1]).all()


def test_check_of_a_step_of_one_s_own():
    scale = tf.Variable(0.5)
    layer = keras.layers.Dense(1)
    optimizer = keras.optimizers.SGD(0.1)
    x = tf.ones((8, 2))

    @tf.function
    def step(batch):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(layer(batch) ** 2) * tf.exp(-scale) + scale
        weights = layer.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))

    step(x)  # traced before it is checked
    held = [scale, *layer.variables, *optimizer.variables]
    before = [v.numpy() for v in held]
    report = check(step=step, parameters=held, batches=[x, x])
    assert report.chains["scale"].broken_link == "listed"
    assert all((a == v.numpy()).all() for a, v in zip(before, held, strict=True))


@pytest.mark.parametrize("given", [{}, {"step": print}, {"model": keras.Sequential(), "x": [1]}])
def test_check_says_what_it_expects(given):
    with pytest.raises(ValueError, match="expected"):
        check(**given)


def test_the_callback_warns_stops_or_raises(tmp_path):
    names = compiled(tmp_path)
    fit, x, y = names["model"].fit, names["x"], names["y"]
    with pytest.warns(UserWarning, match="listed"):
        fit(x, y, epochs=2, verbose=0, callbacks=[WiringCheck(steps=3)])
    with pytest.warns(UserWarning, match="listed"):
        history = fit(x, y, epochs=9, verbose=0, callbacks=[WiringCheck("stop", steps=3)])
    assert len(history.epoch) == 2
    with pytest.raises(WiringError, match="listed"):
        fit(x, y, verbose=0, callbacks=[WiringCheck("raise")])
    with pytest.raises(ValueError, match="'warn', 'stop', 'raise'"):
        WiringCheck("ignore")
