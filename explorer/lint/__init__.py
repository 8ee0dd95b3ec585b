"""Static checks of anyone's Keras program: a hint before it runs, never the verdict.

Standard library only; the program is parsed and never executed.
"""

from explorer.lint.finding import CANNOT_TELL, Edit, Fix, LintFinding, Place
from explorer.lint.linter import lint_text
from explorer.lint.reading import Unreadable
from explorer.lint.rule import Rule, checks

__all__ = [
    "CANNOT_TELL",
    "Edit",
    "Fix",
    "LintFinding",
    "Place",
    "Rule",
    "Unreadable",
    "lint_text",
    "rules",
]


def rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    return tuple(rule for rule, _ in checks())
