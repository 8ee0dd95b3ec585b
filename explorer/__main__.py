"""The command line: `python -m explorer list | run | link | bench`."""

import argparse
import csv
import json
import sys
from dataclasses import asdict
from pathlib import Path

from explorer.catalogue import Catalogue
from explorer.fields import FIELD, FIELDS, Field, one_of_many
from explorer.spec import Comparison, RunSpec

SECTIONS = ("losses", "datasets", "wirings")
FLAGS_OF_RUN = [f for f in FIELDS if f.name not in ("view", "broken", "fixed")]


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit status: 0, 1 (not as declared) or 2 (bad arguments)."""
    given = _parser().parse_args(arguments)
    return given.command(given)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m explorer",
        allow_abbrev=False,
        description="See where a trainable loss parameter is lost, on real Keras runs.",
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    show = commands.add_parser("list", allow_abbrev=False, help="what can be picked")
    show.add_argument("section", choices=SECTIONS)
    show.add_argument("--json", action="store_true", help="print JSON")
    show.set_defaults(command=_list)

    run = commands.add_parser(
        "run", allow_abbrev=False, help="train one wiring here and say what happened"
    )
    run.add_argument("--wiring", metavar="K", help=_help(FIELD["broken"], "loss_in_compile"))
    for field in FLAGS_OF_RUN:
        _add_flag(run, field)
    run.add_argument("--json", action="store_true", help="print JSON")
    run.add_argument("--csv", type=Path, metavar="FILE", help="write telemetry, a row a step")
    run.set_defaults(command=_run)

    link = commands.add_parser(
        "link", allow_abbrev=False, help="print the query string of a comparison"
    )
    for field in FIELDS:
        _add_flag(link, field)
    link.set_defaults(command=_link)

    bench = commands.add_parser(
        "bench", allow_abbrev=False, help="measure performance, as ratios in one run"
    )
    bench.add_argument("--json", action="store_true", help="print JSON")
    bench.add_argument("--load", action="store_true", help="measure the server under load instead")
    bench.set_defaults(command=_bench)
    return parser


def _add_flag(parser: argparse.ArgumentParser, field: Field) -> None:
    shown = {"choice": "K", "integer": "N", "number": "F"}[field.kind]
    flag = "--" + field.name.replace("_", "-")
    parser.add_argument(flag, dest=field.name, metavar=shown, help=_help(field, field.default))


def _help(field: Field, default) -> str:
    pairs = {"loss": "dataset", "dataset": "loss"}
    other = f", or one that suits the {pairs[field.name]}" if field.name in pairs else ""
    return f"{field.title} (default {default}{other})"


def _comparison(given: argparse.Namespace, catalogue: Catalogue) -> Comparison | None:
    query = {
        field.name: getattr(given, field.name)
        for field in FIELDS
        if getattr(given, field.name, None) is not None
    }
    comparison, problems = Comparison.from_query(query, catalogue)
    for problem in problems:
        flag = "--" + problem.name.replace("_", "-")
        print(f"explorer: {flag}: {problem.message}", file=sys.stderr)
    return None if problems else comparison


def _catalogue() -> Catalogue:
    from explorer.engine.start import single_threaded

    single_threaded()
    from explorer.engine.inventory import inventory

    return inventory().catalogue


def _list(given: argparse.Namespace) -> int:
    records = getattr(_catalogue(), given.section)
    if given.json:
        plain = [{k: v for k, v in asdict(record).items() if k != "code"} for record in records]
        print(json.dumps(plain, indent=2, ensure_ascii=False))
        return 0
    width = max(len(record.key) for record in records)
    for record in records:
        print(f"{record.key:{width}}  {_column(record, given.section)}{record.title}")
    return 0


def _column(record, section: str) -> str:
    """What stands between key and title: kind, or task and shapes."""
    if section == "wirings":
        return f"{record.kind:6}  "
    if section == "losses":
        return f"{record.task:14}  "
    shapes = f"{record.samples:,} x {record.inputs} -> {record.outputs}"
    return f"{record.task:14}  {shapes:>16}  "


def _run(given: argparse.Namespace) -> int:
    catalogue = _catalogue()
    comparison = _comparison(given, catalogue)
    wiring = given.wiring if given.wiring is not None else FIELD["broken"].default
    if wiring not in catalogue.keys("wirings"):
        allowed = one_of_many(catalogue.keys("wirings"), wiring, "wirings")
        told = f"expected {allowed}; received: {wiring[:60]!r}"
        print(f"explorer: --wiring: {told}", file=sys.stderr)
        return 2
    if comparison is None:
        return 2
    if given.csv is not None:
        try:  # before anything is trained, so that nothing is lost
            given.csv.open("a").close()
        except OSError as error:
            print(f"explorer: --csv: cannot write {given.csv}: {error.strerror}", file=sys.stderr)
            return 2
    if given.loss_lr is not None and not catalogue.wiring(wiring).uses_loss_lr:
        print(f"explorer: --loss-lr: wiring {wiring} has no use for it; ignored", file=sys.stderr)
    return _train(comparison.run(wiring, catalogue), catalogue, given)


def _train(spec: RunSpec, catalogue: Catalogue, given: argparse.Namespace) -> int:
    from explorer.engine.session import Session, as_declared
    from explorer.sentence import sentence

    run = Session().run_to_end(spec)
    outcome = run.outcome
    if given.csv is not None:
        with given.csv.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("step", *run.columns))
            writer.writerows((step, *row.tolist()) for step, row in enumerate(run.rows, start=1))
    if given.json:
        print(json.dumps(outcome.as_dict(), indent=2, ensure_ascii=False))
    else:
        print(sentence(outcome, catalogue))
        if outcome.exception is not None:
            print(f"{outcome.exception.type}: {outcome.exception.message}")
        for result, state in zip(outcome.chain.links, outcome.chain.states, strict=True):
            print(f"  {result.link:9}  {state:11}  {result.evidence}")
        if outcome.chain.measured_on != "compiled step":
            print(f"  measured on {outcome.chain.measured_on}")
        for warning in outcome.warnings:
            print(f"Keras warned: {warning}")
        for true in outcome.corrections:
            print(f"Its hint misleads. {true}")
        speed = outcome.steps_per_second
        print(
            f"{outcome.mode}{f', {speed:,.0f} steps/s' if speed else ''}, "
            f"fingerprint {outcome.fingerprint} ({outcome.versions})"
        )
    return 0 if as_declared(outcome, catalogue) else 1


def _link(given: argparse.Namespace) -> int:
    catalogue = _catalogue()
    comparison = _comparison(given, catalogue)
    if comparison is None:
        return 2
    print(comparison.to_query_string(catalogue))
    return 0


def _bench(given: argparse.Namespace) -> int:
    from explorer.bench.report import report, report_load

    return (report_load if given.load else report)(as_json=given.json)


if __name__ == "__main__":
    sys.exit(main())
