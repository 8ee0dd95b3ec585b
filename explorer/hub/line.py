"""The line of runs that wait for a worker: each one's place, and how long it may take."""

from collections import deque
from collections.abc import Sequence

from explorer.hub.run import Run

REMEMBERED = 20
"""Moves of the line that its pace is measured on."""
LATELY_SECONDS = 300.0
"""Moves longer ago say nothing about now."""
FEWEST = 3
"""Departures from which on a pace is known."""
TOLD_SECONDS = 1.0
"""Every departure changes all places, and every change is a message to a viewer."""


class Line:
    """Owned by the hub, which holds its lock around every call. Times are `time.monotonic`."""

    def __init__(self):
        self._runs: list[Run] = []
        self._moves: deque[tuple[float, float, int]] = deque(maxlen=REMEMBERED)
        """When each ended, how long it took (seconds), and how many runs left the line."""
        self._moved_at = 0.0
        self._told_at = 0.0

    def moved(self, waiting: Sequence[Run], now: float) -> None:
        """Note who waits now, the next one first. Call it whenever that may have changed."""
        departed = sum(run.worker is not None for run in self._runs)
        if departed:
            self._moves.append((now, now - self._moved_at, departed))
        # Time counts only while somebody waits and there are workers to wait for.
        if departed or not self._runs or any(run.no_worker for run in waiting):
            self._moved_at = now
        self._runs = list(waiting)

    def tell(self, now: float) -> None:
        """Give each run its place and wait, and notify its viewers where they have changed."""
        if now - self._told_at < TOLD_SECONDS:
            return
        self._told_at = now
        pace = self._pace(now)
        for place, run in enumerate(self._runs, 1):
            seconds = None if pace is None else place * pace
            if (place, seconds) != (run.place, run.wait_seconds):
                run.place, run.wait_seconds = place, seconds
                run.changed()

    def _pace(self, now: float) -> float | None:
        """Seconds from one departure to the next; None where that is not known."""
        lately = [move for move in self._moves if now - move[0] < LATELY_SECONDS]
        departed = sum(count for _, _, count in lately)
        if departed < FEWEST:
            return None
        spent = sum(seconds for _, seconds, _ in lately)
        # The departure that is due counts once it is late.
        return max(spent / departed, (spent + now - self._moved_at) / (departed + 1))
