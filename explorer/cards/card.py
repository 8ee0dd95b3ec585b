"""A card as Markdown: HTML, with formulas between as LaTeX."""

import re
from html import escape

from explorer.cards.images import images_svg
from explorer.cards.svg import dataset_svg, loss_svg, short, swatch
from explorer.records.catalogue import Catalogue, Dataset, Loss, Parameter
from explorer.records.number import count, number
from explorer.records.showcase import dataset_comparison, loss_comparison
from explorer.records.sketch import DatasetSketch, ImageSketch, LossSketch, Sketch
from explorer.records.spec import Comparison
from explorer.tasks import TASKS

MARKS = {"converges": "✓", "cheats": "↓", "diverges": "∞", "needs ascent": "↑"}
"""What a verdict's badge shows besides its word: the way of the loss, or of the parameter."""
LEGEND = 5
"""Most groups that are named below a picture."""
ADDRESSES = {
    r"\bdoi:(10\.[^\s,;)]+)": r"doi.org/\1",
    r"\barXiv:(\d{4}\.\d{4,5})": r"arxiv.org/abs/\1",
    r"\b([\w-]+/[\w.-]+)#(\d+)": r"github.com/\1/issues/\2",
}
"""Patterns in a reference, and the address that each is found at."""
PENDING = "pending"
"""In place of a sketch that is still being made."""


def card(
    record: Loss | Dataset, sketch: Sketch | str | None, catalogue: Catalogue, base: str
) -> str:
    """The card of a loss or a dataset.

    Args:
        record: what it is about.
        sketch: its picture, `PENDING`, or None where there is none.
        catalogue: what there is.
        base: the app's root as an address.
    """
    if isinstance(record, Loss):
        return _loss_card(record, sketch, catalogue, base)
    return _dataset_card(record, sketch, catalogue, base)


def _loss_card(loss: Loss, sketch, catalogue: Catalogue, base: str) -> str:
    verdict = escape(loss.verdict)
    tone = loss.verdict.replace(" ", "-")
    rows = [
        ("Learns", "<br>".join(map(_parameter, loss.parameters))),
        ("Goes to", escape(loss.destination)),
        ("Optimum", loss.optimum and _math(loss.optimum)),
        ("Cure", escape(loss.cure)),
        ("Reference", _reference(loss.reference)),
    ]
    return _card(
        f'<span class="verdict {tone}"><i aria-hidden="true">{MARKS[loss.verdict]}</i> '
        f"{verdict}</span>",
        loss,
        _loss_picture(loss, sketch),
        f"<p>{escape(loss.summary)}</p>{_math(loss.formula, 'formula')}"
        f'<p class="why {tone}"><b>{verdict.capitalize()}</b>: {escape(loss.verdict_text)}.</p>',
        rows,
        _open(loss, loss_comparison(loss, catalogue), catalogue, base),
    )


def _dataset_card(dataset: Dataset, sketch, catalogue: Catalogue, base: str) -> str:
    truths = (f"{t.words} {t.symbol} = {number(t.value)}" for t in dataset.truths)
    rows = [
        ("Shape", _shape(dataset)),
        ("Input" if dataset.inputs == 1 else "Inputs", escape(dataset.x_title)),
        ("Target", escape(_target(dataset))),
        ("Known", "<br>".join(map(escape, truths))),
        ("Source", _reference(dataset.source)),
    ]
    return _card(
        f'<span class="task">{TASKS[dataset.task].title}</span>',
        dataset,
        _dataset_picture(dataset, sketch),
        f"<p>{escape(dataset.summary)}</p>",
        rows,
        _open(dataset, dataset_comparison(dataset, catalogue), catalogue, base),
    )


def _card(badge: str, record, picture: str, body: str, rows: list, link: str) -> str:
    name = f"card-{record.key}"
    listed = "".join(f"<dt>{term}</dt><dd>{value}</dd>" for term, value in rows if value)
    return (
        f'<article class="explorer-card" aria-labelledby="{name}"><header>'
        f'<h3 id="{name}">{escape(record.title)}</h3>{badge}</header>'
        f"{picture}{body}<dl>{listed}</dl><footer>{link}</footer></article>"
    )


def _math(latex: str, kind: str = "optimum") -> str:
    """LaTeX that stands between HTML: Markdown ends an HTML block at an empty line.

    Definitions that follow a formula get lines of their own. As inline math, a line that is too
    long for the card breaks after an operator.
    """
    lines = re.split(r",\\quad\s*", latex)
    math = "\n\n".join(rf"$\displaystyle {line}$" for line in lines)
    return f'<div class="math {kind}">\n\n{math}\n\n</div>'


