"""The command line at its terminal: what it prints, and how it ends."""

import codecs
import json
import os
import sys
import unicodedata
from collections.abc import Callable

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells count it: 128 + SIGINT."""
NOBODY_READS = 141
"""Exit status when the reader closed the pipe: 128 + SIGPIPE."""
PLAIN = {"−": "-", "→": "->", "×": "x", "²": "^2", "…": "..."}
ERRORS = "explorer.plain"


class OutputLost(Exception):
    """Standard output cannot be written; `__cause__` is the `OSError`."""


def say(text: str) -> None:
    """Print to standard output.

    Raises:
        OutputLost: it is closed or full.
    """
    try:
        print(text, flush=True)
    except OSError as error:
        raise OutputLost from error


def say_json(value) -> None:
    """Print a value as JSON that the terminal can show.

    Raises:
        OutputLost: standard output is closed or full.
    """
    text = json.dumps(value, indent=2, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        text = json.dumps(value, indent=2)
    say(text)


def complain(text: str) -> None:
    """Print one line to standard error, if it can be written."""
    try:
        print(f"explorer: {text}", file=sys.stderr, flush=True)
    except OSError:
        _discard(sys.stderr)


def at_terminal(main: Callable[[], int]) -> int:
    """Call `main` as a program and return its exit status.

    Characters that the terminal's encoding lacks are replaced by plain ones. Ctrl-C, a closed
    pipe and a full disk end it with at most one line on standard error.

    Returns:
        The status of `main`; 2 where standard output cannot be written; `INTERRUPTED` or
        `NOBODY_READS`.
    """
    _open_missing_streams()
    codecs.register_error(ERRORS, _plainly)
    sys.stdout.reconfigure(errors=ERRORS)
    sys.stderr.reconfigure(errors=ERRORS)
    try:
        try:
            return main()
        except SystemExit as exit_:  # argparse has printed help or an error
            _flush()
            return exit_.code
    except KeyboardInterrupt:
        complain("interrupted")
        return INTERRUPTED
    except OutputLost as lost:
        _discard(sys.stdout)
        if isinstance(lost.__cause__, BrokenPipeError):
            return NOBODY_READS
        complain(f"cannot write to standard output: {lost.__cause__.strerror}")
        return 2


def _flush() -> None:
    try:
        sys.stdout.flush()
    except OSError as error:
        raise OutputLost from error


def _discard(stream) -> None:
    """Discard the rest of `stream`; Python would try to write it again when it exits."""
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), stream.fileno())


def _open_missing_streams() -> None:
    """Point streams that the caller closed at /dev/null, so that no file gets their numbers."""
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(number, True)
    os.close(number)
    if sys.stdout is None:
        sys.stdout = os.fdopen(1, "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", encoding="utf-8")


def _plainly(error: UnicodeError) -> tuple[str, int]:
    """Characters that an encoding lacks, in ASCII: Greek letters by name, the rest escaped."""
    signs = error.object[error.start : error.end]
    return "".join(map(_plain, signs)), error.end


def _plain(sign: str) -> str:
    name = unicodedata.name(sign, "")
    if name.startswith("GREEK SMALL LETTER "):
        return name.split()[-1].lower()
    return PLAIN.get(sign) or sign.encode("ascii", "backslashreplace").decode()
