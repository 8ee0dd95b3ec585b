"""What the page shows now: the pasted program, a dropped file, or the example of a report."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import streamlit as st

EXAMPLES = Path(__file__).parent / "examples"
PROGRAM = EXAMPLES / "train.py"
REPORT = EXAMPLES / "report.json"
MEGABYTES = 3
"""Of whatever is pasted or dropped; a report has up to 0.08 a parameter."""
MOST_BYTES = MEGABYTES * 1_000_000
SUFFIXES = {".py": "program", ".ipynb": "notebook", ".json": "report"}
TEXT, FILE, FILES, SOURCE = "clinic_text", "clinic_file", "clinic_files", "clinic_source"
"""Keys of the session: the text area, the file (numbered by FILES, so that it can be emptied), and
which of them was used last."""
MADE = "clinic_made"
"""Key of the session: what was given last, and what came of it."""

Kind = Literal["program", "notebook", "report"]


class Unusable(Exception):
    """What was given cannot be read; the message is for whoever gave it."""


@dataclass(frozen=True)
class Shown:
    """What to check or show.

    Attributes:
        name: as the page's heading has it.
        file: its name for a command line.
    """

    kind: Kind
    text: str
    name: str
    file: str = "your_script.py"


def file_key() -> str:
    """The key of the file widget."""
    return f"{FILE}_{st.session_state.get(FILES, 0)}"


def use(source: str) -> None:
    """Show what was pasted (`text`), dropped (`file`) or the example (`report`)."""
    st.session_state[SOURCE] = source


def use_example_program() -> None:
    """Put the example into the text area."""
    st.session_state[TEXT] = PROGRAM.read_text(encoding="utf-8")
    use("text")


def clear() -> None:
    """Forget the text, the file, and what came of them."""
    st.session_state.pop(MADE, None)
    st.session_state[TEXT] = ""
    st.session_state[FILES] = st.session_state.get(FILES, 0) + 1
    use("text")


def shown() -> Shown | None:
    """What was given last; None where there is nothing.

    Raises:
        Unusable: it is too large, or no text.
    """
    source = st.session_state.get(SOURCE, "text")
    if source == "report":
        return Shown("report", REPORT.read_text(encoding="utf-8"), "An example: report.json")
    file = st.session_state.get(file_key())
    if source == "file" and file is not None:
        return _dropped(file.name, file.getvalue())
    text = st.session_state.get(TEXT) or ""
    return pasted(text) if text.strip() else None


def pasted(text: str) -> Shown:
    """A text as what it looks like: JSON is a notebook or a report, all else a program.

    Raises:
        Unusable: it is too large.
    """
    kind = "program"
    if text.lstrip()[:1] == "{":
        kind = "notebook" if '"cells"' in text[:MOST_BYTES] else "report"
    titles = {"program": "Your program", "notebook": "Your notebook", "report": "Your report"}
    return _bounded(Shown(kind, text, titles[kind]), len(text.encode("utf-8", "replace")))


def _dropped(name: str, content: bytes) -> Shown:
    kind = SUFFIXES.get(Path(name).suffix.lower())
    if kind is None:
        raise Unusable(f"{name}: expected a file that ends in {', '.join(SUFFIXES)}.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unusable(f"{name} is not UTF-8 text: see byte {error.start:,}.") from None
    file = name if kind == "program" else "your_script.py"
    return _bounded(Shown(kind, text, name, file), len(content))


def _bounded(found: Shown, size: int) -> Shown:
    if size > MOST_BYTES:
        raise Unusable(
            f"{found.name} is too large: {size:,} bytes. At most {MOST_BYTES:,} bytes are read "
            "here; on your own machine there is no such limit."
        )
    return found
