"""What `--explain` prints of a rule, and a page renders."""

from explorer.lint.finding import CANNOT_TELL
from explorer.lint.rule import Rule, checks


def explanation(rule: Rule) -> str:
    """Everything that a rule says of itself, as Markdown."""
    return f"""\
# {rule.code} {rule.name} ({rule.severity})

{rule.finds}

## Why it matters

{rule.why}

## Example

```python
{rule.example.rstrip()}
```

## Use instead

```python
{rule.instead.rstrip()}
```

## Reference

{rule.reference}

Watch it break and train: `python -m explorer run --wiring {rule.broken}`, and with \
`--wiring {rule.fixed}`.

Silence it on a line with `# noqa: {rule.code}`.
"""


def find_rule(text: str) -> Rule:
    """The rule with this code or name, in any case.

    Raises:
        ValueError: there is none; the message lists the codes.
    """
    wanted = text.strip().lower()
    for rule, _ in checks():
        if wanted in (rule.code.lower(), rule.name):
            return rule
    if wanted == CANNOT_TELL.lower():
        raise ValueError(f"{CANNOT_TELL} is no rule: it marks an error in the linter itself")
    codes = ", ".join(rule.code for rule, _ in checks())
    raise ValueError(f"expected one of {codes}; received: {text[:60]!r}")
