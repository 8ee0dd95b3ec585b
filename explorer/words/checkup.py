"""The doctor's report in words, and as plain values for JSON."""

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlencode

from explorer.records.catalogue import LINKS
from explorer.records.checkup import Checked, Checkup, Mend, Place, Said
from explorer.records.number import count, number
from explorer.words.clauses import listing
from explorer.words.findings import phrase, told

MOST_SENTENCES = 3
"""Faults that a headline tells one by one."""
SEVERITIES = {"fault": "broken", "note": "note", "fine": "trained"}


def plain(report: Checkup) -> dict:
    """The report as values for JSON, texts included."""
    return {
        "verdict": report.verdict,
        "program": report.program,
        "summary": summary(report),
        "steps": report.steps,
        "parameters": [_plain(checked) for checked in report.parameters],
        "exception": report.exception,
        "errors": list(report.errors),
        "versions": report.versions,
    }


def summary(report: Checkup) -> str:
    """The whole in one sentence."""
    many = count(len(report.parameters), "loss parameter")
    if report.faults:
        sentences = [f"{sentence(checked)}." for checked in report.faults]
        return " ".join(sentences)
    if report.errors:
        return "Cannot tell: the doctor itself failed."
    if not report.steps:
        return "Cannot tell: the program computed no gradients while it was watched."
    if not report.parameters:
        return "No loss parameter found."
    notes = [checked for checked in report.parameters if checked.severity == "note"]
    if notes:
        names = listing([checked.name for checked in notes])
        return f"{many}, no fault; {names} stood still, as the program seems to intend."
    all_of = {1: "", 2: "both "}.get(len(report.parameters), "all ")
    return f"{many}, {all_of}trained."


def headline(report: Checkup) -> str:
    """The summary; of many faults only how many, and where each link loses some."""
    if len(report.faults) <= MOST_SENTENCES:
        return summary(report)
    lost = Counter(checked.chain.broken_link for checked in report.faults)
    places = listing([f"{lost[link]} at *{link}*" for link in LINKS if lost[link]])
    many = count(len(report.parameters), "loss parameter")
    return f"{len(report.faults)} of {many} do not train: {places}."


def sentence(checked: Checked) -> str:
    """What happened to one parameter, in one sentence without its full stop."""
    broken = checked.chain.broken_link
    if broken is not None:
        return f"{checked.path} is lost at *{broken}*: {phrase(checked.finding)}"
    steps = count(checked.steps, "step")
    if checked.elements > 1:
        elements = f"the {checked.elements:,} elements of {checked.path}"
        return f"{elements} moved by up to {number(checked.final)} in {steps}"
    return (
        f"{checked.path} went from {number(checked.initial)} to {number(checked.final)} in {steps}"
    )


def places(checked: Checked) -> dict[str, Place]:
    """Where it was made, given to `compile` and differentiated, as far as that is known."""
    found = {
        "made at": checked.made_at,
        "given to compile": checked.handed_over_at,
        "gradients at": checked.differentiated_at,
    }
    return {term: place for term, place in found.items() if place}


def excuse(checked: Checked) -> str | None:
    """Why a broken chain is no fault, as a clause."""
    return checked.excuse and phrase(checked.excuse)


def value_name(checked: Checked) -> str:
    """What the values of its curve are."""
    if checked.elements > 1:
        return f"farthest change of {checked.name}"
    return checked.name


def seen(report: Checkup) -> str:
    """How much was seen, and with which versions."""
    steps = max((checked.steps for checked in report.parameters), default=0)
    return f"{count(steps, 'train step')} seen; {report.versions}" if steps else report.versions


def text(report: Checkup, folder: Path | None = None) -> str:
    """The report for a terminal.

    Args:
        report: what was found.
        folder: files below it are named relative to it.
    """
    lines = [f"Loss wiring: {report.verdict}", summary(report).replace("*", "")]
    patches: set[str] = set()
    for checked in report.parameters:
        if checked.severity == "fine" and report.verdict == "fine":
            continue
        lines += ["", *_lines(checked, folder)]
        if checked.mend:
            lines += _mending(checked.mend, patches)
    if report.exception:
        lines += ["", f"The program ended with {report.exception}"]
    return "\n".join(lines)


