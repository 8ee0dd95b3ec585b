"""Advice in Keras's own messages that leads the wrong way, and what is true instead."""

CORRECTIONS = {
    "did you forget to provide a `loss` argument": (
        "A loss was given. The variable named here is among those that are updated, but no "
        "gradient connects it to the loss: its value was taken out of the graph."
    ),
    "recreate a new optimizer instance": (
        "A new optimizer at every step would lose its moments, and an update still needs the "
        "right list. Give one optimizer all variables in one call, or use one for each list."
    ),
}


def correction(message: str) -> str | None:
    """What is true where `message` holds advice that misleads; None where it does not."""
    return next((true for advice, true in CORRECTIONS.items() if advice in message), None)
