"""Which wirings a pasted warning or exception may come from."""

import re

from explorer.records.catalogue import Wiring

ENOUGH = 0.7
"""The share of words that a pasted text and a message must have in common."""
FEWEST = 4
"""A text with fewer words than this is a search, not a message."""


def likeness(text: str, wiring: Wiring) -> float:
    """How well a pasted text matches a message that a wiring reports.

    Numbers and names of variables differ between programs, a traceback surrounds its message, and
    a paste may end early: so the words of each sentence are compared, in either direction.

    Returns:
        0 to 1; 0 for a poor match.
    """
    given = _words(text)
    if len(given) < FEWEST:
        return 0.0
    sentences = [each for message in wiring.reports for each in message.split(". ")]
    found = [_share(given, _words(sentence)) for sentence in sentences]
    best = max(found, default=0.0)
    return best if best >= ENOUGH else 0.0


def _share(given: set[str], message: set[str]) -> float:
    common = len(given & message)
    return common / min(len(given), len(message)) if len(message) >= FEWEST else 0.0


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z_]{3,}", text.casefold()))
