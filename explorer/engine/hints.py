"""Advice in Keras's own messages that leads the wrong way, and what is true instead."""

CORRECTIONS = {
    "did you forget to provide a `loss` argument": (
        "A loss was given. The listed variable is in the list that is updated, but nothing "
        "connects it to the loss by a gradient: the value was taken out of the graph."
    ),
    "recreate a new optimizer instance": (
        "A new optimizer at every step would lose its moments, and an update still needs the "
        "right list. Give one optimizer all variables in one call, or keep one optimizer a list."
    ),
}


def correction(message: str) -> str | None:
    """What is true where `message` holds advice that misleads; None where it does not."""
    return next((true for advice, true in CORRECTIONS.items() if advice in message), None)
