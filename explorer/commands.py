"""The commands that train or show: `list | run | link | export | sweep | bench`."""

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from explorer.engine.start import single_threaded
from explorer.environment import ADDRESS, overridden
from explorer.export.chromium import chromium
from explorer.export.computed import computed
from explorer.export.finished import Finished, file_name
from explorer.export.forms import FORMS
from explorer.export.pictured import PICTURES, pictured
from explorer.export.table import numbered, write_table
from explorer.records.catalogue import Catalogue
from explorer.records.event import FORM, MOST, Event, parse_event
from explorer.records.fields import FIELD, FIELDS, WIRING, Field
from explorer.records.outcome import Chain, Outcome
from explorer.records.spec import LISTS, Comparison, RunSpec
from explorer.records.timeline import sensible
from explorer.storage.replacing import replacing
from explorer.sweep.command import add_sweep
from explorer.terminal import complain, say, say_json
from explorer.words.corrections import corrections
from explorer.words.findings import STATES, evidence
from explorer.words.report import report
from explorer.words.sentence import sentence

HELD_APART = ("code", "measured")
"""Fields of records that `list` leaves out: whole files."""
SECTIONS = ("losses", "datasets", "wirings")
FLAGS_OF_RUN = [f for f in FIELDS if f.name not in ("view", "broken", "fixed")]


def main(arguments: list[str]) -> int:
    """Run one command and return its exit status: 0, 1 (not as declared) or 2 (bad arguments)."""
    given = _parser().parse_args(arguments)
    return given.command(given)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m explorer",
        allow_abbrev=False,
        description="See where a trainable loss parameter is lost, on real Keras runs.",
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    show = commands.add_parser("list", allow_abbrev=False, help="list the keys and titles")
    show.add_argument("section", choices=SECTIONS)
    show.add_argument("--json", action="store_true", help="print JSON")
    show.set_defaults(command=_list)

    run = commands.add_parser(
        "run", allow_abbrev=False, help="train one wiring and report the outcome"
    )
    run.add_argument(
        "--wiring", metavar="K", default=WIRING.default, help=_help(WIRING, WIRING.default)
    )
    for field in FLAGS_OF_RUN:
        _add_flag(run, field)
    run.add_argument(
        "--event",
        action="append",
        default=[],
        metavar="E",
        help=f"change it in mid-run: {FORM.replace('`', '')}; at most {MOST}",
    )
    run.add_argument("--json", action="store_true", help="print JSON")
    run.add_argument("--csv", type=Path, metavar="FILE", help="write telemetry, a row per step")
    run.set_defaults(command=_run)

    link = commands.add_parser("link", allow_abbrev=False, help="print the address of a comparison")
    _add_comparison(link)
    link.add_argument("--query", action="store_true", help="print only the part after '?'")
    link.set_defaults(command=_link)

    export = commands.add_parser(
        "export", allow_abbrev=False, help="write a comparison to a file that lives by itself"
    )
    export.add_argument(
        "--as",
        dest="form",
        required=True,
        choices=(*FORMS, *PICTURES),
        help="what kind of file; a picture needs Playwright and Chromium",
    )
    export.add_argument(
        "--out", type=Path, metavar="FILE", help="where to (default: named after the comparison)"
    )
    export.add_argument("--link", metavar="LINK", help="what to export, instead of the flags below")
    export.add_argument(
        "--all-stories",
        type=Path,
        metavar="DIR",
        help="with --as html: write an index and a file for each story to this folder instead; "
        "a --link then only says where the app is",
    )
    _add_comparison(export)
    export.set_defaults(command=_export)

    add_sweep(commands)

    bench = commands.add_parser(
        "bench",
        allow_abbrev=False,
        help="measure performance in one run (six minutes; needs Playwright and Chromium)",
    )
    bench.add_argument("--json", action="store_true", help="print JSON")
    bench.add_argument("--load", action="store_true", help="measure the server under load instead")
    bench.add_argument(
        "--soak",
        type=float,
        metavar="MINUTES",
        help="measure instead how its memory develops while visitors come and go",
    )
    bench.set_defaults(command=_bench)

    # Here for --help only: `__main__` runs it without loading any of this.
    commands.add_parser("lint", help="find loss parameters that will not train, in any program")
    return parser


