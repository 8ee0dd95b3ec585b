"""The temporary folder of a worker, and those that a killed process has left behind."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # not on this system: what is left behind stays
    fcntl = None

PREFIX = "loss-wiring-worker-"
LOCK = "in-use"
"""A file in the folder. Its owner holds a lock on it until it exits, in whatever way."""


@contextmanager
def scratch_folder() -> Iterator[str]:
    """A folder that is removed when the block ends.

    Raises:
        OSError: it cannot be created.
    """
    with tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as folder:
        if fcntl is None:
            yield folder
            return
        part = Path(folder) / f"{LOCK}.part"
        with part.open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            part.rename(part.with_name(LOCK))  # so it is never there without its lock
            yield folder


def remove_left_over() -> None:
    """Remove the folders whose owner was killed; those of other users stay."""
    if fcntl is None:
        return
    for file in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{LOCK}"):
        with suppress(OSError), file.open("r+") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)  # raises while the owner lives
            shutil.rmtree(file.parent)
