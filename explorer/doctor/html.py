"""The doctor's report as one HTML file: no script, no network, light and dark, also on paper."""

from html import escape
from importlib.resources import files

from explorer.doctor.svg import Line, chart, described
from explorer.records.checkup import Checked, Checkup, Mend
from explorer.records.curve import gradient_points, still, thinned, value_points
from explorer.words.checkup import (
    SEVERITIES,
    excuse,
    headline,
    optimizer_to_choose,
    places,
    quoted,
    seen,
    sentence,
    value_name,
)
from explorer.words.clean import clean
from explorer.words.stations import STYLE as CHAIN_STYLE
from explorer.words.stations import stations

STYLE = (files("explorer.doctor") / "report.css").read_text(encoding="utf-8")
POINTS = 3_000
"""Points of all curves together, so that the file stays small however many parameters it has."""
MOST, LEAST = 160, 24
"""Points of one curve."""
LONGEST = 4_000
"""Characters of a text that is not ours, such as an exception's message."""
MARKS = {"broken": "✕", "fine": "✓", "cannot tell": "?"}


def page(report: Checkup) -> str:
    """The report as an HTML document of its own."""
    title = f"Loss wiring: {report.verdict} ({report.program})"
    return clean(
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{_text(title)}</title>\n"
        "<style>:root { color-scheme: light dark; } body { margin: 0; }</style>\n"
        f"</head>\n<body>\n<main>\n{fragment(report)}\n</main>\n</body>\n</html>\n"
    )


def fragment(report: Checkup) -> str:
    """The report as HTML to stand in another document, its stylesheet included."""
    most = min(MOST, max(LEAST, POINTS // (3 * max(1, len(report.parameters)))))
    whole, verdict = headline(report), report.verdict
    parameters = "".join(_parameter(checked, whole, most) for checked in report.parameters)
    return clean(
        f'<style>{CHAIN_STYLE}{STYLE}</style><article class="wiring-report"><header>'
        f'<h1><i class="{verdict.replace(" ", "-")}"><b aria-hidden="true">{MARKS[verdict]}</b> '
        f"{verdict}</i> Loss wiring of <code>{_text(report.program)}</code></h1>"
        f"<p>{_marked(whole)}</p>{_exception(report)}</header>{parameters}"
        f"<footer>{_text(seen(report))}. Of a parameter with several elements, a gradient is its "
        "norm.</footer></article>"
    )


def _exception(report: Checkup) -> str:
    text = ""
    if report.exception:
        text = f'<p class="said">The program ended with {_text(report.exception)}</p>'
    if report.errors:
        errors = "\n".join(report.errors)
        text += f"<details><summary>The doctor’s own error</summary>{_pre(errors)}</details>"
    return text


def _parameter(checked: Checked, whole: str, most: int) -> str:
    happened = f"{sentence(checked)}."
    if happened == whole:  # of a single fault, the header has it
        happened = ""
    listed = "".join(
        f"<dt>{term.capitalize()}</dt><dd>{_text(str(at))}</dd>"
        for term, at in places(checked).items()
    )
    said = "".join(
        f'<p class="said">Keras said: {_text(quoted(each, checked))}</p>'
        for each in checked.keras_said
    )
    note = f"<p>No fault: {_text(excuse(checked))}.</p>" if checked.excuse else ""
    return (
        f'<section><h2><code>{_text(checked.path)}</code> <i class="{checked.severity}">'
        f"{SEVERITIES[checked.severity]}</i></h2>{happened and f'<p>{_marked(happened)}</p>'}"
        f"{stations(checked.chain, checked.path)}<dl>{listed}</dl>{said}{note}"
        f"{_charts(checked, most)}{_mend(checked.mend)}</section>"
    )


def _charts(checked: Checked, most: int) -> str:
    values = thinned(value_points(checked), most)
    if not values:
        return ""
    kind = "broken" if checked.chain.broken_link else "fixed"
    start = [(values[0][0], values[0][1]), (values[-1][0], values[0][1])]
    value = chart(
        [Line("start", start), Line(kind, values)],
        value_name(checked),
        described("Value", values),
        "no finite value",
        room=still(checked),
    )
    names = ("available", "delivered")
    gradients = {name: thinned(gradient_points(checked, name), most) for name in names}
    gradient = chart(
        [Line(name, points) for name, points in gradients.items()],
        f"∂L/∂{checked.name}",
        "; ".join(described(f"Gradient {name}", each) for name, each in gradients.items()),
        "no gradient seen",
    )
    nothing = {
        name: "" if any(value is not None for _, value in each) else ": nothing"
        for name, each in gradients.items()
    }
    return (
        f'<div class="charts"><figure>{value}<figcaption>{_key(kind, "value")}'
        f"{_key('start', 'start')}</figcaption></figure><figure>{gradient}<figcaption>"
        + "".join(_key(name, f"gradient {name}{nothing[name]}") for name in names)
        + "</figcaption></figure></div>"
    )


def _key(kind: str, words: str) -> str:
    """An entry of a legend."""
    return (
        '<span><svg class="swatch" viewBox="0 0 24 8" aria-hidden="true">'
        f'<path class="{kind}" d="M0 4H24"/></svg>{words}</span>'
    )


def _mend(mend: Mend | None) -> str:
    if mend is None:
        return ""
    text = ""
    if mend.patch:
        text = f"<h3>Mend it</h3>{patch(mend.patch)}"
    elif mend.snippet:
        text = f"<h3>Mend it like this</h3>{_pre(mend.snippet)}"
    if mend.optimizers:
        text += f"<p>{_text(optimizer_to_choose(mend))}</p>"
    if mend.wiring:
        text += (
            f"<p>Watch it mended: the wiring <code>{_text(mend.wiring)}</code> of the Explorer.</p>"
        )
    return text


def patch(text: str) -> str:
    """A unified diff, its lines marked as those that go and those that come."""
    lines = "".join(f'<span class="{_kind(line)}">{_text(line)}\n</span>' for line in _lines(text))
    return f'<pre class="patch" tabindex="0">{lines}</pre>'


def _lines(text: str) -> list[str]:
    return text.split("\n")[: -1 if text.endswith("\n") else None]


def _kind(line: str) -> str:
    if line.startswith(("---", "+++", "@@")):
        return "place"
    return {"-": "gone", "+": "come"}.get(line[:1], "same")


def _pre(text: str) -> str:
    return f'<pre tabindex="0">{_text(text)}</pre>'


def _marked(text: str) -> str:
    """A sentence of ours, whose links stand between asterisks, as plain text."""
    return _text(text.replace("*", ""))


def _text(text: str) -> str:
    """A text as HTML; of a very long one the beginning."""
    return escape(text if len(text) <= LONGEST else f"{text[:LONGEST]} …")
