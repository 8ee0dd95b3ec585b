"""How many runs the hub accepts, and what it raises beyond that."""

from dataclasses import dataclass

from explorer import limits
from explorer.limits import Limit


class Busy(Exception):
    """Too much to compute now; trying again later may work. The message names the limit."""


@dataclass(frozen=True)
class Bounds:
    """Limits on runs that are computing or waiting: of all clients together, and of one."""

    live_runs: Limit
    live_runs_of_client: Limit

    def check(self, new: int, live: int, live_of_client: int) -> None:
        """Check that `new` more runs fit.

        Raises:
            Busy: with the live ones they exceed a limit.
        """
        most, most_of_client = self.live_runs, self.live_runs_of_client
        if live + new > most.value:
            raise Busy(f"this server is already computing {live:,} runs; {most}")
        if live_of_client + new > most_of_client.value:
            raise Busy(
                f"this server is already computing {live_of_client:,} runs for your address; "
                f"{most_of_client}"
            )


RUNS = Bounds(limits.LIVE_RUNS, limits.LIVE_RUNS_OF_CLIENT)
"""What visitors may have computed."""
