"""How much one server accepts and keeps, so that it refuses with a message instead of failing.

Everything here depends on the machine and its visitors, so each limit can be set by an environment
variable, and a refusal names it. What depends on neither is a constant of its own module: how long
a link or a message may be, how long an answer may take, how many runs and programs fit into one
worker, how many runs the hub looks through.

A client is an address; see `web/visitors.py`.
"""

import os
from dataclasses import dataclass
from functools import cached_property

from explorer.environment import whole_number


@dataclass(frozen=True)
class Limit:
    """One limit, at least 1.

    Attributes:
        variable: of the environment.
        default: where the variable is not set.
        most: the largest value allowed.
        what: what it limits, for the table of the README.
        shown: the default in that table, where it is not the number.
    """

    variable: str
    default: int
    most: int
    what: str
    shown: str = ""

    @cached_property
    def value(self) -> int:
        """The limit of this process; the variable is read once.

        Raises:
            ValueError: the variable is not a whole number from 1 to `most`.
        """
        return whole_number(self.variable, self.default, self.most)

    def __str__(self) -> str:
        """What a refusal says of it, so that it can be raised."""
        return f"the server's setting {self.variable} allows {self.value:,}"


MANY = 1_000_000
OF_CLIENT = "the same for one address"

WORKERS = Limit(
    "EXPLORER_WORKERS",
    os.cpu_count() or 1,
    64,
    "worker processes that compute runs; on a cluster, the most there, by default one a CPU",
    "one a core",
)
WORKER_MB = Limit(
    "EXPLORER_WORKER_MB",
    1600,
    MANY,
    "MB at which a worker is replaced; it can reach a quarter more",
)
KEPT_MB = Limit("EXPLORER_KEPT_MB", 64, MANY, "MB of ended runs that are kept for the next visitor")
LIVE_RUNS = Limit("EXPLORER_MAX_LIVE_RUNS", 200, MANY, "runs being computed or waiting for it")
LIVE_RUNS_OF_CLIENT = Limit("EXPLORER_MAX_LIVE_RUNS_OF_CLIENT", 100, MANY, OF_CLIENT)
STREAMS = Limit("EXPLORER_MAX_STREAMS", 1000, MANY, "open streams, one a tab")
# Enough for a class behind one address.
STREAMS_OF_CLIENT = Limit("EXPLORER_MAX_STREAMS_OF_CLIENT", 250, MANY, OF_CLIENT)
QUESTIONS = Limit("EXPLORER_MAX_QUESTIONS", 200, MANY, "single steps being examined")
QUESTIONS_OF_CLIENT = Limit("EXPLORER_MAX_QUESTIONS_OF_CLIENT", 100, MANY, OF_CLIENT)
BANDS = Limit("EXPLORER_MAX_BANDS", 40, MANY, "comparisons being computed over 16 seeds")
BANDS_OF_CLIENT = Limit("EXPLORER_MAX_BANDS_OF_CLIENT", 10, MANY, OF_CLIENT)
SWEEPS = Limit("EXPLORER_MAX_SWEEPS", 40, MANY, "open sweeps; each computes a few runs at a time")
SWEEPS_OF_CLIENT = Limit("EXPLORER_MAX_SWEEPS_OF_CLIENT", 10, MANY, OF_CLIENT)
TABLES = Limit("EXPLORER_MAX_TABLES", 300, MANY, "open tables of outcomes")
TABLES_OF_CLIENT = Limit("EXPLORER_MAX_TABLES_OF_CLIENT", 100, MANY, OF_CLIENT)
EXPORTS = Limit("EXPLORER_MAX_EXPORTS", 40, MANY, "exports being made, and as many QR codes")
EXPORTS_OF_CLIENT = Limit("EXPLORER_MAX_EXPORTS_OF_CLIENT", 10, MANY, OF_CLIENT)
# One takes about a twentieth of a second.
PICTURES = Limit("EXPLORER_MAX_PICTURES", 240, MANY, "pictures of links drawn in a minute")
# A chat's crawler asks for all who use the chat.
PICTURES_OF_CLIENT = Limit("EXPLORER_MAX_PICTURES_OF_CLIENT", 60, MANY, OF_CLIENT)
CHECKS = Limit("EXPLORER_MAX_CHECKS", 2, 64, "programs of Doctor being checked; others wait")

LIMITS = tuple(each for each in vars().values() if isinstance(each, Limit))


def check() -> None:
    """Read every variable.

    Raises:
        ValueError: one has a bad value; the message names it.
    """
    for limit in LIMITS:
        _ = limit.value
