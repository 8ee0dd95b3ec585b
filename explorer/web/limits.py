"""How much one server accepts, so that it refuses with a message instead of failing.

Limits that depend on the machine and its visitors are read from the environment at start. A
client is an address; see `visitors.client_of`.
"""

from functools import partial

from explorer.environment import whole_number
from explorer.hub.bounds import Bounds

limit = partial(whole_number, most=1_000_000)
MAX_STREAMS = limit("EXPLORER_MAX_STREAMS", 1000)
"""Open streams; a tab has one."""
MAX_STREAMS_OF_CLIENT = limit("EXPLORER_MAX_STREAMS_OF_CLIENT", 250)
"""The same for one client; enough for a class behind one address."""
MAX_TABLES = 300
"""Open tables of outcomes."""
MAX_TABLES_OF_CLIENT = 100
"""The same for one client."""
MAX_BANDS = 40
"""Comparisons computed over several seeds at a time."""
MAX_BANDS_OF_CLIENT = 10
"""The same for one client."""
MAX_SWEEPS = 40
"""Open sweeps; one that computes has a few runs at a time."""
MAX_SWEEPS_OF_CLIENT = 10
"""The same for one client."""
MAX_QUESTIONS_OF_CLIENT = 100
"""Steps being examined for one client; the hub bounds those of all."""
MAX_EXPORTS = 40
"""Files being made."""
MAX_EXPORTS_OF_CLIENT = 10
"""The same for one client."""
MAX_PICTURES = 240
"""Pictures of links drawn in a minute; one takes about a twentieth of a second."""
MAX_PICTURES_OF_CLIENT = 60
"""The same for one client; a chat's crawler asks for all who use the chat."""
RUNS = Bounds(
    live_runs=limit("EXPLORER_MAX_LIVE_RUNS", 200),
    live_runs_of_client=limit("EXPLORER_MAX_LIVE_RUNS_OF_CLIENT", 100),
)
"""Runs that are computing or waiting."""
