"""`python -m explorer doctor SCRIPT`: run a program under watch and report at its end."""

import argparse
import json
import os
import sys
import tempfile
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path

from explorer.doctor.html import page
from explorer.records.checkup import Checkup
from explorer.terminal import complain
from explorer.words.checkup import plain, text
from explorer.words.github import annotations

OWN_ERROR = Path(tempfile.gettempdir(), "explorer-doctor-error.txt")
"""Where tracebacks of the doctor's own errors are written."""


def command(arguments: list[str]) -> int:
    """Run the program and report.

    Returns:
        The program's own exit status; with `--exit-code` 1 where a fault was found.
    """
    given = _parser().parse_args(arguments)
    if not given.module and not Path(given.program).is_file():
        complain(f"no file {given.program!r}; expected a Python script")
        return 2

    def write(report: Checkup) -> None:
        _write(report, given)

    report, status = examine(
        given.program, given.arguments, given.module, given.what_if, at_exit=write
    )
    write(report)
    return 1 if given.exit_code and report.faults else status


def examine(
    program: str,
    arguments: list[str],
    module: bool = False,
    what_if: bool = False,
    at_exit: Callable[[Checkup], None] | None = None,
) -> tuple[Checkup, int]:
    """Run a program as `python SCRIPT ARGUMENTS` or `python -m MODULE ARGUMENTS` would.

    Args:
        program: a file, or a module's name.
        arguments: the program's own.
        module: whether it is a module.
        what_if: whether copies of what no step lists are updated, as if it were listed.
        at_exit: is called with the report where the program ends by `os._exit`, and is the last
            to be called then.

    Returns:
        The report, and the program's exit status.
    """
    # Imported here, so that arguments are refused before TensorFlow is loaded.
    from explorer.doctor.checkup import checkup
    from explorer.doctor.hooks import watching

    before = sys.argv, sys.path[0], sys.modules["__main__"]
    with (
        watching(what_if) as watch,
        _leaving(lambda: at_exit and at_exit(checkup(watch, program))),
    ):
        try:
            error, status = _run(program, arguments, module)
            # While the program's own `__main__` is there, its classes can be looked up.
            return checkup(watch, program, error), status
        finally:
            sys.argv, sys.path[0], sys.modules["__main__"] = before


def _run(program: str, arguments: list[str], module: bool) -> tuple[BaseException | None, int]:
    """Run a program to its end; returns what ended it, if anything did, and its exit status."""
    try:
        spec = _found(program) if module else None
        script = spec.origin if spec else program
        sys.argv = [script, *arguments]
        sys.path[0] = os.getcwd() if spec else str(Path(script).resolve().parent)  # noqa: PTH109
        _execute(script, spec)
    except SystemExit as exit_:
        return None, _status(exit_.code)
    except KeyboardInterrupt as interrupt:
        return interrupt, 130
    except Exception as raised:
        _show(raised)
        return raised, 1
    return None, 0


def _found(module: str) -> ModuleSpec:
    """Where a module is; of a package, its `__main__`.

    Raises:
        ImportError: there is none.
    """
    sys.path[0] = os.getcwd()  # noqa: PTH109
    spec = find_spec(module)
    if spec is not None and spec.submodule_search_locations is not None:
        spec = find_spec(f"{module}.__main__")
    if spec is None or spec.origin is None:
        raise ImportError(f"no module {module!r} that can be run")
    return spec


@contextmanager
def _leaving(last: Callable[[], object]) -> Iterator[None]:
    """Call `last` before `os._exit` ends the process, which skips all else."""
    leave = os._exit

    def leaving(status):
        last()
        leave(status)

    os._exit = leaving
    try:
        yield
    finally:
        os._exit = leave


def _execute(script: str, spec: ModuleSpec | None) -> None:
    """Execute a script in a `__main__` of its own, where pickle and Keras look classes up."""
    main = types.ModuleType("__main__")
    main.__file__, main.__spec__, main.__builtins__ = script, spec, __builtins__
    main.__package__ = spec.parent if spec else None
    sys.modules["__main__"] = main
    exec(compile(Path(script).read_bytes(), script, "exec"), main.__dict__)


def _status(code: object) -> int:
    """The exit status that Python makes of what `sys.exit` was given."""
    if code is None or isinstance(code, int):
        return code or 0
    print(code, file=sys.stderr)
    return 1


def _show(raised: Exception) -> None:
    """Print the traceback as Python would, without the doctor's own frames."""
    frames = raised.__traceback__
    while frames and Path(frames.tb_frame.f_code.co_filename).parent == Path(__file__).parent:
        frames = frames.tb_next
    sys.excepthook(type(raised), raised.with_traceback(frames), frames)


def _write(report: Checkup, given: argparse.Namespace) -> None:
    if report.errors:
        OWN_ERROR.write_text("\n".join(report.errors))
        complain(f"the doctor itself failed; its traceback is in {OWN_ERROR}")
    if given.json:
        _save(given.json, json.dumps(plain(report)))
    if given.html:
        _save(given.html, page(report))
    if given.format == "github":
        print(annotations(report, Path.cwd()), file=sys.stderr)
    else:
        print(text(report, Path.cwd()), file=sys.stderr)


def _save(name: str, content: str) -> None:
    if name == "-":
        print(content)
        return
    try:
        Path(name).write_text(content, encoding="utf-8")
    except OSError as error:
        complain(f"cannot write {name}: {error.strerror}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m explorer doctor",
        allow_abbrev=False,
        description="Run a Keras program unmodified and report which of its loss parameters do "
        "not train, and where they are lost.",
    )
    parser.add_argument("--json", metavar="FILE", help="write the report as JSON; - for stdout")
    parser.add_argument(
        "--html", metavar="FILE", help="write the report as one HTML file; - for stdout"
    )
    parser.add_argument(
        "--format", choices=["text", "github"], default="text", help="of what is printed at the end"
    )
    parser.add_argument(
        "--exit-code", action="store_true", help="exit with 1 where a fault was found"
    )
    parser.add_argument(
        "--what-if",
        action="store_true",
        help="update a copy of each parameter that no step lists, to see whether listing it "
        "suffices; the program's own result stays the same",
    )
    parser.add_argument("-m", dest="module", action="store_true", help="run a module, not a file")
    parser.add_argument("program", metavar="SCRIPT", help="the program, or with -m its module")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="the program's own")
    return parser
