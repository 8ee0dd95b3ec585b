"""A run is a pure function of its spec, however it is cut, watched, or shared."""

import itertools
import math

import numpy as np
import pytest
import tensorflow as tf

from explorer.datasets.split import batches
from explorer.engine.course import Course
from explorer.engine.data import prepare
from explorer.engine.inventory import inventory
from explorer.engine.program import CAPACITY, Program
from explorer.engine.recording import snapshot_steps
from explorer.engine.session import Session
from explorer.engine.setup import Setup
from explorer.records.finding import found
from explorer.records.program_key import ProgramKey
from explorer.records.spec import Comparison, RunSpec


def spec_of(catalogue, wiring="joint_tape", **fields) -> RunSpec:
    return Comparison(**{"steps": 300, "depth": 1, **fields}).run(wiring, catalogue)


def run(session, spec, lengths=(CAPACITY,)):
    trainer = session.course(spec)
    pace = itertools.cycle(lengths)
    while not trainer.ended:
        trainer.advance(next(pace))
    return trainer


def test_the_same_spec_on_another_program_is_bit_identical(catalogue, session):
    spec = spec_of(catalogue)
    one, other = run(session, spec), run(Session(), spec)
    assert one.rows.tobytes() == other.rows.tobytes()
    assert one.outcome.fingerprint == other.outcome.fingerprint


@pytest.mark.parametrize("lengths", [(1, 7, 50), (123,), (299,)])
def test_chunk_length_changes_nothing(catalogue, session, lengths):
    spec = spec_of(catalogue, dataset="diabetes", seed=5)
    whole, cut = run(session, spec), run(session, spec, lengths)
    assert whole.outcome.fingerprint == cut.outcome.fingerprint
    assert [step for step, _ in whole.snapshots] == [step for step, _ in cut.snapshots]
    for (_, one), (_, other) in zip(whole.snapshots, cut.snapshots, strict=True):
        assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize("steps", [3, 40])
def test_two_runs_taking_turns_on_one_program_do_not_mix(catalogue, session, steps):
    specs = [spec_of(catalogue, seed=1), spec_of(catalogue, seed=2, lr=0.1)]
    alone = [run(session, spec).outcome.fingerprint for spec in specs]
    trainers = [session.course(spec) for spec in specs]
    assert trainers[0].means == trainers[1].means
    while not all(trainer.ended for trainer in trainers):
        for trainer in trainers:
            if not trainer.ended:
                trainer.advance(steps)
    assert [trainer.outcome.fingerprint for trainer in trainers] == alone
    assert alone[0] != alone[1]


def test_what_leaves_the_graph_alone_compiles_nothing(catalogue):
    session = Session()
    base = Comparison(steps=20, depth=0)
    for change in ({}, {"seed": 9}, {"lr": 0.5}, {"steps": 30}, {"dataset": "outlier_line"}):
        run(session, Comparison(**{**vars(base), **change}).run("joint_tape", catalogue))
    assert len(session.programs) == 1
    run(session, Comparison(steps=20, depth=0, optimizer="sgd").run("joint_tape", catalogue))
    assert len(session.programs) == 2


PROBED = ["multi_optimizer"]
COMPILED_STEPS = [
    wiring.key
    for wiring in inventory().catalogue.wirings
    if wiring.outcome != "raises" and not wiring.eager and wiring.only is None
]


@pytest.mark.parametrize("wiring", PROBED)
def test_the_probe_changes_no_bit_of_any_weight(catalogue, wiring):
    with_and_without_probe(catalogue, wiring, depth=0)


@pytest.mark.long
@pytest.mark.parametrize("wiring", COMPILED_STEPS)
def test_the_probe_changes_no_bit_under_any_wiring(catalogue, wiring):
    with_and_without_probe(catalogue, wiring)


def with_and_without_probe(catalogue, wiring, **fields):
    spec = spec_of(catalogue, wiring, loss="student_t", **fields)
    data = prepare(catalogue.dataset(spec.dataset), inventory().loads[spec.dataset], spec.seed)
    states = []
    for probe in (True, False):
        program = Program(ProgramKey.of(spec, data.dataset), data, probe=probe)
        course = Course(spec, data, [program])
        while not course.ended:
            course.advance(100)
        weights = program.setup.network.get_weights()
        states.append([value.tobytes() for value in (*weights, *_values(program.setup))])
    assert states[0] == states[1]


