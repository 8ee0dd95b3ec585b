"""What if a parameter were listed: a copy of it is updated beside the user's own step."""

import numpy as np
import tensorflow as tf

from explorer.engine.probe import VARIABLE

RATE = 0.01
"""Adam's learning rate for a copy."""


class Copy:
    """How far Adam would move a variable by the gradients that the user's step has for it.

    Only the way from the start is kept. The user's variable stays where it is, so each gradient
    is the one at its first value.

    Args:
        variable: the TensorFlow variable.
    """

    def __init__(self, variable: tf.Variable):
        with tf.init_scope():
            zeros = np.zeros(variable.shape, np.float32)
            self._way, self._mean, self._square = (
                VARIABLE(zeros, trainable=False, name="explorer_doctor") for _ in range(3)
            )
            self._steps = VARIABLE(np.float32(0), trainable=False, name="explorer_doctor")

    def update(self, gradient) -> None:
        """Make one step; part of the graph that is being traced, if any is.

        Args:
            gradient: dL/dv; what is not finite counts as 0.
        """
        gradient = tf.cast(tf.convert_to_tensor(gradient), tf.float32)
        gradient = tf.where(tf.math.is_finite(gradient), gradient, tf.zeros_like(gradient))
        step = self._steps.assign_add(1.0, read_value=True)
        tf.raw_ops.ResourceApplyAdam(
            var=self._way.handle,
            m=self._mean.handle,
            v=self._square.handle,
            beta1_power=tf.pow(0.9, step),
            beta2_power=tf.pow(0.999, step),
            lr=RATE,
            beta1=0.9,
            beta2=0.999,
            epsilon=1e-7,
            grad=gradient,
        )

    def moved(self) -> float:
        """How far its farthest element is from the start."""
        return float(np.max(np.abs(self._way.numpy()), initial=0.0))


class Copies:
    """The copies of the parameters that no step lists, by `id` of the variable."""

    def __init__(self):
        self._copies: dict[int, Copy] = {}

    def update(self, variable: tf.Variable, gradient) -> None:
        """Move a variable's copy, which is made at the first gradient."""
        if gradient is None:
            return
        if id(variable) not in self._copies:
            self._copies[id(variable)] = Copy(variable)
        self._copies[id(variable)].update(gradient)

    def moved(self, variable: tf.Variable) -> float | None:
        """How far a variable's copy moved; None where it has none, 0 where it stood still."""
        copy = self._copies.get(id(variable))
        return None if copy is None else copy.moved()
