"""A physics-informed network whose two loss terms are weighted by climbing multipliers."""

import keras
from keras import ops

from explorer.losses.parametric import ParametricLoss
from explorer.records.catalogue import Loss, Parameter


@keras.saving.register_keras_serializable("explorer")
class SelfAdaptivePINN(ParametricLoss):
    """(lambda_u (y - u))^2 + (lambda_r (u' + k u))^2 with k known; the lambdas maximised.

    Shapes: y `[batch, 1]`, the network's u and u' `[batch, 2]`; returns `[batch]`, which Keras
    averages. k in 1 / time. dL/dlambda = 2 lambda mean residual^2: no optimum, each weight
    climbs as long as its term is not 0, and by descent falls to 0.
    """

    def __init__(self, rate=0.7, **options):
        super().__init__(**options)
        self.rate = rate
        self.add_parameter("lambda_residual", 1.0)
        self.add_parameter("lambda_data", 1.0)

    def call(self, y_true, y_pred):
        u, slope = y_pred[:, 0], y_pred[:, 1]
        residual = self.read(self.lambda_residual) * (slope + self.rate * u)
        misfit = self.read(self.lambda_data) * (y_true[:, 0] - u)
        return ops.square(residual) + ops.square(misfit)

    def get_config(self):
        return {**super().get_config(), "rate": self.rate}


ENTRIES = {
    SelfAdaptivePINN: Loss(
        key="self_adaptive_pinn",
        title="Self-adaptive PINN, λ climbing",
        summary="Data and equation u′ = −0.7 u, each with a weight that climbs while it misfits.",
        formula=(
            r"\min_u\max_{\lambda}\ \frac{1}{N}\sum_i \lambda_u^2\big(y_i-u(t_i)\big)^2"
            r" + \lambda_r^2\big(u'(t_i)+k\,u(t_i)\big)^2,\quad k=0.7"
        ),
        parameters=(
            Parameter("lambda_residual", "Weight of the equation", "λᵣ", 1.0),
            Parameter("lambda_data", "Weight of the data", "λᵤ", 1.0),
        ),
        task="physics",
        verdict="needs ascent",
        verdict_text=(
            "a weight is meant to grow where the misfit is; descending takes both towards 0 and "
            "the loss with them, whatever the network does"
        ),
        destination="up as long as a misfit is left; by descent 0",
        cure="gradient ascent for the weights, descent for the network",
        loss_lr=0.005,
        reference="McClenny & Braga-Neto 2023, arXiv:2009.04544",
        outputs=1,
    )
}
