"""What a rule is, and where the rules are found."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from explorer.discovery import modules_with
from explorer.lint import rules as folder
from explorer.lint.finding import Severity
from explorer.lint.program import Program


@dataclass(frozen=True)
class Change:
    """A fix in terms of the tree.

    Attributes:
        replaced: nodes, and the text that each becomes.
        inserted: nodes, and the text that is put before each.
        safe: the program raises without it, so nothing that worked changes.
    """

    description: str
    replaced: tuple[tuple[ast.AST, str], ...] = ()
    inserted: tuple[tuple[ast.AST, str], ...] = ()
    safe: bool = False


@dataclass(frozen=True)
class Found:
    """What a check yields: a node, one sentence, and a change where it is certain."""

    node: ast.AST
    message: str
    change: Change | None = None
    severity: Severity | None = None
    """None: the rule's own."""


@dataclass(frozen=True)
class Rule:
    """A rule as `--explain` and the page print it.

    Attributes:
        code: `LWE` and three digits; the first is the link that breaks, from 1 (variable) to 5
            (moved), or 9 for an objective without an optimum.
        name: in kebab-case.
        severity: `fault`, or `note` for what is often meant.
        finds: what it looks for.
        why: why that matters.
        example: a program's lines that it finds.
        instead: the same lines, mended.
        reference: what the claim rests on.
        broken: key of the nearest broken wiring of the catalogue, to watch.
        fixed: key of the wiring to use.
    """

    code: str
    name: str
    severity: Severity
    finds: str
    why: str
    example: str
    instead: str
    reference: str
    broken: str
    fixed: str


Check = Callable[[Program], Iterator[Found]]


@cache
def checks() -> tuple[tuple[Rule, Check], ...]:
    """Every rule with its check, by code; a module in `rules/` that holds a `RULE` is one."""
    found = [(module.RULE, module.check) for module in modules_with(folder, "RULE")]
    return tuple(sorted(found, key=lambda pair: pair[0].code))
