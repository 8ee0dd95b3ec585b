"""The doctor's own doings: its errors never reach the user's program, nor does it watch itself."""

import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

_kept: dict[str, None] = {}
_busy = threading.local()


@contextmanager
def guarded() -> Iterator[None]:
    """Keep what the block raises instead of raising it; what it does is not watched."""
    before, _busy.now = busy(), True
    try:
        yield
    except Exception:  # whatever it is, the program goes on
        note_error()
    finally:
        _busy.now = before


def note_error() -> None:
    """Keep the exception that is being handled: what it hides cannot be told."""
    _kept[traceback.format_exc()] = None


def busy() -> bool:
    """Whether the doctor itself is at work in this thread."""
    return getattr(_busy, "now", False)


def errors() -> tuple[str, ...]:
    """The tracebacks kept so far, each once."""
    return tuple(_kept)


def forget() -> None:
    """Begin anew."""
    _kept.clear()
