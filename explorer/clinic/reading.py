"""A report of the doctor's, read back from its JSON; the inverse of `words.checkup.plain`."""

from inspect import signature
from typing import get_args

from explorer.clinic.given import Given, Refused, parsed
from explorer.records.catalogue import LINKS
from explorer.records.checkup import Checked, Checkup, CheckupVerdict, Mend, Place, Said, Severity
from explorer.records.finding import Finding
from explorer.records.outcome import Chain, LinkResult
from explorer.words.findings import PHRASES, phrase

MOST_PARAMETERS = 200
MOST_ROWS = 2_048
"""Points of one curve."""
MOST_TEXTS = 100
"""Messages and tracebacks."""
MOST_STEPS = 10**12
COLUMNS = ("value", "available", "delivered")


def read_report(text: str) -> Checkup:
    """The report that `python -m explorer doctor --json FILE` wrote.

    Raises:
        Refused: with the value that is missing or wrong, and what is allowed there.
    """
    given = parsed(text)
    if not isinstance(given.value, dict) or not {"verdict", "parameters"} <= given.value.keys():
        raise Refused(
            "the file",
            "not a report of the doctor: expected an object with “verdict” and “parameters”, as "
            "python -m explorer doctor --json FILE writes it",
        )
    report = Checkup(
        parameters=tuple(_checked(each) for each in given["parameters"].items(MOST_PARAMETERS)),
        exception=given["exception"].text_or_none(),
        steps=given["steps"].whole(MOST_STEPS),
        versions=given["versions"].text(),
        program=given["program"].text(),
        errors=_texts(given["errors"]),
    )
    verdict = given["verdict"].one_of(get_args(CheckupVerdict))
    if verdict != report.verdict:
        raise Refused(
            "verdict", f"expected “{report.verdict}”, as parameters, steps and errors have it"
        )
    return report


def _checked(given: Given) -> Checked:
    name = given["name"].text()
    return Checked(
        name=name,
        path=given["path"].text(),
        made_at=_place(given["made_at"]),
        handed_over_at=_place(given["handed_over_at"]),
        differentiated_at=_place(given["differentiated_at"]),
        chain=_chain(given["chain"], name),
        severity=given["severity"].one_of(get_args(Severity)),
        initial=given["initial"].number_or_none(),
        final=given["final"].number_or_none(),
        steps=given["steps"].whole(MOST_STEPS),
        curve=_curve(given["curve"]),
        mend=_mend(given),
        keras_said=_said(given["keras_said"]),
        copy_moved=given["copy_moved"].number_or_none(),
        excuse=None if given["note"].value is None else _finding(given["note"]),
        elements=given["elements"].whole(MOST_STEPS),
    )


def _place(given: Given) -> Place | None:
    text = given.text_or_none()
    if text is None:
        return None
    file, _, line = text.rpartition(":")
    if not file or not line.isascii() or not line.isdigit() or len(line) > 9:
        raise given.refused("a file and a line, such as train.py:12, or null")
    return Place(file, int(line))


def _chain(given: Given, name: str) -> Chain:
    links = given.items(len(LINKS))
    if len(links) != len(LINKS):
        raise given.refused(f"the {len(LINKS)} links {', '.join(LINKS)}")
    return Chain(
        tuple(
            LinkResult(each["link"].one_of([link]), each["ok"].flag(), ((name, _finding(each)),))
            for link, each in zip(LINKS, links, strict=True)
        )
    )


def _finding(given: Given) -> Finding:
    kind = given["finding"]
    if not isinstance(kind.value, str) or kind.value not in PHRASES:
        raise kind.refused("a finding that this version of the Explorer knows")
    figures = {name: _figure(each) for name, each in given["figures"].members().items()}
    finding = Finding(kind.value, figures)
    try:
        phrase(finding)
    except (ArithmeticError, AttributeError, TypeError, ValueError):
        names = ", ".join(signature(PHRASES[kind.value]).parameters) or "nothing"
        raise given["figures"].refused(f"those of “{kind.value}” ({names})") from None
    return finding


def _figure(given: Given) -> object:
    """One value, or of optimizers pairs of a name and a number."""
    if isinstance(given.value, list):
        return [[_single(part) for part in each.items(2)] for each in given.items(MOST_TEXTS)]
    return _single(given)


def _single(given: Given) -> object:
    if given.value is None or isinstance(given.value, bool):
        return given.value
    return given.text() if isinstance(given.value, str) else given.number()


def _curve(given: Given) -> dict[str, list]:
    if not given.members():
        return {}
    steps = [each.whole(MOST_STEPS) for each in given["step"].items(MOST_ROWS)]
    curve = {"step": steps}
    for name in COLUMNS:
        column = given[name].items(MOST_ROWS)
        if len(column) != len(steps):
            raise Refused(
                f"{given.at}.{name}",
                f"expected as many items as step has, {len(steps):,}; received: {len(column):,}",
            )
        curve[name] = [each.number_or_none() for each in column]
    return curve


def _mend(given: Given) -> Mend | None:
    wiring, patch, snippet, resembles = (
        given[name].text_or_none() for name in ("mended_by", "patch", "snippet", "resembles")
    )
    optimizers = _texts(given["optimizers"])
    if not (wiring or patch or snippet):
        return None
    return Mend(wiring, patch, snippet, resembles, optimizers)


def _said(given: Given) -> tuple[Said, ...]:
    return tuple(
        Said(each["text"].text(), each["misleads"].flag()) for each in given.items(MOST_TEXTS)
    )


def _texts(given: Given) -> tuple[str, ...]:
    return tuple(each.text() for each in given.items(MOST_TEXTS))
