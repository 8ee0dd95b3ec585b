"""The doctor's report as workflow commands of GitHub Actions."""

from pathlib import Path

from explorer.records.checkup import Checkup
from explorer.words.checkup import sentence, shown, summary


def annotations(report: Checkup, folder: Path) -> str:
    """One command for each parameter with a fault or a note; else one notice."""
    lines = []
    for checked in report.parameters:
        if checked.severity == "fine":
            continue
        kind = "error" if checked.severity == "fault" else "notice"
        at = " title=Loss wiring"
        if checked.made_at:
            file, _, line = shown(checked.made_at, folder).rpartition(":")
            at = f" file={_escaped(file)},line={line},title=Loss wiring"
        lines.append(f"::{kind}{at}::{_message(sentence(checked))}")
    return "\n".join(lines or [f"::notice title=Loss wiring::{_message(summary(report))}"])


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A").replace("*", "")


def _escaped(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
