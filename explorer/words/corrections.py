"""Advice in Keras's own messages that leads the wrong way, and what is true instead."""

from explorer.records.outcome import Outcome

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


def corrections(outcome: Outcome) -> tuple[str, ...]:
    """What is true where the exception or a warning of a run holds advice that misleads."""
    raised = [outcome.exception.message] if outcome.exception else []
    found = map(_correction, (*raised, *outcome.warnings))
    return tuple(dict.fromkeys(text for text in found if text))


def _correction(message: str) -> str | None:
    return next((true for advice, true in CORRECTIONS.items() if advice in message), None)
