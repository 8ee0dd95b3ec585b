"""The doctor changes no bit of a result, and finds the same however the step is run."""

import numpy as np
import pytest
from app_server import python
from stated import FOLDER

from explorer.doctor.run import examine

PROGRAMS = [
    "broken/barron_alpha_steps_per_execution",  # fit, 8 steps in one execution
    "broken/kendall_log_vars_on_model",  # a train_step of its own
    "broken/np_exp_in_eager_loop",  # an eager loop
    "broken/weibull_shape_in_jitted_step",  # tf.function(jit_compile=True)
    "healthy/jit_student_t",  # compile(jit_compile=True)
    "healthy/lstm_laplace_forecast",  # plain fit, recurrent, with validation
    "healthy/maml_learned_inner_rate",  # tapes within tapes
    "healthy/mixed_precision_loss_scaling",
    "healthy/wake_sleep_two_tapes",
    "healthy/whole_epoch_in_graph",  # a loop inside tf.function
]


@pytest.mark.long
@pytest.mark.parametrize("name", PROGRAMS)
def test_final_values_are_the_same_bits(name, tmp_path):
    found = []
    for how in ("plain", "watched"):
        to = tmp_path / f"{how}.npz"
        given = ["tests/final_values.py", str(to), how, str(FOLDER / f"{name}.py")]
        done = python(*given, timeout=600)
        assert done.returncode == 0, done.stderr
        with np.load(to) as values:
            found.append([values[key] for key in values.files])
    plain, watched = found
    assert plain and len(plain) == len(watched)
    for own, other in zip(plain, watched, strict=True):
        assert (own.dtype, own.shape) == (other.dtype, other.shape)
        assert own.tobytes() == other.tobytes()


PROGRAM = """
import keras
import numpy as np
import tensorflow as tf

class NLL(keras.losses.Loss):
    def __init__(self):
        super().__init__()
        self.alpha = keras.Variable(1.0)

    def call(self, y, f):
        alpha = {alpha}
        return tf.square(y - f) * tf.exp(-alpha) + alpha

keras.utils.set_random_seed(3)
x = np.random.rand(256, 3).astype("float32")
y = x.sum(1, keepdims=True)
loss = NLL()
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4), keras.layers.Dense(1)])
{register}
optimizer = keras.optimizers.Adam(0.01)
"""
FIT = """
model.compile(optimizer, loss{options})
model.fit(x, y, epochs=4, batch_size=8, verbose=0)
"""
LOOP = """
@tf.function(jit_compile=True)
def step(x, y):
    with tf.GradientTape() as tape:
        value = tf.reduce_mean(loss(y, model(x)))
    variables = model.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(value, variables), variables))

for _ in range(16):
    step(x, y)
"""
MODES = {
    "fit": FIT.format(options=""),
    "jit": FIT.format(options=", jit_compile=True"),
    "steps_per_execution": FIT.format(options=", steps_per_execution=16"),
    "eager": FIT.format(options=", run_eagerly=True"),
    "own_loop": LOOP,
}
REGISTER = "model.alpha = loss.alpha"
WIRED = {
    "healthy": ("self.alpha", REGISTER, None, None),
    "not_listed": ("self.alpha", "", "listed", "not_listed"),
    "rounded": ("tf.round(self.alpha)", REGISTER, "used", "cut"),
}


@pytest.mark.long
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("wired", WIRED)
def test_the_same_is_found_however_a_step_runs(wired, mode, tmp_path, capsys):
    alpha, register, link, kind = WIRED[wired]
    path = tmp_path / "program.py"
    path.write_text(PROGRAM.format(alpha=alpha, register=register) + MODES[mode])
    report, status = examine(str(path), [])
    (checked,) = report.parameters
    assert (status, report.errors) == (0, ())
    assert (checked.name, checked.chain.broken_link) == ("alpha", link)
    assert (checked.finding and checked.finding.kind) == kind
    assert report.verdict == ("broken" if link else "fine")
