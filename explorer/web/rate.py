"""How often something that costs the server work may be asked for."""

import time
from collections import Counter, deque
from collections.abc import Callable

from explorer.limits import Limit
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
        self,
        what: str,
        most: Limit,
        most_of_client: Limit,
        clock: Callable[[], float] = time.monotonic,
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
        count, count_of_client = len(self._accepted), self._of_client[client]
        if count >= self._most.value:
            raise Busy(f"this server made {count:,} {self._what} in a minute; {self._most}")
        if count_of_client >= self._most_of_client.value:
            raise Busy(
                f"this server made {count_of_client:,} {self._what} in a minute for your address; "
                f"{self._most_of_client}"
            )
        self._accepted.append((now, client))
        self._of_client[client] += 1
