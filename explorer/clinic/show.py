"""The page's elements: what is given, what the linter found in it, or what a report says."""

import shlex
from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from explorer.clinic.apart import NotChecked, checked
from explorer.clinic.blocks import command
from explorer.clinic.figures import gradient_figure, value_figure
from explorer.clinic.given import Refused
from explorer.clinic.program import findings, heading, source
from explorer.clinic.reading import read_report
from explorer.clinic.report import heading as report_heading
from explorer.clinic.report import mend, parameter
from explorer.clinic.shown import (
    MADE,
    MEGABYTES,
    MOST_BYTES,
    SUFFIXES,
    TEXT,
    Shown,
    Unusable,
    clear,
    file_key,
    shown,
    use,
    use_example_program,
)
from explorer.records.catalogue import Catalogue
from explorer.records.checkup import Checked, Checkup
from explorer.web.address import as_markdown
from explorer.words.checkup import SEVERITIES, headline, sentence
from explorer.words.clean import clean

T = TypeVar("T")
OPEN = 3
"""Parameters shown open; of further ones only the names, since their charts are heavy."""
RANKS = ("fault", "note", "fine")
"""The order in which parameters are shown."""
LONGEST_LABEL = 100
PLACEHOLDER = "import keras\n\nclass MyLoss(keras.losses.Loss):\n    …"


def show_input() -> None:
    """Text area, file and examples; a phone stacks them."""
    left, right = st.columns([1.5, 1], gap="medium")
    left.text_area(
        f"Paste a program or a report’s JSON ({MEGABYTES} MB at most), then Check or Ctrl+Enter",
        key=TEXT,
        height=200,
        max_chars=MOST_BYTES,
        placeholder=PLACEHOLDER,
        on_change=use,
        args=("text",),
    )
    right.file_uploader(
        "Or a file: a program, a notebook, or a report’s JSON",
        type=[suffix[1:] for suffix in SUFFIXES],
        max_upload_size=MEGABYTES,
        key=file_key(),
        on_change=use,
        args=("file",),
    )
    with left.container(key="clinic-buttons", horizontal=True):
        st.button("Check", type="primary", key="clinic_check")
        st.button("Clear", key="clinic_clear", on_click=clear)
    with right.container(key="clinic-examples", horizontal=True):
        st.button("Example program", key="clinic_program", on_click=use_example_program)
        st.button("Example report", key="clinic_report", on_click=use, args=("report",))


def show_result(catalogue: Catalogue) -> None:
    """What came of what was given, and how to run the real check."""
    given = None
    try:
        given = shown()
        if given is None:
            st.info(
                "Nothing to check yet: paste a program, drop a file, or take an example.",
                icon=":material/stethoscope:",
            )
        elif given.kind == "report":
            _show_report(given, _kept(given, lambda it: read_report(it.text)), catalogue)
        else:
            _show_program(given, catalogue)
    except Unusable as error:
        st.error(as_markdown(clean(str(error))), icon=":material/error:")
    except NotChecked as error:
        st.error(
            f"{error} On your own machine there is no such limit: "
            "`python -m explorer lint your_script.py`",
            icon=":material/timer_off:",
        )
    except Refused as error:
        st.error(
            as_markdown(f"This report cannot be shown. {clean(str(error))}."),
            icon=":material/error:",
        )
    _show_command(given)


def _show_command(given: Shown | None) -> None:
    file = given.file if given else "your_script.py"
    note = ""
    if given and given.kind == "notebook":
        note = " Export the notebook as a script first."
    with st.container(key="clinic-home"):
        st.html(
            '<div class="clinic"><h2 class="explorer-heading">The real check, on your machine</h2>'
            "<p>It runs your program as it is and measures every link of the chain. With "
            "<code>--json FILE</code> before the script it writes a report to drop here, with "
            f"<code>--html FILE</code> one to keep.{note}</p>"
            f"{command(f'python -m explorer doctor {shlex.quote(clean(file))}')}</div>"
        )


def _show_program(given: Shown, catalogue: Catalogue) -> None:
    answer = _kept(given, _checked)
    with st.container(key="clinic-result"):
        st.html(f'<div class="clinic">{heading(given.name, answer)}</div>')
        if not answer["lines"]:
            return
        if not answer["findings"]:
            st.html(f'<div class="clinic">{source(answer)}</div>')
            return
        left, right = st.columns([1, 1.25], gap="medium")
        left.html(f'<div class="clinic">{findings(answer, catalogue)}</div>')
        right.html(f'<div class="clinic">{source(answer)}</div>')


def _kept(given: Shown, make: Callable[[Shown], T]) -> T:
    """What `make` returns, kept in this session until something else is given."""
    of, made = st.session_state.get(MADE, (None, None))
    if of != given:
        made = make(given)
        st.session_state[MADE] = given, made
    return made


def _checked(given: Shown) -> dict:
    with st.spinner("Parsing the program"):
        return checked(given.text, given.kind == "notebook")


def _show_report(given: Shown, report: Checkup, catalogue: Catalogue) -> None:
    with st.container(key="clinic-result"):
        st.html(f'<div class="clinic">{report_heading(clean(given.name), report)}</div>')
        whole = headline(report)
        ranked = sorted(report.parameters, key=lambda each: RANKS.index(each.severity))
        for index, each in enumerate(ranked):
            with st.expander(
                _label(each),
                expanded=index < OPEN,
                on_change="rerun",
                key=f"clinic-{hash(given)}-{index}",
            ) as opened:
                if opened.open:
                    _show_parameter(each, index, whole == f"{sentence(each)}.", catalogue)


def _label(checked: Checked) -> str:
    path = checked.path.replace("`", "ˋ")
    path = path if len(path) <= LONGEST_LABEL else f"{path[:LONGEST_LABEL]} …"
    return as_markdown(f"`{path}` · {SEVERITIES[checked.severity]}")


def _show_parameter(checked: Checked, index: int, alone: bool, catalogue: Catalogue) -> None:
    st.html(f'<div class="clinic">{parameter(checked, alone)}</div>')
    if checked.curve.get("step"):
        left, right = st.columns(2, gap="medium")
        for column, name, figure in (
            (left, "value", value_figure(checked)),
            (right, "gradient", gradient_figure(checked)),
        ):
            column.plotly_chart(
                figure,
                key=f"clinic-{name}-{index}",
                config={"displayModeBar": False},
                alt=f"{name.capitalize()} of {checked.name} over the steps",
            )
    if text := mend(checked, catalogue):
        st.html(f'<div class="clinic">{text}</div>')