def shown(place: Place, folder: Path | None) -> str:
    """A line of the program as `file:line`."""
    path = Path(place.file)
    if folder and path.is_relative_to(folder):
        path = path.relative_to(folder)
    return f"{path}:{place.line}"


def _lines(checked: Checked, folder: Path | None) -> list[str]:
    lines = [f"{checked.path}  [{SEVERITIES[checked.severity]}]"]
    lines += [f"  {term:<17} {shown(at, folder)}" for term, at in places(checked).items()]
    reached = True
    for link in checked.chain.links:
        mark = ("ok" if link.ok else "LOST") if reached else "-"
        lines.append(
            f"  {link.link:<10} {mark:<5} {phrase(link.finding) if reached else ''}".rstrip()
        )
        reached = reached and link.ok
    if checked.excuse:
        lines.append(f"  no fault: {excuse(checked)}")
    lines += [f"  Keras said: {quoted(said, checked)}" for said in checked.keras_said]
    if checked.copy_moved is not None:
        lines.append(f"  what if: {_what_if(checked)}")
    return lines


def _mending(mend: Mend, patches: set[str]) -> list[str]:
    """The lines of a mend; `patches` are those shown before, and get this one."""
    lines = []
    if mend.patch in patches:
        lines = ["  Mend it: the patch above does it too"]
    elif mend.patch:
        patches.add(mend.patch)
        lines = [
            "  Mend it (patch -p1 reads this report):",
            *(f"    {line}" for line in mend.patch.splitlines()),
        ]
    elif mend.snippet:
        lines = ["  Mend it like this:", *(f"    {line}" for line in mend.snippet.splitlines())]
    if mend.optimizers:
        lines.append(f"  {optimizer_to_choose(mend)}")
    link = _link(mend)
    if link:
        lines.append(f"  Watch it mended: the wiring {mend.wiring} of the Explorer, {link}")
    return lines


def quoted(said: Said, checked: Checked) -> str:
    """What Keras said, and where its hint misleads."""
    if not said.misleads:
        return said.text
    return (
        f"{said.text} (The hint does not apply: there is a loss, and it has no gradient with "
        f"respect to {checked.path}.)"
    )


def optimizer_to_choose(mend: Mend) -> str:
    """Which optimizers of the program may be meant for the parameter, as a sentence."""
    many = len(mend.optimizers) > 1
    return (
        f"Choose the optimizer: {listing(mend.optimizers)} update{'' if many else 's'} no weight "
        "of the network, and may be meant for this parameter."
    )


def _what_if(checked: Checked) -> str:
    if not checked.copy_moved:
        return "listing it does not suffice: a copy, updated as if listed, did not move"
    return f"listing it suffices: in a copy it moved by {number(checked.copy_moved)}"


def _link(mend: Mend) -> str | None:
    """The Explorer's query that shows the nearest wirings side by side."""
    chosen = {"broken": mend.resembles, "fixed": mend.wiring}
    return f"?{urlencode(chosen)}" if all(chosen.values()) else None


def _plain(checked: Checked) -> dict:
    chain = told(checked.chain)
    finding = checked.finding
    return {
        "name": checked.name,
        "path": checked.path,
        "made_at": checked.made_at and str(checked.made_at),
        "handed_over_at": checked.handed_over_at and str(checked.handed_over_at),
        "differentiated_at": checked.differentiated_at and str(checked.differentiated_at),
        "chain": chain["links"],
        "broken_link": checked.chain.broken_link,
        "severity": checked.severity,
        "finding": finding and finding.kind,
        "figures": finding.figures if finding else {},
        "sentence": sentence(checked),
        "note": checked.excuse
        and {
            "finding": checked.excuse.kind,
            "figures": checked.excuse.figures,
            "text": excuse(checked),
        },
        "elements": checked.elements,
        "initial": checked.initial,
        "final": checked.final,
        "steps": checked.steps,
        "curve": checked.curve,
        "keras_said": [asdict(said) for said in checked.keras_said],
        "copy_moved": checked.copy_moved,
        "mended_by": checked.mend and checked.mend.wiring,
        "patch": checked.mend and checked.mend.patch,
        "snippet": checked.mend and checked.mend.snippet,
        "resembles": checked.mend and checked.mend.resembles,
        "optimizers": list(checked.mend.optimizers) if checked.mend else [],
        "link": checked.mend and _link(checked.mend),
    }
