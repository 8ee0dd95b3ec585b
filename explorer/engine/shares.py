"""Sharing one worker's time: whose turn it is, by the seconds that each has had."""

from collections.abc import Hashable, Mapping, Sequence


class Shares:
    """Start-time fair queueing: each candidate gets time in proportion to its weight.

    Whoever arrives starts level with the one served last, so that waiting earns no credit.
    A debt stays: whoever had a long turn waits until the others have caught up. Reads no clock.

    Args:
        weights: share of a candidate against the others; 1 where it has none.
    """

    def __init__(self, weights: Mapping[Hashable, float] | None = None):
        self._weights = weights or {}
        self._had: dict[Hashable, float] = {}
        self._now = 0.0

    def next(self, candidates: Sequence[Hashable]) -> Hashable:
        """The candidate that has had least time; the first of several.

        Args:
            candidates: those with work to do now, at least one.
        """
        self._had = {who: had for who, had in self._had.items() if had > self._now}
        for who in candidates:
            self._had.setdefault(who, self._now)
        chosen = min(candidates, key=self._had.__getitem__)
        self._now = self._had[chosen]
        return chosen

    def charge(self, who: Hashable, seconds: float) -> None:
        """Charge `who` for a turn."""
        self._had[who] = self._had.get(who, self._now) + seconds / self._weights.get(who, 1.0)
