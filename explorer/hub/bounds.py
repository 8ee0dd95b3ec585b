"""How many runs the hub accepts, and what it raises beyond that."""

from dataclasses import dataclass


class Busy(Exception):
    """Too much to compute now; trying again later may work. The message names the limit."""


@dataclass(frozen=True)
class Bounds:
    """Limits on runs that are computing or waiting: of all clients together, and of one."""

    live_runs: int
    live_runs_of_client: int

    def check(self, new: int, live: int, live_of_client: int) -> None:
        """Check that `new` more runs fit.

        Raises:
            Busy: with the live ones they exceed a limit.
        """
        if live + new > self.live_runs:
            raise Busy(f"this server is already computing {live:,} runs")
        if live_of_client + new > self.live_runs_of_client:
            raise Busy(f"this server is already computing {live_of_client:,} runs for your address")
