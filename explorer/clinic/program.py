"""A checked program as HTML: what was found, and its lines with marks."""

from collections import defaultdict
from html import escape

from explorer.clinic.blocks import patch, snippet
from explorer.clinic.links import side_by_side
from explorer.lint import Rule, rules
from explorer.records.catalogue import Catalogue
from explorer.records.number import count
from explorer.web.listing import coloured
from explorer.words.clean import clean

SEVERITIES = {"fault": "likely fault", "note": "note"}


def heading(name: str, answer: dict) -> str:
    """What was checked and how much was found, in one line."""
    return f'<h2 class="explorer-heading">{_text(name)}</h2><p>{_summary(answer)}</p>'


def _summary(answer: dict) -> str:
    problem = answer["problem"]
    if problem:
        place = problem["place"]
        cell = f"cell {problem['cell']}, " if problem["cell"] else ""
        at = f" ({cell}line {place['line']}, column {place['column']})" if place else ""
        return f"<b>It cannot be read</b>: {_text(problem['message'])}{at}."
    if not answer["concerns"]:
        return "It imports neither Keras nor TensorFlow, so there is nothing to check."
    lines = count(answer["of"], "line")
    if not answer["findings"]:
        return (
            f"<b>Nothing found</b> in {lines}. That is no proof: many faults show only when the "
            "program runs."
        )
    more = answer["many"] - len(answer["findings"])
    cut = f"; the first {len(answer['findings'])} are shown" if more else ""
    found = count(answer["many"], "finding")
    return f"<b>{found}</b> in {lines}{cut}. Each is a hint, never the verdict."


def findings(answer: dict, catalogue: Catalogue) -> str:
    """Each finding with its rule; the text of a rule once, at its first finding."""
    by_code = {rule.code: rule for rule in rules()}
    cards, explained = [], set()
    for finding in answer["findings"]:
        code = finding["code"]
        rule = None if code in explained else by_code.get(code)
        explained.add(code)
        cards.append(_card(finding, rule, catalogue))
    return "".join(cards)


def _card(finding: dict, rule: Rule | None, catalogue: Catalogue) -> str:
    cell, line = finding["cell"], finding["line"]
    where = f"cell {cell}, line {line}" if cell else f"line {line}"
    return (
        f'<article class="clinic-finding {finding["severity"]}"><h3>'
        f'<a href="#{_anchor(cell, line)}" target="_self">{where[0].upper()}{where[1:]}</a> '
        f"<i>{SEVERITIES[finding['severity']]}</i> "
        f"<small>{finding['code']} {finding['name']}</small></h3>"
        f"<p>{_text(finding['message'])}.</p>"
        f"{_fix(finding)}{_explained(rule, catalogue) if rule else ''}</article>"
    )


def _fix(finding: dict) -> str:
    if not finding.get("diff"):
        return ""
    fix = finding["fix"]
    effect = "the program raises without it" if fix["safe"] else "it changes what the program does"
    return (
        f"<details><summary>A fix: {_text(fix['description'])}</summary>"
        f"<p><small>To be read before it is used: {effect}.</small></p>{patch(finding['diff'])}"
        "</details>"
    )


def _explained(rule: Rule, catalogue: Catalogue) -> str:
    return (
        "<details><summary>Why, and what to use instead</summary>"
        f"<p>{_text(rule.finds)} {_text(rule.why)}</p>"
        f"<h4>Example</h4>{snippet(coloured(rule.example), label='')}"
        f"<h4>Use instead</h4>{snippet(coloured(rule.instead))}"
        f"<p><small>{_text(rule.reference)}</small></p></details>"
        f"{side_by_side(rule.broken, rule.fixed, catalogue)}"
    )


def source(answer: dict) -> str:
    """The program's lines with their numbers; below a line, what was found there."""
    hints = defaultdict(list)
    for finding in answer["findings"]:
        hints[finding["cell"], finding["line"]].append(finding)
    problem = answer["problem"]
    if problem and problem["place"]:
        at = problem["cell"], problem["place"]["line"]
        hints[at].append({"severity": "fault", "code": "", "message": problem["message"]})
    rows, before = [], None
    for line in answer["lines"]:
        cell, number = line["cell"], line["number"]
        if cell is not None and (before is None or before[0] != cell):
            rows.append(f'<span class="gap">Cell {cell}</span>')
        elif before and number != before[1] + 1:
            rows.append('<span class="gap">⋯</span>')
        before = cell, number
        rows.append(_line(cell, number, clean(line["html"]), hints[cell, number]))
    return (
        '<div class="explorer-block clinic-source"><pre class="explorer-code" tabindex="0" '
        f'aria-label="The program"><code>{"".join(rows)}</code></pre></div>'
    )


def _line(cell: int | None, number: int, html: str, found: list[dict]) -> str:
    kind = min((finding["severity"] for finding in found), default="")  # a fault before a note
    below = "".join(_hint(finding) for finding in found)
    return (
        f'<span class="line {kind}" id="{_anchor(cell, number)}"><i>{number}</i>{html or " "}\n'
        f"</span>{below}"
    )


def _hint(finding: dict) -> str:
    words = f"{finding['code']} {finding['message']}".strip()
    return f'<span class="hint {finding["severity"]}">{_text(words)}</span>'


def _anchor(cell: int | None, line: int) -> str:
    return f"clinic-{cell or 0}-{line}"


def _text(text: str) -> str:
    return escape(clean(text))
