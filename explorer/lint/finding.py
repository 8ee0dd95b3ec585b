"""What the linter reports: plain frozen records."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["fault", "note"]
CANNOT_TELL = "LWE000"
"""The code of an error in the linter itself."""


@dataclass(frozen=True, order=True)
class Place:
    """A position in a text.

    Attributes:
        line: from 1; in a notebook, of its cell.
        column: in characters, from 1.
    """

    line: int
    column: int


@dataclass(frozen=True)
class Edit:
    """The text from `start` up to `end`, which is outside it, becomes `text`."""

    start: Place
    end: Place
    text: str


@dataclass(frozen=True)
class Fix:
    """Edits that remove a finding.

    Attributes:
        description: in the imperative.
        safe: the program raises without it, so nothing that worked changes.
        edits: in one cell; they do not overlap.
    """

    description: str
    safe: bool
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class LintFinding:
    """One finding of one rule.

    Attributes:
        code: of the rule, or `CANNOT_TELL`.
        name: of the rule, in kebab-case.
        severity: a note alone does not make the exit status 1.
        line: from 1; in a notebook, of its cell.
        column: in characters, from 1.
        end: the first place after it.
        message: one sentence.
        cell: number of the notebook's cell from 1, text cells included; None in a script.
        fix: the edits that remove it, where they are certain.
    """

    code: str
    name: str
    severity: Severity
    line: int
    column: int
    end: Place
    message: str
    cell: int | None = None
    fix: Fix | None = None
