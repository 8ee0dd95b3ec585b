"""A sweep in words: what each setting came to, over its seeds."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from explorer.records.catalogue import Catalogue
from explorer.records.cell import Cell
from explorer.records.grid import SWEPT, Grid, Point
from explorer.records.number import count
from explorer.records.outcome import Outcome
from explorer.records.spec import text_of
from explorer.words.seeds import over_seeds
from explorer.words.sentence import sentence

TITLED = ("wiring", "loss", "dataset")
"""Settings whose values have titles in the catalogue."""
HOLDS = {
    "wrong": ("with every link whole, but wrong", "wrong"),
    "worse": ("with every link whole, but a worse fit", "worse fit"),
    "diverged": ("with every link whole, but diverged", "diverged"),
    "raised": ("with every link whole, but raised later", "raised"),
}
"""By the verdict of a run that loses its parameter nowhere: what to say of it, and the same in a
word or two."""


def way(outcome: Outcome) -> str:
    """How a run ended, in a few words: the link that it loses, or that none is lost."""
    if outcome.broken_link:
        return f"lost at “{outcome.broken_link}”"
    return HOLDS.get(outcome.verdict, ("with every link whole", ""))[0]


def mark(outcome: Outcome) -> str:
    """The same in a word or two."""
    return outcome.broken_link or HOLDS.get(outcome.verdict, ("", "holds"))[1]


def counted(ways: Counter[str]) -> str:
    """How many runs ended in which way, in words, the most frequent first."""
    if not ways:
        return "No run is finished."
    parts = [f"{number:,} {each}" for each, number in ways.most_common()]
    return f"{count(ways.total(), 'run')}: {'; '.join(parts)}."


def groups(
    grid: Grid, points: Iterable[Point], cells: Iterable[Cell | None], catalogue: Catalogue
) -> Iterator[tuple[str, str]]:
    """For each combination of swept values but the seed: the values, and what came of them."""
    found: dict[tuple, list[Outcome]] = {}
    axes = list(grid.axes)
    for point, cell in sorted(zip(points, cells, strict=True), key=lambda pair: pair[0].at):
        key = tuple(at for name, at in zip(axes, point.at, strict=True) if name != "seed")
        if cell is not None:
            found.setdefault(key, []).append(cell.outcome)
    names = [name for name in axes if name != "seed"]
    for key, outcomes in found.items():
        values = {name: grid.axes[name][at] for name, at in zip(names, key, strict=True)}
        came = (
            over_seeds(outcomes, catalogue) if "seed" in axes else sentence(outcomes[0], catalogue)
        )
        yield label(values, catalogue), came


def label(values: Mapping[str, object], catalogue: Catalogue) -> str:
    """Swept values in words; of wirings, losses and datasets their titles."""
    parts = []
    for name, value in values.items():
        text = label_of(name, value, catalogue)
        parts.append(text if name in TITLED else f"{SWEPT[name].title.lower()} {text}")
    return ", ".join(parts)


def label_of(name: str, value: object, catalogue: Catalogue) -> str:
    """A value of a setting as people read it."""
    return getattr(catalogue, name)(value).title if name in TITLED else text_of(value)
