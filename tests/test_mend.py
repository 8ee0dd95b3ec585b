"""The mends that the doctor offers: patches that train the parameter, and what it heard."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from types import SimpleNamespace

import keras
import numpy as np
import pytest
import tensorflow as tf

from explorer.doctor.copies import Copies, Copy
from explorer.doctor.mending import nearest, snippets
from explorer.doctor.mending.ways import ways
from explorer.doctor.said import Warned, keras_said
from explorer.records.checkup import Checked, Checkup, Mend, Said
from explorer.records.finding import found
from explorer.records.outcome import Chain, LinkResult
from explorer.words.checkup import plain, quoted, text

ROOT = Path(__file__).parents[1]
BROKEN = ROOT / "tests" / "programs" / "broken"
LISTED = [
    path
    for path in sorted(BROKEN.glob("*.py"))
    if re.match(r"# expect: broken, .*listed", path.read_text())
]
PAIRS = [*nearest.BY_HOLDER.values(), *nearest.BY_KIND.values()]


def test_every_wiring_named_exists(catalogue):
    kinds = {wiring.key: wiring.kind for wiring in catalogue.wirings}
    fixed = {key for _, key in PAIRS if key} | set(nearest.BY_CONTEXT.values())
    assert {kinds.get(key) for key in fixed} == {"fixed"}
    assert {kinds.get(key) for key, _ in PAIRS} | {kinds["only_model_variables"]} == {"broken"}


def test_every_finding_that_breaks_a_link_has_a_snippet():
    assert set(nearest.BY_KIND) - set(snippets.BY_KIND) == {"nothing_to_differentiate"}


@pytest.mark.parametrize("kind", [*snippets.BY_KIND, "not_listed"])
@pytest.mark.parametrize("own_step", [True, False])
def test_every_snippet_is_code(kind, own_step):
    shown = snippets.snippet(kind, snippets.Names("alpha", "loss.alpha"), own_step)
    assert "alpha" in shown
    ast.parse(shown)


def test_ways_are_expressions_that_lead_there():
    variable = keras.Variable(1.0)
    loss = SimpleNamespace(alpha=variable, _beta=[variable], terms={"a": [variable]})

    def objective():
        return variable

    objective.alpha = variable
    names = {"loss": loss, "objective": objective, "alpha": variable}
    found = [way.code for way in ways(variable.value, names, {"_beta"})]
    expected = ["alpha", "loss.alpha", "objective.alpha", "loss.terms['a'][0]", "loss._beta[0]"]
    assert sorted(found) == sorted(expected)
    assert found[0] == "alpha"
    assert all(eval(code, dict(names)) is variable for code in found)
    assert "loss._beta[0]" not in [way.code for way in ways(variable.value, names)]


def test_one_object_is_reached_by_every_name():
    alpha = keras.Variable(1.0)
    loss = SimpleNamespace(alpha=alpha)
    model = SimpleNamespace(loss=loss, criterion=loss)
    model.itself = model
    found = [way.code for way in ways(alpha.value, {"model": model})]
    assert found == ["model.loss.alpha", "model.criterion.alpha"]


# What Keras said


def heard(known, *texts):
    warned = Warned()
    warned.texts = dict.fromkeys(texts)
    return keras_said(known, None, warned, [])


def test_a_warning_belongs_to_the_variable_that_it_names():
    alpha = keras.Variable(1.0, name="alpha")
    optimizer = keras.optimizers.SGD()
    optimizer.build([alpha, keras.Variable(1.0, name="beta")])
    with pytest.warns(UserWarning, match="Gradients do not exist") as caught:
        optimizer.apply([None, tf.constant(1.0)])
    text = str(caught[0].message)
    known = SimpleNamespace(variable=alpha.value, none_received=True)
    wrapped = SimpleNamespace(variable=tf.Variable(1.0, name="other"), none_received=True)
    assert [said.misleads for said in heard(known, text)] == []  # made before the watch began
    alpha.value._explorer_wrapper = lambda: alpha
    assert [said.misleads for said in heard(known, text)] == [True]
    assert heard(wrapped, text) == ()
    known.none_received = False
    assert heard(known, text) == ()


def test_the_program_still_shows_its_warnings():
    shown = []
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = lambda *given: shown.append((str(given[0]), given[1]))
        warned = Warned()
        (patched,) = warned.patches()
        with patched:
            warnings.warn("something of Keras", UserWarning, stacklevel=1)
            warnings.warn("a deprecation", DeprecationWarning, stacklevel=1)
    assert shown == [
        ("something of Keras", UserWarning),
        ("a deprecation", DeprecationWarning),
    ]
    assert list(warned.texts) == ["something of Keras"]


def checked(name="alpha", **more):
    result = LinkResult("listed", False, ((name, found("not_listed", sources=2)),))
    return Checked(
        name, f"loss.{name}", None, None, None, Chain((result,)), "fault", 1.0, 1.0, 5, **more
    )


def report(*parameters):
    return Checkup(parameters, None, 5, "", "program.py")


def test_a_misleading_hint_is_corrected():
    said = Said("did you forget?", misleads=True), Said("Unknown variable")
    first, second = (quoted(each, checked()) for each in said)
    assert first.startswith("did you forget? (") and "loss.alpha" in first
    assert second == "Unknown variable"


def test_a_patch_for_two_parameters_is_printed_once():
    mend = Mend("joint_tape", "--- a\n+++ b\n", None, "only_model_variables")
    both = report(checked("a", mend=mend), checked("b", mend=mend))
    assert text(both).count("+++ b") == 1
    links = [p["link"] for p in plain(both)["parameters"]]
    assert links == ["?broken=only_model_variables&fixed=joint_tape"] * 2


def test_the_proof_is_in_the_report():
    assert "moved by 0.25" in text(report(checked(copy_moved=0.25)))
    assert "does not suffice" in text(report(checked(copy_moved=0.0)))
    assert "suffice" not in text(report(checked()))


# What if it were listed


@pytest.mark.parametrize("compiled", [False, True])
def test_a_copy_moves_as_keras_adam_moves_it(compiled):
    gradients = np.array([[1.0, -2.0], [0.5, 0.1], [-3.0, 0.0]], np.float32)
    variable = tf.Variable([1.0, 1.0])
    copies = Copies()

    def step(gradient):
        copies.update(variable, gradient)

    if compiled:
        step = tf.function(step, input_signature=[tf.TensorSpec([2])])
    real = keras.Variable([1.0, 1.0])
    adam = keras.optimizers.Adam(0.01)
    for gradient in gradients:
        step(tf.constant(gradient))
        adam.apply([tf.constant(gradient)], [real])
    assert copies.moved(variable) == pytest.approx(np.abs(real.numpy() - 1).max(), rel=1e-4)
    assert copies.moved(tf.Variable(1.0)) is None
    assert variable.numpy().tolist() == [1.0, 1.0]


def test_a_copy_ignores_what_is_not_finite():
    copy = Copy(tf.Variable(1.0))
    copy.update(tf.constant(np.nan))
    assert copy.moved() == 0.0
    copy.update(tf.constant(1.0))
    assert copy.moved() > 0.0


# Whole programs


def run(*command, cwd):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}
    return subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, env=environment, cwd=cwd
    )


def examined(program, *flags):
    run("-m", "explorer", "doctor", *flags, "--json", "r.json", program.name, cwd=program.parent)
    return json.loads((program.parent / "r.json").read_text())


def values(program):
    done = run(str(ROOT / "tests" / "parameter_values.py"), program.name, cwd=program.parent)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.long
@pytest.mark.parametrize("path", LISTED, ids=lambda path: path.stem)
def test_the_patch_trains_the_parameter(path, tmp_path):
    program = Path(shutil.copy(path, tmp_path))
    report = examined(program)
    assert not report["errors"]
    faults = [p for p in report["parameters"] if p["broken_link"] in ("listed", "delivered")]
    patches = {p["patch"] for p in faults if p["severity"] == "fault"}
    assert patches and None not in patches
    for patch in patches:
        (tmp_path / "mend.diff").write_bytes(patch.encode())
        subprocess.run(["git", "apply", "mend.diff"], check=True, cwd=tmp_path)
    # Some programs make a second parameter by the same line, and need only one of them.
    moved = [any(a != b for a, b in made) for made in values(program).values()]
    assert moved and all(moved)
    mended = [p["name"] for p in examined(program)["parameters"] if p["severity"] == "fault"]
    before = [p["name"] for p in report["parameters"] if p["severity"] == "fault"]
    assert len(mended) <= len(before) - len(faults)


WEIGHTS = """
import numpy as np, keras, sys
saved = [np.array(v) for v in {model}.variables + {model}.optimizer.variables]
np.savez(sys.argv[1], *saved)
"""


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("huber_delta_on_compiled_loss", "model"),
        ("lambda_layer_temperature", "model"),
        ("kendall_log_vars_on_model", "model"),
    ],
)
def test_what_if_changes_no_weight(name, model, tmp_path):
    program = tmp_path / f"{name}.py"
    program.write_text((BROKEN / program.name).read_text() + WEIGHTS.format(model=model))
    assert run(program.name, "plain.npz", cwd=tmp_path).returncode == 0
    doctor = ["-m", "explorer", "doctor", "--what-if", "--json", "r.json"]
    assert run(*doctor, program.name, "watched.npz", cwd=tmp_path).returncode == 0
    plain, watched = (np.load(tmp_path / f"{which}.npz") for which in ("plain", "watched"))
    assert plain.files and plain.files == watched.files
    for key in plain.files:
        np.testing.assert_array_equal(plain[key], watched[key])
    report = json.loads((tmp_path / "r.json").read_text())
    moved = [p["copy_moved"] for p in report["parameters"] if p["broken_link"] == "listed"]
    assert moved and all(moved)
