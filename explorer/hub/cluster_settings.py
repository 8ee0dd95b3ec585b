"""EXPLORER_RAY: whether there is a cluster, and where."""

import os
from importlib.util import find_spec

from explorer import limits
from explorer.hub.cluster import Cluster

VARIABLE = "EXPLORER_RAY"


def cluster_of_environment() -> Cluster | None:
    """The cluster that EXPLORER_RAY names; None where it is not set.

    Raises:
        ValueError: see `cluster_address`.
    """
    address = cluster_address()
    if address is None:
        return None
    bounded = limits.WORKERS.variable in os.environ
    return Cluster(address, limits.WORKERS.value if bounded else None)


def cluster_address() -> str | None:
    """`auto` or HOST:PORT; None where the variable is not set or empty.

    Raises:
        ValueError: it is neither, or Ray is not installed.
    """
    address = os.environ.get(VARIABLE, "")
    if not address:
        return None
    host, _, port = address.rpartition(":")
    if address != "auto" and (not host or not port.isdecimal() or "/" in address):
        hint = " (a Ray client cannot stream: let this machine join the cluster with 0 CPUs)"
        raise ValueError(
            f"{VARIABLE}: expected auto or HOST:PORT{hint if '://' in address else ''}; "
            f"received: {address!r}"
        )
    if find_spec("ray") is None:
        raise ValueError(f"{VARIABLE}: expected Ray to be installed (pip install ray==2.60.0)")
    return address
