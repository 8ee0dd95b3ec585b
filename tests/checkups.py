"""Reports of the doctor, made by hand: one of every link, and curves with gaps."""

from explorer.records.catalogue import LINKS
from explorer.records.checkup import Checked, Checkup, Mend, Place, Said
from explorer.records.finding import found
from explorer.records.outcome import Chain, LinkResult

HOLDS = {
    "variable": found("one_variable"),
    "used": found("gradient", gradient=-0.5, step=1),
    "listed": found("listed", sources=5),
    "delivered": found("delivered", optimizer="Adam"),
    "moved": found("changed", change=-0.7, steps=200, diverged=False),
}
LOST = {
    "variable": found("not_a_variable", holds="Python float"),
    "used": found("zero_gradient", steps=100, first=1),
    "listed": found("not_listed", sources=4),
    "delivered": found("not_held", optimizers=[["Adam", 4], ["SGD", 3]]),
    "moved": found("set_back", times=12, steps=200, value=1.0),
}
PATCH = """\
--- train.py
+++ train.py
@@ -1,3 +1,3 @@
 loss = Gaussian()
-model.compile(optimizer="adam", loss=Gaussian())
+model.log_sigma = loss.log_sigma
+model.compile(optimizer="adam", loss=loss)
"""


def chain(name, broken=None):
    lost = len(LINKS) if broken is None else LINKS.index(broken)
    return Chain(
        tuple(
            LinkResult(link, i < lost, ((name, (HOLDS if i < lost else LOST)[link]),))
            for i, link in enumerate(LINKS)
        )
    )


def checked(name="alpha", broken="listed", rows=4, **fields):
    """A parameter that breaks at a link, or at none; its values are 1, 0.9, 0.8, … if it moves."""
    moves = broken is None
    values = [1 - 0.1 * i if moves else 1.0 for i in range(rows + 1)]
    curve = {
        "step": list(range(1, rows + 1)),
        "value": values[:-1],
        "available": [0.5 if i % 3 else None for i in range(rows)],
        "delivered": [0.5 if moves else None for _ in range(rows)],
    }
    made = {
        "path": f"loss.{name}",
        "made_at": Place("train.py", 13),
        "handed_over_at": Place("train.py", 26),
        "differentiated_at": Place("train.py", 27),
        "chain": chain(name, broken),
        "severity": "fault" if broken else "fine",
        "initial": 1.0,
        "final": values[-1],
        "steps": rows,
        "curve": curve,
    }
    return Checked(name, **(made | fields))


def checkup(*parameters, **fields):
    made = {
        "exception": None,
        "steps": 4,
        "versions": "Python 3, TensorFlow 2, Keras 3",
        "program": "train.py",
    }
    return Checkup(tuple(parameters), **(made | fields))


MENDED = checked(
    mend=Mend("registering_model", PATCH, resembles="loss_in_compile"),
    keras_said=(Said("UserWarning: no gradients", True),),
)