def _parameter(parameter: Parameter) -> str:
    title = parameter.title[:1].lower() + parameter.title[1:]
    start = short(parameter.initial)
    text = f"<b>{escape(parameter.symbol)}</b>, {escape(title)}, from {start}"
    if parameter.reading is None:
        return text
    reading = parameter.reading
    return f"{text} ({escape(reading.symbol)} = {short(reading(parameter.initial))})"


def _reference(text: str) -> str:
    """Text with its DOIs, arXiv ids and GitHub issues as links."""
    text = escape(text)
    for pattern, address in ADDRESSES.items():
        text = re.sub(pattern, rf'<a href="https://{address}">\g<0></a>', text)
    return text


def _open(record, comparison: Comparison | None, catalogue: Catalogue, base: str) -> str:
    if comparison is None:
        return '<span class="none">Nothing here to run it with yet</span>'
    query = escape(comparison.to_query_string(catalogue))
    if isinstance(record, Loss):
        beside = f"on {catalogue.dataset(comparison.dataset).title}"
    else:
        beside = f"with {catalogue.loss(comparison.loss).title}"
    return (
        f'<a class="open" href="{escape(base)}?{query}" target="_self" '
        f'aria-label="Open in Explore: {escape(record.title)}, {escape(beside)}">'
        f'Open in Explore</a> <span class="beside">{escape(beside)}</span>'
    )


def _loss_picture(loss: Loss, sketch: LossSketch | str | None) -> str:
    if not isinstance(sketch, LossSketch):
        return _no_picture(sketch)
    if not sketch.values:
        kind, over = "Loss", f"over {sketch.x_words}"
        lines = "from a constant u (grey) to a curve through the data (strong)"
    else:
        kind = "Loss of a batch of one" if loss.of_batch else "Loss of one sample"
        over = f"over its {sketch.x_words}"
        lines = f"faint to strong: {', '.join(_ways(loss, sketch))}; grey: start"
    return _figure(loss_svg(sketch, f"{kind} {over}; {lines}"), f"{kind}; {lines}")


def _ways(loss: Loss, sketch: LossSketch):
    for parameter in loss.parameters:
        if parameter.name in sketch.values:
            read = parameter.reading or float
            first, *_, last = map(float, sketch.values[parameter.name])
            symbol = parameter.reading.symbol if parameter.reading else parameter.symbol
            yield f"{symbol} {short(read(first))} to {short(read(last))}"


def _dataset_picture(dataset: Dataset, sketch: DatasetSketch | ImageSketch | str | None) -> str:
    if isinstance(sketch, ImageSketch):
        return _images(dataset, sketch)
    if not isinstance(sketch, DatasetSketch):
        return _no_picture(sketch, " points")
    drawn, there = len(sketch.points), sketch.there
    points = f"{drawn:,} of {there:,} points" if drawn < there else f"All {there:,} points"
    caption = f"{points}: {sketch.caption}"
    named = dataset.names if len(dataset.names) <= LEGEND else ()
    legend = "".join(f"<span>{swatch(i)}{escape(name)}</span>" for i, name in enumerate(named))
    return _figure(dataset_svg(sketch, f"{dataset.title}: {caption}"), caption, legend)


def _images(dataset: Dataset, sketch: ImageSketch) -> str:
    names = dataset.names[: len(sketch.images)]
    caption = f"The first image of each of {len(names)} classes"
    label = f"{dataset.title}: {caption}: {', '.join(names)}"
    return _figure(images_svg(sketch, names, label), caption)


def _figure(svg: str, caption: str, legend: str = "") -> str:
    legend = f'<span class="legend">{legend}</span>' if legend else ""
    return f"<figure>{svg}<figcaption>{escape(caption)}{legend}</figcaption></figure>"


def _no_picture(sketch: str | None, kind: str = "") -> str:
    if sketch == PENDING:
        place = f'<div class="sketch waiting{kind}" role="img" aria-label="Picture loading"></div>'
    else:
        place = f'<div class="sketch missing{kind}">No picture: it could not be computed.</div>'
    return f"<figure>{place}<figcaption>&nbsp;</figcaption></figure>"


def _shape(dataset: Dataset) -> str:
    outputs = count(dataset.outputs, TASKS[dataset.task].column)
    return f"{dataset.samples:,} samples × {count(dataset.inputs, 'input')}, {outputs}"


def _target(dataset: Dataset) -> str:
    if not dataset.names:
        return dataset.y_title
    return f"{dataset.y_title}: {', '.join(dataset.names)}"
