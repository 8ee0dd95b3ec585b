"""Checking a program in a process of its own, within a time."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from explorer import limits

SECONDS = 2.5
"""Time for one program."""
WAIT_SECONDS = 10
ROOT = Path(__file__).parents[2]


class NotChecked(Exception):
    """No answer; the message says why, for the program's author."""


def checked(text: str, notebook: bool) -> dict:
    """What `child.answer` returns.

    Args:
        text: of the program.
        notebook: whether it is a notebook's file.

    Raises:
        NotChecked: it took too long, or more memory than it may.
    """
    places = _places()
    if not places.acquire(timeout=WAIT_SECONDS):
        raise NotChecked(
            f"The server is checking other programs; {limits.CHECKS} at a time. "
            "Try again in a moment."
        )
    try:
        done = subprocess.run(
            [sys.executable, "-m", "explorer.clinic.child"],
            input=json.dumps({"text": text, "notebook": notebook}).encode(),
            capture_output=True,
            cwd=ROOT,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise NotChecked(f"Checking it took longer than {SECONDS} seconds.") from None
    finally:
        places.release()
    if done.returncode:
        raise NotChecked("It is nested too deeply, or needs too much memory to be checked.")
    return json.loads(done.stdout)


@cache
def _places() -> BoundedSemaphore:
    """For processes that check; whoever comes when all are taken waits."""
    return BoundedSemaphore(limits.CHECKS.value)
