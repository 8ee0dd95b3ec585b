"""A grid: settings of which some are swept over several values, and the runs it stands for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import islice, product
from math import prod
from urllib.parse import urlencode

from explorer.records.catalogue import Catalogue
from explorer.records.fields import FIELD, WIRING, Field, Settings
from explorer.records.naming import quoted
from explorer.records.problem import Problem
from explorer.records.spec import VERSION, VERSIONS, Comparison, RunSpec, pairs, text_of

SWEPT: dict[str, Field] = {"wiring": WIRING} | {f.name: FIELD[f.name] for f in fields(Settings)}
"""What can be swept, in the order in which it is written."""
MAX_RUNS = 10_000
MAX_VALUES = 1_000
"""Of one setting."""
VIEWS = ("x", "y", "parameter")
"""Names in a link beside the settings: what the picture shows."""
RANGE = re.compile(r"([0-9]{1,15})-([0-9]{1,15})")


@dataclass(frozen=True)
class Point:
    """One place of a grid.

    Attributes:
        at: the place along each of the grid's axes, from 0.
        comparison: the one run as a link shows it.
        spec: the run. Several points may have the same, where a wiring has no use for a setting.
    """

    at: tuple[int, ...]
    comparison: Comparison
    spec: RunSpec


@dataclass(frozen=True)
class Points:
    """The points of a grid that make sense, coarse first, and why the others are left out."""

    points: tuple[Point, ...]
    left_out: tuple[tuple[str, int], ...]
    """Each reason with the number of points."""


@dataclass(frozen=True)
class Grid:
    """The values given, by setting in the order of `SWEPT`; the other settings have defaults.

    `x`, `y` and `parameter` say what the picture shows; empty where that is not chosen.
    """

    values: tuple[tuple[str, tuple], ...] = ()
    x: str = ""
    y: str = ""
    parameter: str = ""

    @classmethod
    def from_query(
        cls, query: str | Mapping[str, object], catalogue: Catalogue
    ) -> tuple[Grid, tuple[Problem, ...]]:
        """Read a link. Never raises: a value that cannot be used is reported and ignored.

        A setting's values are separated by commas; whole numbers may be ranges: `0-19`.

        Args:
            query: the part of an address after '?', or the same as a mapping.
            catalogue: the entries to choose from.
        """
        values: dict[str, tuple] = {}
        views: dict[str, str] = {}
        problems: list[Problem] = []
        for name, given in pairs(query).items():
            found = []
            if name == "v":
                if given[-1] not in VERSIONS:
                    found = [f"expected {' or '.join(VERSIONS)}; received: {quoted(given[-1])}"]
            elif name in VIEWS:
                views[name] = given[-1]
            elif name not in SWEPT:
                found = [f"unknown; allowed are {', '.join((*SWEPT, *VIEWS))}"]
            elif len(given) > 1:
                found = [f"given {len(given)} times; expected once"]
            else:
                values[name], found = read_values(SWEPT[name], given[0], catalogue)
            problems += [Problem(name[:60], message) for message in found]
        kept, too_many = _bounded({name: values[name] for name in SWEPT if values.get(name)})
        grid = cls(tuple(kept.items()))
        shown, unknown = grid._views(views, catalogue)
        return cls(grid.values, **shown), (*problems, *too_many, *unknown)

    def _views(
        self, views: dict[str, str], catalogue: Catalogue
    ) -> tuple[dict[str, str], list[Problem]]:
        """Those that the grid has, and a problem for each other."""
        parameters = [p.name for key in self.of("loss") for p in catalogue.loss(key).parameters]
        kept, problems = {}, []
        for name, text in views.items():
            allowed = parameters if name == "parameter" else list(self.axes)
            if text in allowed:
                kept[name] = text
            else:
                instead = f"one of {', '.join(dict.fromkeys(allowed))}" if allowed else "nothing"
                problems.append(Problem(name, f"expected {instead}; received: {quoted(text)}"))
        return kept, problems

    def of(self, name: str) -> tuple:
        """The values of a setting."""
        return dict(self.values).get(name, (SWEPT[name].default,))

    @cached_property
    def axes(self) -> dict[str, tuple]:
        """The settings with several values."""
        return {name: values for name, values in self.values if len(values) > 1}

    def to_query(self) -> dict[str, str]:
        """The link's parts; `from_query` gives the same grid back."""
        lists = {name: values_text(SWEPT[name], values) for name, values in self.values}
        views = {name: getattr(self, name) for name in VIEWS}
        return {"v": VERSION} | lists | {name: view for name, view in views.items() if view}

    def to_query_string(self) -> str:
        """`to_query` as it stands after '?' in an address."""
        return urlencode(self.to_query(), safe=",")

    def points(self, catalogue: Catalogue) -> Points:
        """The runs: corners first, then what lies between, so that a picture fills evenly.

        Of the seeds the first one comes first, then all others. Under the same number of halvings,
        runs that share a compiled program come together.
        """
        names = [name for name, _ in self.values]
        made, left_out = [], Counter()
        for combination in product(*(values for _, values in self.values)):
            chosen = dict(zip(names, combination, strict=True))
            made_of = _comparison(chosen, catalogue)
            if isinstance(made_of, str):
                left_out[made_of] += 1
                continue
            comparison, wiring = made_of
            at = tuple(values.index(chosen[name]) for name, values in self.axes.items())
            made.append(Point(at, comparison, comparison.run(wiring, catalogue)))
        depths = [_depths(name, len(values)) for name, values in self.axes.items()]

        def depth(point: Point) -> int:
            return max((of[at] for of, at in zip(depths, point.at, strict=True)), default=0)

        return Points(tuple(sorted(made, key=depth)), tuple(left_out.items()))