@pytest.mark.parametrize(
    "wiring", [w.key for w in inventory().catalogue.wirings if w.eager and w.outcome != "raises"]
)
def test_watching_an_eager_step_changes_no_bit(catalogue, wiring):
    spec = spec_of(catalogue, wiring, loss="student_t", steps=8)
    data = prepare(catalogue.dataset(spec.dataset), inventory().loads[spec.dataset], spec.seed)
    trainer = Course(spec, data, [Setup(ProgramKey.of(spec, data.dataset))])
    trainer.advance(8)
    alone = Setup(ProgramKey.of(spec, data.dataset))
    alone.initialise(spec.seed)
    alone.set_rates(spec.lr, spec.loss_lr)
    for chosen in itertools.islice(batches(len(data.x_train), spec.batch_size, spec.seed), 8):
        alone.step((tf.constant(data.x_train[chosen]), tf.constant(data.y_train[chosen])))
    for watched, free in zip(
        trainer.setup.network.get_weights(), alone.network.get_weights(), strict=True
    ):
        assert watched.tobytes() == free.tobytes()
    assert trainer.setup.values() == alone.values()


COMPILED = ["loss_in_compile", "registering_model", "multi_optimizer", "reset_every_epoch"]
MORE_COMPILED = ["tf_variable_attribute", "two_optimizers", "add_weight", "wrapper_model"]
MORE_COMPILED += ["stop_gradient", "rounded", "attached_after_first_fit", "frozen_after_compile"]


@pytest.mark.filterwarnings("ignore:`shuffle=True` was passed")
@pytest.mark.parametrize(
    "wiring", [*COMPILED, *(pytest.param(key, marks=pytest.mark.long) for key in MORE_COMPILED)]
)
def test_compile_wirings_agree_with_plain_fit(catalogue, session, wiring):
    """500 steps of the chunk against model.fit on the same batches."""
    spec = spec_of(catalogue, wiring, steps=500)
    trainer = run(session, spec)
    data, key = trainer.data, trainer.means[0].key
    ours = trainer.setup

    setup = Setup(key)
    setup.initialise(spec.seed)
    setup.set_rates(spec.lr, spec.loss_lr)
    model = setup.step.__self__
    drawn = list(
        itertools.islice(batches(len(data.x_train), key.batch_size, spec.seed), spec.steps)
    )
    # Callbacks act between epochs, so those of `fit` must end where ours do.
    epoch = math.ceil(len(data.x_train) / key.batch_size)
    stream = tf.data.Dataset.from_tensor_slices(
        (data.x_train[np.stack(drawn)], data.y_train[np.stack(drawn)])
    )
    model.fit(
        stream,
        epochs=spec.steps // epoch,
        steps_per_epoch=epoch,
        callbacks=setup.callbacks,
        verbose=0,
    )

    pairs = zip(
        [*ours.networks[0].get_weights(), *_values(ours)],
        [*setup.networks[0].get_weights(), *_values(setup)],
        strict=True,
    )
    for chunked, fitted in pairs:
        np.testing.assert_allclose(chunked, fitted, rtol=1e-5, atol=1e-5)


def _values(setup):
    return [np.float32(value) for value in setup.values().values()]


def test_a_loss_that_is_not_finite_ends_the_run_and_keeps_what_was_recorded(catalogue, session):
    spec = spec_of(catalogue, loss="penalty", optimizer="sgd", lr=0.5, depth=0, steps=2000)
    trainer = run(session, spec)
    outcome = trainer.outcome
    assert outcome.status == "diverged"
    assert outcome.step == len(trainer.rows) + 1 < 2000
    assert np.isfinite(trainer.rows[:, 0]).all()
    assert all(step <= len(trainer.rows) for step, _ in trainer.snapshots)
    assert outcome.fingerprint == run(session, spec, (3, 11)).outcome.fingerprint


def test_telemetry_is_taken_before_the_update_and_the_value_after(catalogue, session):
    """Row 1 recomputed by hand: batch loss, both gradients, and SGD's step on the parameter."""
    spec = spec_of(catalogue, loss="penalty", optimizer="sgd", lr=0.25, steps=1)
    trainer = run(session, spec)
    data, key = trainer.data, trainer.means[0].key
    setup = Setup(key)
    setup.initialise(spec.seed)
    setup.set_rates(spec.lr, spec.loss_lr)
    chosen = next(batches(len(data.x_train), key.batch_size, spec.seed))
    predictions = setup.networks[0](data.x_train[chosen]).numpy()
    penalty = float(np.mean(predictions**2))
    error = float(np.mean(np.abs(data.y_train[chosen] - predictions)))
    row = dict(zip(trainer.columns, trainer.rows[0], strict=True))
    assert row["loss"] == pytest.approx(error + 1.0 * penalty, rel=1e-5)
    assert row["alpha.grad_available"] == pytest.approx(penalty, rel=1e-5)
    assert row["alpha.grad_delivered"] == row["alpha.grad_available"]
    assert row["alpha.value"] == pytest.approx(1.0 - 0.25 * penalty, rel=1e-6)


