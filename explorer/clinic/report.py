"""A doctor's report as HTML: its verdict, and of each parameter chain, places and mend."""

from html import escape

from explorer.clinic.blocks import patch, snippet
from explorer.clinic.links import side_by_side
from explorer.records.catalogue import Catalogue
from explorer.records.checkup import Checked, Checkup
from explorer.words.checkup import (
    excuse,
    headline,
    optimizer_to_choose,
    places,
    quoted,
    seen,
    sentence,
)
from explorer.words.stations import stations

TONES = {"broken": ("broken", "✕"), "fine": ("fixed", "✓"), "cannot tell": ("open", "?")}


def heading(name: str, report: Checkup) -> str:
    """The verdict on the whole program."""
    tone, mark = TONES[report.verdict]
    return (
        f'<h2 class="explorer-heading">{escape(name)}</h2><p class="verdict {tone}">'
        f'<b><i aria-hidden="true">{mark}</i> {report.verdict.capitalize()}</b> '
        f"{_marked(headline(report))}</p>{_ended(report)}"
        f"<p><small>{escape(report.program)}: {escape(seen(report))}.</small></p>"
    )


def parameter(checked: Checked, alone: bool) -> str:
    """One parameter up to its charts.

    Args:
        alone: whether it is the only fault, so that the verdict's sentence is about it.
    """
    rows = "".join(
        f"<dt>{term.capitalize()}</dt><dd><code>{escape(str(place))}</code></dd>"
        for term, place in places(checked).items()
    )
    said = "".join(
        f'<p class="said">Keras said: {escape(quoted(each, checked))}</p>'
        for each in checked.keras_said
    )
    note = f"<p>No fault: {escape(excuse(checked))}.</p>" if checked.excuse else ""
    happened = "" if alone else f"<p>{_marked(sentence(checked))}.</p>"
    return f"{happened}{stations(checked.chain, checked.path)}<dl>{rows}</dl>{said}{note}"


def mend(checked: Checked, catalogue: Catalogue) -> str:
    """What to change; empty where the report says nothing of it."""
    found = checked.mend
    if found is None:
        return ""
    text = ""
    if found.patch:
        text = f"<h3>Mend it</h3>{patch(found.patch)}"
    elif found.snippet:
        text = f"<h3>Mend it like this</h3>{snippet(escape(found.snippet).splitlines())}"
    if found.optimizers:
        text += f"<p>{escape(optimizer_to_choose(found))}</p>"
    return text + side_by_side(found.resembles, found.wiring, catalogue)


def _ended(report: Checkup) -> str:
    text = ""
    if report.exception:
        text = f'<pre class="raised">The program ended with {escape(report.exception)}</pre>'
    if report.errors:
        errors = "\n".join(report.errors)
        text += (
            "<details><summary>The doctor’s own error</summary>"
            f'<pre class="raised">{escape(errors)}</pre></details>'
        )
    return text


def _marked(text: str) -> str:
    """A sentence of ours, whose links stand between asterisks."""
    return escape(text.replace("*", ""))