def _add_comparison(parser: argparse.ArgumentParser) -> None:
    for field in FIELDS:
        _add_flag(parser, field)
    for name, words in LISTS.items():
        parser.add_argument(f"--{name}", metavar="LIST", help=words)


def _add_flag(parser: argparse.ArgumentParser, field: Field) -> None:
    shown = {"choice": "K", "integer": "N", "number": "F"}[field.kind]
    flag = "--" + field.name.replace("_", "-")
    parser.add_argument(flag, dest=field.name, metavar=shown, help=_help(field, field.default))


def _help(field: Field, default) -> str:
    pairs = {"loss": "dataset", "dataset": "loss"}
    other = f", or one that suits the {pairs[field.name]}" if field.name in pairs else ""
    return f"{field.title} (default {default}{other})"


def _query(given: argparse.Namespace) -> dict[str, str]:
    """The flags that were given, as the query of a link."""
    names = (*FIELD, *LISTS)
    return {name: getattr(given, name) for name in names if getattr(given, name, None) is not None}


def _catalogue() -> Catalogue:
    for setting in overridden():
        complain(f"ignored, since results depend on it: {setting}")
    single_threaded()
    from explorer.engine.inventory import inventory

    return inventory().catalogue


def _list(given: argparse.Namespace) -> int:
    records = getattr(_catalogue(), given.section)
    if given.json:
        plain = [
            {k: v for k, v in asdict(record).items() if k not in HELD_APART} for record in records
        ]
        say_json(plain)
        return 0
    width = max(len(record.key) for record in records)
    for record in records:
        say(f"{record.key:{width}}  {_column(record, given.section)}{record.title}")
    return 0


def _column(record, section: str) -> str:
    """The columns between key and title: kind, or task and shapes."""
    if section == "wirings":
        return f"{record.kind:6}  "
    if section == "losses":
        return f"{record.task:14}  "
    shapes = f"{record.samples:,} x {record.inputs} -> {record.outputs}"
    return f"{record.task:14}  {shapes:>16}  "


def _run(given: argparse.Namespace) -> int:
    catalogue = _catalogue()
    query = _query(given)
    try:
        wiring = WIRING.parse(given.wiring, catalogue)
        kind = catalogue.wiring(wiring).kind
        query |= {"view": kind, kind: wiring}
    except ValueError as error:
        wiring = None
        complain(f"--wiring: {error}")
    comparison, problems = Comparison.from_query(query, catalogue)
    for problem in problems:
        flag = "wiring" if problem.name in ("broken", "fixed") else problem.name
        _complain_of(flag, problem.message)
    if problems or wiring is None:
        return 2
    if given.loss_lr is not None and not comparison.uses_loss_lr(catalogue):
        complain(f"--loss-lr: wiring {wiring} does not use it; ignored")
    events, refused = _events(given.event, wiring, comparison, catalogue)
    for message in refused:
        complain(f"--event: {message}")
    if refused:
        return 2
    spec = comparison.run(wiring, catalogue, events)
    if given.csv is None:
        return _train(spec, catalogue, given.json)
    try:
        with replacing(given.csv) as file:  # before training, which may be long
            return _train(spec, catalogue, given.json, file)
    except OSError as error:
        complain(f"--csv: cannot write {given.csv}: {error.strerror}")
        return 2


def _events(
    texts: list[str], wiring: str, comparison: Comparison, catalogue: Catalogue
) -> tuple[tuple[Event, ...], list[str]]:
    """The events that the texts stand for, and what is wrong with the others."""
    read, problems = [], []
    for text in texts:
        try:
            read.append(parse_event(text, catalogue))
        except ValueError as error:
            problems.append(str(error))
    loss = catalogue.loss(comparison.loss)
    events, refused = sensible(read, {"": wiring}, loss, comparison.steps, catalogue)
    return events, problems + refused


def _complain_of(name: str, message: str) -> None:
    complain(f"--{name.replace('_', '-')}: {message}")


def _train(spec: RunSpec, catalogue: Catalogue, as_json: bool, file: TextIO | None = None) -> int:
    from explorer.engine.session import Session, as_declared

    run = Session().run_to_end(spec)
    if file is not None:
        write_table(file, ("step", *run.columns), numbered(run.rows))
    if as_json:
        say_json(report(run.outcome))
    else:
        _report(run.outcome, catalogue)
    return 0 if as_declared(run.outcome, catalogue) else 1


