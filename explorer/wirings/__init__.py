"""Wirings: one file each. What stands below its `WIRING` record is the code a user would write.

`connect(make_model, make_loss, optimizer)` connects them and returns the plain train step
`step(data)` with `data = (x, y)`, as Keras's own `train_step` takes it. A wiring that gives
the loss parameters their own optimizer takes it as a fourth argument, `loss_optimizer`. One
that does something between epochs returns `(step, callbacks)`: the Keras callbacks that its
user would give to `fit()`.

`make_loss(add_parameter=…, read=…)` puts a fault into the loss itself; see `ParametricLoss`.
"""
