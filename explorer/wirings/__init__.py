"""Wirings: one file each. What stands below its `WIRING` record is the code a user would write.

`connect(make_model, make_loss, optimizer)` connects them and returns the plain train step
`step(data)` with `data = (x, y)`, as Keras's own `train_step` takes it. A wiring that gives
the loss parameters their own optimizer takes it as a fourth argument, `loss_optimizer`. One
that does something between epochs returns `(step, callbacks)`: the Keras callbacks that its
user would give to `fit()`.

`make_loss(add_parameter=…, read=…)` puts a fault into the loss itself; see `ParametricLoss`.
"""

from functools import partial

from explorer.records.catalogue import Wiring

fixed = partial(Wiring, kind="fixed", mended_by=None, breaks_at=None, outcome="moves")
"""The record of a wiring that trains the parameter: every link of the chain holds."""
broken = partial(Wiring, kind="broken", outcome="frozen")
"""The record of any other; where it does not say so, nothing raises and nothing moves."""
NO_GRADIENTS = (
    "Gradients do not exist for variables when minimizing the loss. If using "
    "`model.compile()`, did you forget to provide a `loss` argument?"
)
"""What Keras warns of where the gradient of a listed variable is None."""