def _report(outcome: Outcome, catalogue: Catalogue) -> None:
    """Print how a run ended."""
    say(sentence(outcome, catalogue))
    if outcome.exception is not None:
        say(f"{outcome.exception.type}: {outcome.exception.message}")
    for segment, chain in zip(outcome.spec.segments, outcome.chains, strict=False):
        if outcome.segments:
            title = catalogue.wiring(segment.wiring).title
            say(f"From step {segment.begun + 1:,}, {title}:")
        _report_chain(chain)
    for warning in outcome.warnings:
        say(f"Keras warned: {warning}")
    for correction in corrections(outcome):
        say(f"Its hint misleads. {correction}")
    speed = outcome.steps_per_second
    say(
        f"{outcome.mode}{f', {speed:,.0f} steps/s' if speed else ''}, "
        f"fingerprint {outcome.fingerprint} ({outcome.versions})"
    )


def _report_chain(chain: Chain) -> None:
    for result, state in zip(chain.links, chain.states, strict=True):
        say(f"  {result.link:9}  {STATES[state]:11}  {evidence(result)}")
    if chain.measured_on != "compiled step":
        say(f"  measured on {chain.measured_on}")


def _link(given: argparse.Namespace) -> int:
    catalogue = _catalogue()
    comparison, problems = Comparison.from_query(_query(given), catalogue)
    for problem in problems:
        _complain_of(problem.name, problem.message)
    if problems:
        return 2
    query = comparison.to_query_string(catalogue)
    say(query if given.query else f"{ADDRESS}?{query}")
    return 0


def _export(given: argparse.Namespace) -> int:
    if given.all_stories is not None:
        return _export_stories(given)
    catalogue = _catalogue()
    query = _query(given)
    if given.link is not None and query:
        complain(f"--link: expected no other flag beside it; received: {', '.join(query)}")
        return 2
    app, _, linked = (given.link or "").rpartition("?")
    comparison, problems = Comparison.from_query(linked or query, catalogue)
    for problem in problems:
        _complain_of(f"link: {problem.name}" if given.link else problem.name, problem.message)
    if problems:
        return 2
    ending = given.form if given.form in PICTURES else FORMS[given.form].ending
    path = given.out or Path(file_name(comparison, ending))

    def write() -> Iterator[Path]:
        if given.form in PICTURES:
            chromium()  # before the runs, which may be long
        with replacing(path, binary=True) as file:
            complain("computing the runs …")
            finished = computed(comparison, catalogue, app or ADDRESS)
            file.write(_content(given.form, finished))
        for run in finished.runs:
            if error := run.outcome.exception:
                complain(f"{run.spec.wiring} raised {error.type} at step {error.step}")
        yield path

    return _written(write(), f"--out: cannot write {path}")


def _written(paths: Iterator[Path], failure: str) -> int:
    """Print each path as soon as its file is written; one line for what goes wrong."""
    try:
        for path in paths:
            say(str(path))
    except OSError as error:
        complain(f"{failure}: {error.strerror}")
        return 2
    except RuntimeError as error:
        complain(str(error))
        return 1
    return 0


def _content(form: str, finished: Finished) -> bytes:
    if form in PICTURES:
        return pictured(finished, form)
    return FORMS[form].make(finished).encode()


def _export_stories(given: argparse.Namespace) -> int:
    from explorer.stories.site import write_stories

    others = ["--out"] if given.out else []
    others += [f"--{name.replace('_', '-')}" for name in _query(given)]
    if given.form != "html" or others:
        received = ", ".join([f"--as {given.form}", *others])
        complain(
            f"--all-stories: expected only --as html and --link beside it; received: {received}"
        )
        return 2
    app = (given.link or "").partition("?")[0] or ADDRESS
    complain("computing the runs of all stories …")
    paths = write_stories(given.all_stories, _catalogue(), app)
    return _written(paths, f"--all-stories: cannot write {given.all_stories}")


def _bench(given: argparse.Namespace) -> int:
    from explorer.bench.report import report, report_load, report_soak

    if given.soak is not None:
        return report_soak(given.soak, as_json=given.json)
    return (report_load if given.load else report)(as_json=given.json)
