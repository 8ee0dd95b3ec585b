"""Mends of whole programs: which optimizer gets the parameter, and what a Lambda layer needs."""

import json
import shutil
import subprocess
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from explorer.clinic.reading import read_report
from explorer.clinic.report import mend as mend_of_page
from explorer.doctor import check
from explorer.doctor.html import page
from explorer.doctor.run import examine
from explorer.lint import lint_text
from explorer.lint.rules.variable_in_lambda import RULE as IN_LAMBDA
from explorer.words.checkup import plain, text

START = """
import keras
import numpy as np
import tensorflow as tf

keras.utils.set_random_seed(1)
x = np.random.randn(64, 3).astype("float32")
y = x.sum(1, keepdims=True)
net = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
p = keras.Variable(0.5)
q = tf.Variable(0.5)
first, second, third = (keras.optimizers.SGD(0.1) for _ in range(3))
"""
STEP = """
for _ in range(5):
    with tf.GradientTape(persistent=True) as tape:
        loss = tf.reduce_mean((y - net(x)) ** 2) * tf.exp(-p.value) + p.value
        loss += (q - 0.1) ** 2
"""
IDLE = """
    g = tape.gradient(loss, net.trainable_variables)
    g, _ = tf.clip_by_global_norm(g, 1.0)
    second.apply_gradients(zip(g, net.trainable_variables))
"""
GIVEN_ANOTHER = """
    g = tape.gradient(loss, net.trainable_variables)
    h = tape.gradient(loss, [q])
    first.apply_gradients(zip(g, net.trainable_variables))
    second.apply_gradients(zip(h, [q]))
"""
GIVEN_ANOTHER_AT_ONCE = """
    (w, b), h = tape.gradient(loss, [net.trainable_variables, [q]])
    first.apply_gradients(zip([w, b], net.trainable_variables))
    second.apply_gradients(zip(h, [q]))
"""
BUILT_AND_FORGOTTEN = """
    g = tape.gradient(loss, net.trainable_variables)
    h = tape.gradient(loss, [p, q])
    first.apply_gradients(zip(g, net.trainable_variables))
"""
TAKEN_APART = """
    w, b = tape.gradient(loss, net.trainable_variables)
    first.apply_gradients([(w, net.trainable_variables[0]), (b, net.trainable_variables[1])])
"""
OWN_STEP = """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.body = net
        self.p, self._q = p, q

    def compile(self, optimizer, other):
        super().compile(optimizer=optimizer)
        self._other = other

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((y - self.body(x)) ** 2) * tf.exp(-self.p.value) + self.p.value
            loss += (self._q - 0.1) ** 2
        g = tape.gradient(loss, self.body.trainable_variables)
        self.optimizer.apply_gradients(zip(g, self.body.trainable_variables))
        return {"loss": loss}

model = Net()
model.compile(first, second)
del first, second, third
model.fit(x, y, epochs=3, verbose=0)
"""
ONE_IDLE = START + "del third, first\nfirst = keras.optimizers.Adam(0.1)\n" + STEP


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def report(program):
    Path("program.py").write_text(program)
    return examine("program.py", [])[0]


@pytest.mark.parametrize(
    ("program", "optimizer"),
    [
        (ONE_IDLE + IDLE, "first"),
        (START + STEP + GIVEN_ANOTHER, "second"),
        (START + STEP + GIVEN_ANOTHER_AT_ONCE, "second"),
        (START + "third.build([p, q])\n" + STEP + BUILT_AND_FORGOTTEN, "third"),
        (START + "second.build([p, q])\n" + STEP + TAKEN_APART, "second"),
        (START + OWN_STEP, "self._other"),
    ],
    ids=["idle", "other", "at once", "forgotten", "taken apart", "train_step"],
)
def test_the_optimizer_meant_for_loss_parameters_gets_them(program, optimizer, capsys):
    before = report(program)
    (patch,) = {checked.mend.patch for checked in before.faults}
    assert all(checked.mend.optimizers == () for checked in before.faults)
    added = [line for line in patch.splitlines() if line.startswith("+") and "apply" in line]
    assert len(added) == 1 and added[0].lstrip("+ ").startswith(f"{optimizer}.")
    subprocess.run(["git", "apply"], input=patch.encode(), check=True)
    after = report(Path("program.py").read_text())
    assert after.verdict == "fine" and {p.severity for p in after.parameters} == {"fine"}


