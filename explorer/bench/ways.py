"""Ways to train the default network, one process each: `python -m explorer.bench.ways WAY`.

Every way trains the same model (MLP 1-32-32-1) with the same loss, batch of 64 and Adam on
1,024 points, and prints what it measured as JSON. `eager`, `fit` and `fit_best` run as a user
would run them, with TensorFlow's own threads.
"""

import json
import sys
import time
from statistics import median

SAMPLES = 1024
BATCH = 64
STEPS = 20_000


def engine(wiring: str, start_at: float = 0.0) -> dict:
    """Steps/s of the engine, with probe and recording."""
    session, spec = _session(wiring)
    session.run_to_end(spec(steps=2000))
    time.sleep(max(0.0, start_at - time.time()))
    course = session.run_to_end(spec(steps=STEPS, seed=1))
    return {"steps_per_second": STEPS / course.seconds}


def probe() -> dict:
    """Share of a step that probe and recording cost."""
    session, spec = _session("registering_model")

    from explorer.engine.program import Program

    course = session.run_to_end(spec(steps=2000))
    (program,) = course.means
    programs = {"with": program, "without": Program(program.key, course.data, probe=False)}
    spent = {name: [] for name in programs}
    for turn in range(6):
        for name, program in programs.items():
            seconds = _run(course.data, program, spec(steps=10_000, seed=turn))
            spent[name].append(seconds)
    with_probe, without = (median(spent[name][1:]) for name in ("with", "without"))
    return {"probe_cost": (with_probe - without) / with_probe}


def _run(data, program, spec) -> float:
    from explorer.engine.course import Course

    course = Course(spec, data, [program])
    while not course.ended:
        course.advance(1000)
    return course.seconds


def compiling(wiring: str, start_at: float = 0.0) -> dict:
    """Seconds from a spec to its first rows: with a new program, and with a known one."""
    session, spec = _session(wiring)
    session.course(spec(width=8)).advance(1)  # TensorFlow's own first-time costs
    time.sleep(max(0.0, start_at - time.time()))
    seconds = {}
    for name, changed in {
        "new": spec(),
        "seed": spec(seed=1),
        "lr": spec(lr=0.5),
        "dataset": spec(dataset="outlier_line"),
    }.items():
        began = time.perf_counter()
        session.course(changed).advance(1)
        seconds[name] = time.perf_counter() - began
    return {"seconds": seconds, "programs": len(session.programs) - 1}


def _session(wiring: str):
    from explorer.engine.start import single_threaded

    single_threaded()
    from explorer.engine.inventory import inventory
    from explorer.engine.session import Session
    from explorer.records.spec import Comparison

    catalogue = inventory().catalogue
    return Session(), lambda **fields: Comparison(**fields).run(wiring, catalogue)


def _by_hand():
    """Model, loss, optimizer and data as a user would write them."""
    import keras
    import numpy as np

    from explorer.losses.gaussian import GaussianNLL
    from explorer.models import make_network
    from explorer.wirings.registering_model import ModelWithParameters

    rng = np.random.default_rng(0)
    x = rng.uniform(-3, 3, (SAMPLES, 1)).astype(np.float32)
    y = (np.sin(x) + rng.normal(scale=0.3, size=x.shape)).astype(np.float32)
    loss = GaussianNLL()
    network = make_network("value", inputs=1, outputs=1, width=32, depth=2)
    return ModelWithParameters(network, loss), loss, keras.optimizers.Adam(0.01), x, y


def eager() -> dict:
    """The GradientTape loop of tutorials, uncompiled."""
    import tensorflow as tf

    model, loss, optimizer, x, y = _by_hand()

    def steps(count):
        began = time.perf_counter()
        for i in range(count):
            at = i * BATCH % SAMPLES
            with tf.GradientTape() as tape:
                value = loss(y[at : at + BATCH], model(x[at : at + BATCH]))
            gradients = tape.gradient(value, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return count / (time.perf_counter() - began)

    steps(20)
    return {"steps_per_second": steps(200)}


def fit() -> dict:
    """`model.fit(x, y)` as usually called: 16 batches an epoch."""
    model, loss, optimizer, x, y = _by_hand()
    model.compile(optimizer=optimizer, loss=loss)
    model.fit(x, y, batch_size=BATCH, epochs=3, verbose=0)
    began = time.perf_counter()
    model.fit(x, y, batch_size=BATCH, epochs=40, verbose=0)
    return {"steps_per_second": 40 * SAMPLES / BATCH / (time.perf_counter() - began)}


def fit_best() -> dict:
    """`model.fit` at its best: a tf.data pipeline and several steps a call."""
    import tensorflow as tf

    model, loss, optimizer, x, y = _by_hand()
    model.compile(optimizer=optimizer, loss=loss, steps_per_execution=64)
    data = tf.data.Dataset.from_tensor_slices((x, y)).cache().shuffle(SAMPLES).repeat()
    data = data.batch(BATCH, drop_remainder=True).prefetch(tf.data.AUTOTUNE)
    model.fit(data, steps_per_epoch=640, epochs=1, verbose=0)
    began = time.perf_counter()
    model.fit(data, steps_per_epoch=6400, epochs=1, verbose=0)
    return {"steps_per_second": 6400 / (time.perf_counter() - began)}


WAYS = {
    "engine": engine,
    "probe": probe,
    "compile": compiling,
    "eager": eager,
    "fit": fit,
    "fit_best": fit_best,
}

if __name__ == "__main__":
    way, *arguments = sys.argv[1:]
    if len(arguments) == 2:
        arguments[1] = float(arguments[1])
    print(json.dumps(WAYS[way](*arguments)))
