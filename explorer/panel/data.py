"""What a panel is given, apart from the addresses of its stream and files."""

from dataclasses import asdict
from functools import lru_cache

from explorer.panel.changes import events
from explorer.panel.figures import build_charts
from explorer.panel.remedies import remedies
from explorer.records.catalogue import (
    HOLDS_WHEN,
    LINKS,
    Catalogue,
    Dataset,
    Loss,
    Parameter,
    Wiring,
)
from explorer.records.fields import FIELD
from explorer.records.spec import Comparison, RunSpec
from explorer.words.clauses import listing


def panel_data(comparison: Comparison, catalogue: Catalogue) -> dict:
    """What the panel shows before the first message of the stream, as plain values."""
    specs, letters = comparison.runs(catalogue), comparison.shown
    steps = max(spec.steps for spec in specs)
    wirings = tuple(catalogue.wiring(spec.wiring) for spec in specs)
    loss = catalogue.loss(comparison.loss)
    dataset = catalogue.dataset(comparison.dataset)
    return {
        "query": comparison.to_query_string(catalogue),
        "name": comparison.name,
        "title": f"{loss.title} on {dataset.title}: {listing([w.title for w in wirings])}",
        "charts": _charts(tuple(letters), wirings, loss, dataset, steps),
        "wirings": [
            _wiring(letter, spec, comparison, catalogue)
            for letter, spec in zip(letters, specs, strict=True)
        ],
        "links": [{"name": link, "holds_when": HOLDS_WHEN[link]} for link in LINKS],
        "parameters": [_parameter(parameter) for parameter in loss.parameters],
        "remedies": {
            name: {"words": remedy.words, "label": remedy.label}
            for name, remedy in remedies(comparison, catalogue).items()
        },
        "events": events(comparison, catalogue),
        "command": command(comparison, catalogue),
    }


def watched_data(comparison: Comparison, catalogue: Catalogue) -> dict:
    """The same without the buttons that would change the runs."""
    data = panel_data(comparison, catalogue)
    for wiring in data["wirings"]:
        wiring.pop("mended_by", None)
    for remedy in data["remedies"].values():
        remedy["label"] = ""
    return data


@lru_cache(maxsize=64)
def _charts(
    letters: tuple[str, ...],
    wirings: tuple[Wiring, ...],
    loss: Loss,
    dataset: Dataset,
    steps: int,
) -> list[dict]:
    """Kept, since Plotly's checks take a tenth of a second and most settings change no chart."""
    return build_charts(dict(zip(letters, wirings, strict=True)), loss, dataset, steps)


def command(comparison: Comparison, catalogue: Catalogue) -> str:
    """The commands that compute the same runs, one a line, for those who cannot open the link."""
    return "\n".join(_command(spec) for spec in comparison.runs(catalogue))


def _command(spec: RunSpec) -> str:
    parts = ["python -m explorer run --wiring", spec.wiring]
    for name, value in spec.as_dict().items():
        if name in FIELD and value not in (None, FIELD[name].default):
            parts += [f"--{name.replace('_', '-')}", str(value)]
    return " ".join([*parts, *(f"--event {event}" for event in spec.events)])


def _wiring(letter: str, spec: RunSpec, comparison: Comparison, catalogue: Catalogue) -> dict:
    wiring = catalogue.wiring(spec.wiring)
    plain = {"letter": letter}
    plain |= {name: getattr(wiring, name) for name in ("key", "title", "kind")}
    plain |= {"steps": spec.steps, "raises": wiring.outcome == "raises"}
    only = wiring.only
    plain["cures"] = only is not None and catalogue.loss(spec.loss).verdict in only.verdicts
    mended_by = wiring.mended_by
    # The fixed run shows what mends the broken one, not what mends a further one.
    if letter == "a" and mended_by is not None and mended_by not in comparison.wirings():
        plain["mended_by"] = {"key": mended_by, "title": catalogue.wiring(mended_by).title}
    return plain


def _parameter(parameter: Parameter) -> dict:
    reading = parameter.reading
    return {
        "name": parameter.name,
        "title": parameter.title,
        "symbol": parameter.symbol,
        "initial": parameter.initial,
        "reading": asdict(reading) if reading else None,
    }