@pytest.mark.skipif(shutil.which("patch") is None, reason="needs the command patch")
def test_the_command_patch_finds_the_mend_in_the_report(capsys):
    found = report(ONE_IDLE + IDLE)
    subprocess.run(["patch", "-p1"], input=text(found).encode(), check=True, capture_output=True)
    assert "first.apply_gradients" in Path("program.py").read_text()


def test_where_two_may_be_meant_the_report_names_them(catalogue, capsys):
    found = report(START + STEP + IDLE)
    assert {c.mend.optimizers for c in found.faults} == {("first", "third")}
    assert all("second.apply" in c.mend.patch for c in found.faults)
    dropped = read_report(json.dumps(plain(found)))
    assert [c.mend for c in dropped.parameters] == [c.mend for c in found.parameters]
    shown = [text(found), page(found), mend_of_page(found.faults[0], catalogue)]
    assert all("first" in each and "third" in each for each in shown)


WARM_UP = """
    g, h = tape.gradient(loss, (net.trainable_variables, [p, q]))
    second.apply_gradients(zip(g, net.trainable_variables))
    if len(x) == 0:
        first.apply_gradients([(h[0], p), (h[1], q)])
"""


def test_an_optimizer_whose_turn_never_comes_is_named(capsys):
    found = report(START + "del third\n" + STEP + WARM_UP)
    assert [c.mend.optimizers for c in found.faults] == [("first",)] * 2


@pytest.mark.parametrize(
    "more",
    [
        "spare = {'adam': keras.optimizers.Adam(), 'sgd': second}\ndel first, third\n",
        "inner = third\nsecond = keras.optimizers.LossScaleOptimizer(inner)\ndel first, third\n",
        "net.compile(first, 'mse')\ndel third\n",
        "del third\nif len(x) == 0:\n    first.apply([], [])\n",
    ],
    ids=["a choice", "wrapped", "compiled", "in another branch"],
)
def test_an_optimizer_that_serves_something_else_is_not_meant(more, capsys):
    found = report(START + more + STEP + IDLE)
    assert len(found.faults) == 2
    assert all(not c.mend.optimizers and "second.apply" in c.mend.patch for c in found.faults)


# A Lambda layer

AROUND_LAMBDA = """
import keras
import numpy as np

inputs = keras.Input((3,))
hidden = keras.layers.Dense(1)(inputs)
{rule}
{model}
model.compile(keras.optimizers.SGD(0.1), "mse")
x = np.random.rand(64, 3).astype("float32")
model.fit(x, x.sum(1, keepdims=True), epochs=4, verbose=0)
"""


def test_rule_patch_and_catalogue_have_the_same_mend_for_a_lambda_layer(catalogue, capsys):
    broken = AROUND_LAMBDA.format(
        rule=IN_LAMBDA.example, model="model = keras.Model(inputs, outputs)"
    )
    (checked,) = report(broken).faults
    fixes = {IN_LAMBDA.fixed, checked.mend.wiring, catalogue.wiring(IN_LAMBDA.broken).mended_by}
    assert fixes == {"attached_to_functional"}
    assert checked.mend.resembles == IN_LAMBDA.broken
    assert [finding.code for finding in lint_text(broken)] == [IN_LAMBDA.code]
    subprocess.run(["git", "apply"], input=checked.mend.patch.encode(), check=True)
    patched = Path("program.py").read_text()
    instead = AROUND_LAMBDA.format(rule=IN_LAMBDA.instead, model="")
    for mended in (patched, instead):
        assert "model.alpha = alpha" in mended
        assert lint_text(mended) == ()
        assert report(mended).verdict == "fine"


# The snippet of `check`, which sees no call of `compile`


class Scaled(keras.losses.Loss):
    def __init__(self, made):
        super().__init__()
        self.alpha = made(1.0)

    def call(self, y, f):
        return (y - f) ** 2 * keras.ops.exp(-self.alpha) + self.alpha


@pytest.mark.parametrize("made", [keras.Variable, tf.Variable])
def test_the_snippet_is_made_of_what_was_found(made):
    criterion = Scaled(made)
    net = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    net.compile("sgd", criterion)
    (checked,) = check(net, np.ones((8, 2), "float32"), np.ones((8, 1), "float32")).checkup.faults
    shown = checked.mend.snippet
    if made is tf.Variable:
        assert "alpha = keras.Variable" in shown and "net.alpha = alpha" in shown
    else:
        assert ".Variable" not in shown and "net.alpha = criterion.alpha" in shown
