"""What Keras said while the program ran; the program's own output keeps it."""

import warnings
from collections.abc import Iterator
from unittest.mock import patch

from explorer.doctor.guard import busy
from explorer.doctor.known import Known, Refusal
from explorer.doctor.variables import wrapper
from explorer.records.checkup import Said
from explorer.records.finding import Finding

MOST = 100
"""Warnings kept."""
_HINT = "did you forget to provide a `loss` argument?"


class Warned:
    """The warnings that the program showed, each once."""

    def __init__(self):
        self.texts: dict[str, None] = {}

    def patches(self) -> Iterator:
        """What has to be patched for that."""
        show = warnings.showwarning

        def shown(message, category, *args, **kwargs):
            if not busy() and issubclass(category, UserWarning) and len(self.texts) < MOST:
                self.texts[str(message)] = None
            return show(message, category, *args, **kwargs)

        yield patch.object(warnings, "showwarning", shown)


def keras_said(
    known: Known,
    finding: Finding | None,
    warned: Warned,
    refusals: list[Refusal],
) -> tuple[Said, ...]:
    """The warnings and the exceptions that are about one variable.

    Args:
        known: the variable.
        finding: what was found where its chain breaks, if it does.
        warned: the warnings of the whole program.
        refusals: the exceptions of its optimizers.
    """
    said = [Said(text, _HINT in text) for text in warned.texts if _names(text, known)]
    said += [
        Said(f"{refusal.error.type}: {_first_line(refusal.error.message)}")
        for refusal in refusals
        if id(known.variable) in refusal.variables
    ]
    if finding is not None and finding.kind == "raised":
        said.append(Said(f"{finding.figures['type']}: {_first_line(finding.figures['message'])}"))
    return tuple(dict.fromkeys(said))


def _names(text: str, known: Known) -> bool:
    # Variables without a name of their own share one, so the warning has to be due as well.
    held = wrapper(known.variable)
    names = [known.variable.name] if held is None else [held.path, held.name]
    return known.none_received and any(repr(name) in text for name in names)


def _first_line(message: str) -> str:
    return message.strip().partition("\n")[0]
