"""The doctor's test programs, what each states must be found, and whether it was."""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "programs"


@dataclass(frozen=True)
class Expected:
    """The first line of a program, and its marks."""

    links: tuple[str, ...]
    """Any of these is right; none for a healthy program."""
    lines: frozenset[int]
    """The lines that make a broken parameter."""
    names: frozenset[str]


def expected(path):
    """What a program states."""
    lines = path.read_text(encoding="utf-8").splitlines()
    verdict = lines[0].removeprefix("# expect: ")
    links = () if verdict == "fine" else tuple(verdict.removeprefix("broken, ").split(" or "))
    marks = {
        n: m for n, line in enumerate(lines, 1) if (m := re.search(r"# parameter: (.*)", line))
    }
    broken = {n: m[1] for n, m in marks.items() if "broken" in m[1]}
    return Expected(links, frozenset(broken), frozenset(m.split(",")[0] for m in broken.values()))


def is_right(path, report):
    """Whether the report names the right link for the right parameter, and no other fault."""
    wanted = expected(path)

    def is_marked(checked):
        if checked.made_at is None:
            return checked.name in wanted.names
        return checked.made_at.line in wanted.lines

    if not wanted.links:
        return report.verdict == "fine"
    hit = any(is_marked(p) and p.chain.broken_link in wanted.links for p in report.faults)
    return hit and all(map(is_marked, report.faults))
