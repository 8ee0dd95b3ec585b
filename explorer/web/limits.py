"""How much one server accepts, so that it refuses with a message instead of failing.

Limits that depend on the machine and its visitors are read from the environment at start. A
client is an address; see `visitors.client_of`.
"""

import os

from explorer.hub.bounds import Bounds


def limit(name: str, default: int) -> int:
    """A limit from the environment, or its default.

    Raises:
        ValueError: the variable is not a whole number from 1 to 1,000,000.
    """
    text = os.environ.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 7 or not 1 <= int(text) <= 1_000_000:
        raise ValueError(f"{name}: expected a whole number from 1 to 1,000,000; received: {text!r}")
    return int(text)


MAX_STREAMS = limit("EXPLORER_MAX_STREAMS", 1000)
"""Open streams; a tab has one."""
MAX_STREAMS_OF_CLIENT = limit("EXPLORER_MAX_STREAMS_OF_CLIENT", 250)
"""The same for one client; enough for a class behind one address."""
MAX_TABLES = 300
"""Open tables of outcomes."""
MAX_TABLES_OF_CLIENT = 100
"""The same for one client."""
RUNS = Bounds(
    live_runs=limit("EXPLORER_MAX_LIVE_RUNS", 200),
    live_runs_of_client=limit("EXPLORER_MAX_LIVE_RUNS_OF_CLIENT", 100),
)
"""Runs that are computing or waiting."""