@pytest.mark.parametrize("steps", [1, 2, 59, 60, 61, 2000, 20_000])
def test_snapshots_are_due_at_the_first_the_last_and_every_sixtieth(steps):
    due = snapshot_steps(steps)
    assert due[0] == 1
    assert due[-1] == steps
    assert len(due) <= 62
    assert np.diff(due).max(initial=0) <= -(-steps // 60)


def test_a_program_fits_every_dataset_that_has_its_key(catalogue):
    """The key holds no shapes: they follow from it."""
    shapes = {}
    for dataset in catalogue.datasets:
        loss = next(loss for loss in catalogue.losses if loss.suits(dataset))
        data = prepare(dataset, inventory().loads[dataset.key], 0)
        key = ProgramKey.of(RunSpec("joint_tape", loss.key, batch_size=1024), dataset)
        assert key.batch_size == min(1024, len(data.x_train))
        assert shapes.setdefault(key, data.shapes) == data.shapes


def test_an_epoch_is_every_sample_once():
    epoch = np.concatenate(list(itertools.islice(batches(256, 64, 3), 4)))
    assert sorted(epoch) == list(range(256))
    odd = list(itertools.islice(batches(10, 4, 3), 3))
    assert {len(batch) for batch in odd} == {4}
    assert set(np.concatenate(odd)) == set(range(10))


def test_splits_hold_out_a_fifth_and_share_nothing():
    for dataset in inventory().catalogue.datasets:
        data = prepare(dataset, inventory().loads[dataset.key], 4)
        total = len(data.x_train) + len(data.x_validation)
        assert len(data.x_validation) == round(0.2 * total)
        x = np.concatenate([data.x_train, data.x_validation])
        y = np.concatenate([data.y_train, data.y_validation])
        loaded = np.hstack(inventory().loads[dataset.key](4))
        assert sorted(np.hstack([x, y]).tolist()) == sorted(loaded.tolist())


def joint_tape(change=lambda value: value, after=lambda value: None):
    """The wiring, with a change to the loss's value, and something after the update."""

    def connect(make_model, make_loss, optimizer):
        loss = make_loss()
        model = make_model()

        def step(data):
            x, y = data
            with tf.GradientTape() as tape:
                value = change(loss(y, model(x)))
            variables = [*model.trainable_variables, *loss.parameters.values()]
            optimizer.apply_gradients(zip(tape.gradient(value, variables), variables, strict=True))
            after(value)

        return step

    return connect


def test_what_xla_cannot_compile_runs_as_a_plain_graph(catalogue, monkeypatch):
    """Strings have no XLA kernels."""
    connect = joint_tape(
        lambda value: tf.strings.to_number(tf.strings.as_string(value)) * 0 + value
    )
    monkeypatch.setitem(inventory().connects, "joint_tape", connect)
    trainer = run(Session(), spec_of(catalogue, steps=5))
    assert trainer.outcome.mode == "graph"
    assert trainer.outcome.status == "finished"
    assert trainer.outcome.chain.broken_link is None


def raising_at(call):
    """A joint tape whose step works until the `call`-th time that it runs."""

    def connect(*made):
        calls = itertools.count(1)

        def fails_later(value):
            if next(calls) >= call:
                raise ValueError("enough")
            return value

        after = joint_tape(after=lambda value: tf.py_function(fails_later, [value], tf.float32))
        return after(*made)

    return connect


def test_an_exception_while_running_keeps_the_rows_before_it(catalogue, monkeypatch):
    monkeypatch.setitem(inventory().connects, "joint_tape", raising_at(7))
    trainer = run(Session(), spec_of(catalogue, steps=20), (4,))
    outcome = trainer.outcome
    assert outcome.status == "raised"
    assert outcome.exception.step == len(trainer.rows) + 1 == 5
    assert outcome.exception.message == "ValueError: enough"


def test_a_step_that_raises_when_it_first_runs_is_judged_on_eager_steps(catalogue, monkeypatch):
    monkeypatch.setitem(inventory().connects, "joint_tape", raising_at(1))
    outcome = run(Session(), spec_of(catalogue, steps=20)).outcome
    assert (outcome.status, outcome.step, outcome.exception.step) == ("raised", 0, 1)
    assert outcome.chain.measured_on == "two eager steps"
    used = outcome.chain.links[1]
    assert used.ok, used.findings
    assert outcome.broken_link == "delivered"


def test_a_loss_that_is_not_finite_at_once_is_not_told_as_one_without_gradient(
    catalogue, monkeypatch
):
    connect = joint_tape(lambda value: value * np.nan)
    monkeypatch.setitem(inventory().connects, "joint_tape", connect)
    outcome = run(Session(), spec_of(catalogue, steps=20)).outcome
    assert (outcome.status, outcome.step) == ("diverged", 1)
    assert outcome.finding == found("loss_not_finite", step=1)
