"""Two tasks at once, their weights learned: by uncertainty, and by a bare softmax."""

import keras
import numpy as np
from keras import ops

from explorer.losses.parametric import ParametricLoss
from explorer.records.catalogue import Loss, Parameter, Reading


@keras.saving.register_keras_serializable("explorer")
class UncertaintyWeights(ParametricLoss):
    """sum over tasks of exp(-s) L / 2 + s / 2, L a task's squared error, s = log sigma^2.

    Shapes: y, f `[batch, tasks]`; returns `[batch]`, which Keras averages.
    Optimum for given residuals: s = log mean r^2 of each task. Without the constant log 2 pi.
    """

    def __init__(self, tasks=2, **options):
        super().__init__(**options)
        self.tasks = tasks
        for task in range(tasks):
            self.add_parameter(f"log_variance_{task}", 0.0)

    def call(self, y_true, y_pred):
        # A task that is fitted exactly would drive its s to -inf.
        s = ops.clip(self.read_all(), -10.0, 10.0)
        return ops.sum(0.5 * (ops.exp(-s) * ops.square(y_true - y_pred) + s), axis=-1)

    def optimum(self, y_true, y_pred):
        best = np.log(np.mean((y_true - y_pred) ** 2, axis=0))
        return dict(zip(self.parameters, best.tolist(), strict=True))

    def get_config(self):
        return {**super().get_config(), "tasks": self.tasks}


@keras.saving.register_keras_serializable("explorer")
class PositiveUncertaintyWeights(ParametricLoss):
    """sum over tasks of L / (2 c^2) + log(1 + c^2), L a task's squared error: never negative.

    Shapes: y, f `[batch, tasks]`; returns `[batch]`, which Keras averages.
    Optimum for given residuals: c^2 = (L + sqrt(L^2 + 8 L)) / 4 of each task.
    """

    def __init__(self, tasks=2, **options):
        super().__init__(**options)
        self.tasks = tasks
        for task in range(tasks):
            self.add_parameter(f"c_{task}", 1.0)

    def call(self, y_true, y_pred):
        c = self.read_all()
        # c = 0 is a pole.
        squared = ops.maximum(ops.square(c), 1e-6)
        return ops.sum(ops.square(y_true - y_pred) / (2 * squared) + ops.log1p(squared), axis=-1)

    def optimum(self, y_true, y_pred):
        error = np.mean((y_true - y_pred) ** 2, axis=0)
        best = np.sqrt((error + np.sqrt(error**2 + 8 * error)) / 4)
        return dict(zip(self.parameters, best.tolist(), strict=True))

    def get_config(self):
        return {**super().get_config(), "tasks": self.tasks}


@keras.saving.register_keras_serializable("explorer")
class SoftmaxTaskWeights(ParametricLoss):
    """sum over tasks of w L with w = softmax of the parameters, L a task's squared error.

    Shapes: y, f `[batch, tasks]`; returns `[batch]`, which Keras averages.
    dL/da_k = w_k (L_k - sum w L): weight flows to the task with the smaller error.
    """

    def __init__(self, tasks=2, **options):
        super().__init__(**options)
        self.tasks = tasks
        for task in range(tasks):
            self.add_parameter(f"logit_{task}", 0.0)

    def call(self, y_true, y_pred):
        logits = self.read_all()
        return ops.sum(ops.softmax(logits) * ops.square(y_true - y_pred), axis=-1)

    def get_config(self):
        return {**super().get_config(), "tasks": self.tasks}


ENTRIES = {
    UncertaintyWeights: Loss(
        key="kendall",
        title="Uncertainty weights, σ₁ and σ₂",
        summary="Two tasks, each weighted by its learned noise level s = log σ².",
        formula=(
            r"L = \sum_{k=1}^{2} \frac{L_k}{2e^{s_k}} + \frac{s_k}{2},\quad"
            r" L_k = \frac1N\sum_i (y_{ik}-f_{ik})^2,\ s_k=\log\sigma_k^2"
        ),
        parameters=tuple(
            Parameter(
                f"log_variance_{task}",
                f"Log-variance of task {task + 1}",
                f"s{index}",
                0.0,
                Reading(f"σ{index}", scale=0.5),
                estimates=f"noise_sd_{task}",
                spread=task,
            )
            for task, index in enumerate("₁₂")
        ),
        task="multi-task",
        verdict="converges",
        verdict_text=(
            "the term s/2 keeps each weight finite: every task's σ settles at the size of its "
            "residuals"
        ),
        destination="s = log mean r² of each task",
        optimum=r"s_k^* = \log L_k",
        reference="Kendall, Gal & Cipolla 2018, arXiv:1705.07115",
        outputs=2,
    ),
    PositiveUncertaintyWeights: Loss(
        key="liebel_koerner",
        title="Uncertainty weights, log(1 + c²)",
        summary="Two tasks weighted by 1/(2c²), with a term that keeps the loss above 0.",
        formula=(
            r"L = \sum_{k=1}^{2} \frac{L_k}{2c_k^2} + \log(1+c_k^2),\quad"
            r" L_k = \frac1N\sum_i (y_{ik}-f_{ik})^2"
        ),
        parameters=tuple(
            Parameter(f"c_{task}", f"Scale of task {task + 1}", f"c{index}", 1.0)
            for task, index in enumerate("₁₂")
        ),
        task="multi-task",
        verdict="converges",
        verdict_text=(
            "log(1 + c²) stops c from growing and the loss stays positive; c and −c are equally "
            "good"
        ),
        destination="c² = (L + √(L² + 8L)) / 4 for each task, L = mean r²",
        optimum=r"c_k^{*2} = \frac{L_k+\sqrt{L_k^2+8L_k}}{4}",
        # c may have far to go, and its first gradients are hundreds of times its later ones.
        loss_lr=0.2,
        reference="Liebel & Körner 2018, arXiv:1805.06334",
        outputs=2,
    ),
    SoftmaxTaskWeights: Loss(
        key="softmax_weights",
        title="Softmax task weights",
        summary="Two tasks whose weights are a softmax of two learned numbers, and no more.",
        formula=(
            r"L = \sum_{k=1}^{2} w_k L_k,\quad w=\operatorname{softmax}(a),"
            r"\ L_k = \frac1N\sum_i (y_{ik}-f_{ik})^2"
        ),
        parameters=tuple(
            Parameter(f"logit_{task}", f"Logit of task {task + 1}", f"a{index}", 0.0)
            for task, index in enumerate("₁₂")
        ),
        task="multi-task",
        verdict="cheats",
        verdict_text=(
            "the cheapest mixture is the easier task alone: its weight goes to 1 and the loss no "
            "longer sees the other; Adam still fits it, by scaling its small gradients up"
        ),
        destination="all weight on the easier task",
        cure="uncertainty weights, whose log σ charges for a small weight",
        cured_by="kendall",
        reference="Degenerate by design; Kirchdorfer et al. 2024, arXiv:2408.07985, does it right",
        outputs=2,
    ),
}