def _comparison(chosen: dict[str, object], catalogue: Catalogue) -> tuple[Comparison, str] | str:
    """What a link to the run shows, and its wiring; or why it makes no sense."""
    settings = dict(chosen)
    wiring = settings.pop("wiring", WIRING.default)
    kind = catalogue.wiring(wiring).kind
    settings |= {"view": kind, kind: wiring}
    comparison, problems = Comparison(**settings).suited(catalogue, chosen=settings)
    return problems[0].message if problems else (comparison, wiring)


def _depths(name: str, count: int) -> list[int]:
    """For each place along an axis, how often the axis is halved until it is reached."""
    if SWEPT[name].kind == "choice":
        return [0] * count
    if name == "seed":
        return [0] + [1] * (count - 1)
    depths = [0] * count
    reached, halvings = {0, count - 1}, 0
    while len(reached) < count:
        halvings += 1
        places = {round(part * (count - 1) / 2**halvings) for part in range(2**halvings + 1)}
        for place in places - reached:
            depths[place] = halvings
        reached |= places
    return depths


def _bounded(values: dict[str, tuple]) -> tuple[dict[str, tuple], list[Problem]]:
    """The values, with the longest list cut until there are at most `MAX_RUNS` runs."""
    problems = []
    while (runs := prod(map(len, values.values()))) > MAX_RUNS:
        longest = max(values, key=lambda name: len(values[name]))
        fitting = max(1, MAX_RUNS * len(values[longest]) // runs)
        problems.append(
            Problem(
                longest,
                f"the grid has {runs:,} runs; at most {MAX_RUNS:,} are allowed. "
                f"Only the first {fitting:,} of {len(values[longest]):,} values are used",
            )
        )
        values = values | {longest: values[longest][:fitting]}
    return values, problems


def read_values(field: Field, text: str, catalogue: Catalogue) -> tuple[tuple, list[str]]:
    """The values in a list that can be read, each once, and a message for all else."""
    read: dict[object, None] = {}
    number, problems = 0, []
    for part in (part.strip() for part in text.split(",")):
        try:
            stretch = _range(field, part, catalogue)
            number += len(stretch)
            # A million numbers are not made only to be cut.
            read |= dict.fromkeys(islice(stretch, MAX_VALUES + 1))
        except ValueError as error:
            problems.append(str(error))
        if len(problems) > 3:
            problems[3:] = ["and so on"]
            break
    if len(read) > MAX_VALUES:
        problems.append(
            f"these are {number:,} values; at most {MAX_VALUES:,} of one setting are allowed, and "
            f"{MAX_RUNS:,} runs in all"
        )
    return tuple(read)[:MAX_VALUES], problems


def _range(field: Field, text: str, catalogue: Catalogue) -> Sequence:
    ends = RANGE.fullmatch(text) if field.kind == "integer" else None
    if ends is None:
        return [field.parse(text, catalogue)]
    first, last = (field.parse(end, catalogue) for end in ends.groups())
    if last < first:
        raise ValueError(f"expected a range from low to high; received: {quoted(text)}")
    return range(first, last + 1)


def values_text(field: Field, values: Sequence) -> str:
    """The values as `read_values` reads them; whole numbers in a row as a range."""
    if field.kind != "integer":
        return ",".join(map(text_of, values))
    stretches: list[list[int]] = []
    for value in values:
        if stretches and value == stretches[-1][-1] + 1:
            stretches[-1].append(value)
        else:
            stretches.append([value])
    return ",".join(
        f"{each[0]}-{each[-1]}" if len(each) > 2 else ",".join(map(str, each)) for each in stretches
    )
