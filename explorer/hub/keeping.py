"""Which ended runs are kept for the next visitor who opens the same link."""

from collections.abc import Iterable

from explorer.hub.run import Run
from explorer.records.messages import BACKGROUND


def beyond(runs: Iterable[Run], most_bytes: int) -> list[Run]:
    """The runs to forget, so that the others fit: those that are over and that nobody watches.

    Runs of the background go first, and of each kind the oldest.

    Args:
        runs: all of them, the most recently wanted last.
        most_bytes: what all that are over and unwatched may hold together.
    """
    old = [run for run in runs if run.over and run.unwatched_since is not None]
    old.sort(key=lambda run: run.client not in BACKGROUND)
    size = sum(run.nbytes for run in old)
    forgotten = []
    for run in old:
        if size <= most_bytes:
            break
        forgotten.append(run)
        size -= run.nbytes
    return forgotten
