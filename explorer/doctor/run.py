"""`python -m explorer doctor SCRIPT`: run a program under watch and report at its end."""

import argparse
import json
import os
import runpy
import sys
import tempfile
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
        at_exit: is called with the report where the program ends by `os._exit`, and is the last
            to be called then.

    Returns:
        The report, and the program's exit status.
    """
    # Imported here, so that arguments are refused before TensorFlow is loaded.
    from explorer.doctor.checkup import checkup
    from explorer.doctor.hooks import watching

    error, status = None, 0
    before = sys.argv, sys.path[0], sys.modules["__main__"]
    sys.argv = [program, *arguments]
    with (
        watching(what_if) as watch,
        _leaving(lambda: at_exit and at_exit(checkup(watch, program))),
    ):
        try:
            if module:
                sys.path[0] = os.getcwd()  # noqa: PTH109
                runpy.run_module(program, run_name="__main__", alter_sys=True)
            else:
                sys.path[0] = str(Path(program).resolve().parent)
                _execute(program)
        except SystemExit as exit_:
            status = _status(exit_.code)
        except KeyboardInterrupt as interrupt:
            error, status = interrupt, 130
        except Exception as raised:
            _show(raised)
            error, status = raised, 1
        finally:
            sys.argv, sys.path[0], sys.modules["__main__"] = before
    return checkup(watch, program, error), status


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


def _execute(script: str) -> None:
    """Execute a script in a `__main__` of its own, where pickle and Keras look classes up."""
    main = types.ModuleType("__main__")
    main.__file__ = script
    main.__builtins__ = __builtins__
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
        _save(given.json, json.dumps(plain(report), indent=2))
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
