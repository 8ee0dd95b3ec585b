"""The networks: shapes for each task, and that du/dt is the derivative of u."""

import copy

import keras
import numpy as np
import pytest
import tensorflow as tf

from explorer.models import dense_layers, initialise, make_network
from explorer.tasks import TASKS
from explorer.tasks.physics import Physics
from explorer.tasks.regression import Regression

T = np.linspace(-2, 3, 41)[:, None]


@pytest.fixture
def physics():
    """In float64, so that finite differences have digits to lose."""
    floatx, policy = keras.config.floatx(), keras.config.dtype_policy()
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    try:
        network = make_network("value and slope", 1, 1, 16, 2)
        initialise(dense_layers(network), 3)
        yield network
    finally:
        keras.config.set_floatx(floatx)
        keras.config.set_dtype_policy(policy)


@pytest.mark.parametrize(
    ("task", "inputs", "outputs", "given"),
    [
        ("regression", 10, 1, 1),
        ("classification", 2, 3, 3),
        ("multi-task", 1, 2, 2),
        ("physics", 1, 1, 2),
    ],
)
@pytest.mark.parametrize("depth", [0, 2])
def test_every_task_has_its_outputs(task, inputs, outputs, given, depth):
    network = make_network(TASKS[task].network, inputs, outputs, 8, depth)
    initialise(dense_layers(network), 0)
    assert network(np.ones((5, inputs), np.float32)).shape == (5, given)
    assert network.output_shape == (None, given)
    assert len(network.trainable_variables) == 2 * (depth + 1)
    assert all(np.any(w) for w in network.get_weights()[::2])
    assert not any(np.any(w) for w in network.get_weights()[1::2])


def test_the_seed_gives_physics_the_weights_of_any_other_task():
    networks = [make_network(task.network, 1, 1, 8, 2) for task in (Regression, Physics)]
    for network in networks:
        initialise(dense_layers(network), 5)
    one, other = (network.get_weights() for network in networks)
    for left, right in zip(one, other, strict=True):
        np.testing.assert_array_equal(left, right)
    t = T.astype(np.float32)
    np.testing.assert_allclose(networks[0](t)[:, 0], networks[1](t)[:, 0], rtol=1e-6)


def test_the_slope_is_that_of_a_tape(physics):
    t = tf.constant(T)
    with tf.GradientTape() as tape:
        tape.watch(t)
        u = physics(t)[:, :1]
    np.testing.assert_allclose(physics(t)[:, 1:], tape.gradient(u, t), rtol=1e-12, atol=1e-13)


def test_the_gradient_of_the_slope_by_every_weight_is_that_of_finite_differences(physics):
    def slope():
        return tf.reduce_sum(tf.square(physics(T)[:, 1]))

    variables = [variable.value for variable in physics.trainable_variables]
    with tf.GradientTape() as tape:
        value = slope()
    h = 1e-6
    for variable, gradient in zip(variables, tape.gradient(value, variables), strict=True):
        start = variable.numpy()
        if gradient is None:  # the last bias moves u alone
            gradient = np.zeros_like(start)
        found = np.zeros_like(start)
        for place in np.ndindex(start.shape):
            for sign in (1, -1):
                moved = start.copy()
                moved[place] += sign * h
                variable.assign(moved)
                found[place] += sign * slope().numpy() / (2 * h)
        variable.assign(start)
        np.testing.assert_allclose(gradient, found, rtol=1e-6, atol=1e-7)


def test_it_compiles_copies_and_is_loaded_as_it_was(physics, tmp_path):
    compiled = tf.function(physics, jit_compile=True)
    np.testing.assert_allclose(compiled(tf.constant(T)), physics(T), rtol=1e-12)
    np.testing.assert_array_equal(copy.deepcopy(physics)(T), physics(T))
    physics.save(tmp_path / "model.keras")
    np.testing.assert_array_equal(keras.models.load_model(tmp_path / "model.keras")(T), physics(T))
