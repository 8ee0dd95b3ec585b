"""How many runs the hub takes on, and what it raises above that."""

from dataclasses import dataclass


class Busy(Exception):
    """There is too much to compute now; later there may not be. The message says what is full."""


@dataclass(frozen=True)
class Bounds:
    """Runs that are computed or wait for it: of all clients together, and of one."""

    live_runs: int
    live_runs_of_client: int

    def check(self, new: int, live: int, live_of_client: int) -> None:
        """Let `new` more runs in.

        Raises:
            Busy: they are too many beside those that are live.
        """
        if live + new > self.live_runs:
            raise Busy(f"this server computes {live:,} runs already")
        if live_of_client + new > self.live_runs_of_client:
            raise Busy(f"this server computes {live_of_client:,} runs for your address already")
