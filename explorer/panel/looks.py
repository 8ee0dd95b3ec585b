"""The colour, dash, symbol and name of each run, wherever it is drawn."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from explorer.records.catalogue import Wiring

WORDS = {"broken": "Broken", "fixed": "Fixed"}


@dataclass(frozen=True)
class RunStyle:
    """How one run looks in every chart; colour, dash, symbol and name agree."""

    run: int
    name: str
    color: str
    light: str
    """For lines beside the run's main line: its validation, its available gradient."""
    dash: str
    symbol: str
    """Of its marks: filled on the main line, open on lines beside it."""
    wider: float = 0.0
    """Pixels by which it is drawn wider, so that it shows on both sides of an equal run over it."""


LOOKS = {
    "a": ("#D55E00", "#F2A071", "dash", "diamond"),
    "b": ("#0072B2", "#6DB3DE", "solid", "circle"),
    "c": ("#008F68", "#5CC7A6", "longdashdot", "square"),
    "d": ("#7B4FB5", "#B79BE0", "longdash", "triangle-up"),
}
"""Colour, light colour, dash and symbol by the letter of a run; `panel.css` has the colours too."""
BENEATH, WIDER = "ab", 1.8
"""The runs that further ones are drawn over, and how much wider they are then."""


def run_styles(wirings: Mapping[str, Wiring]) -> tuple[RunStyle, ...]:
    """How each run looks, by its letter; its name is its kind of wiring, numbered if need be."""
    count = Counter(wiring.kind for wiring in wirings.values())
    seen: Counter[str] = Counter()
    styles = []
    for run, (letter, wiring) in enumerate(wirings.items()):
        seen[wiring.kind] += 1
        number = f" {seen[wiring.kind]}" if count[wiring.kind] > 1 else ""
        wider = WIDER if len(wirings) > len(BENEATH) and letter in BENEATH else 0.0
        styles.append(RunStyle(run, WORDS[wiring.kind] + number, *LOOKS[letter], wider))
    return tuple(styles)
