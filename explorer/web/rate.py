"""How often something that costs the server work may be asked for."""

import time
from collections import Counter, deque
from collections.abc import Callable

from explorer.web.sockets import Busy

SECONDS = 60


class Rate:
    """Counts requests of one kind in the last minute. For one thread, that of the event loop.

    Args:
        what: the kind, in the plural, for the refusal.
        most: how many are accepted in a minute.
        most_of_client: the same for one client.
        clock: seconds that never go back.
    """

    def __init__(
        self, what: str, most: int, most_of_client: int, clock: Callable[[], float] = time.monotonic
    ):
        self._what = what
        self._most = most
        self._most_of_client = most_of_client
        self._clock = clock
        self._accepted: deque[tuple[float, str]] = deque()
        self._of_client: Counter[str] = Counter()

    def admit(self, client: str) -> None:
        """Count one more.

        Raises:
            Busy: too many were accepted within the last minute.
        """
        now = self._clock()
        while self._accepted and self._accepted[0][0] <= now - SECONDS:
            _, before = self._accepted.popleft()
            self._of_client -= Counter([before])  # which drops those that have none
        if len(self._accepted) >= self._most:
            raise Busy(f"this server makes at most {self._most:,} {self._what} a minute")
        if self._of_client[client] >= self._most_of_client:
            raise Busy(
                f"this server makes at most {self._most_of_client:,} {self._what} a minute for "
                "your address"
            )
        self._accepted.append((now, client))
        self._of_client[client] += 1
