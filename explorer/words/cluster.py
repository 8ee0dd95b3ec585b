"""What visitors are told of a cluster: how it stands while it does not compute all it could."""

from explorer.records.cluster import Standing
from explorer.records.number import count

HERE = "Runs are computed on the web server alone meanwhile."
STATES = {
    "joining": f"Joining the cluster. {HERE}",
    "unreachable": f"The cluster does not answer, or asks for another token. {HERE}",
    "versions": f"The cluster runs another version of Ray or Python. {HERE}",
    "lost": f"The cluster was lost; the server tries to join it again. {HERE}",
}
"""While it is not joined."""
PENDING = f"No machine with a CPU for runs has joined the cluster yet. {HERE}"
FULL = f"Every CPU of the cluster is in use by others. {HERE}"
OTHER_CODE = "A machine of the cluster has other code or library versions and computes nothing."
NOT_STARTED = "A worker on the cluster did not start; the server tries again."


def cluster_words(standing: Standing, ready: int, starting: int, fault: str | None) -> str:
    """One or two sentences; empty where every worker that fits computes.

    Args:
        standing: how it stands.
        ready: workers there that accept runs.
        starting: workers there that do not yet.
        fault: why the last one that exited was never ready, `code` or `start`; None if none was.
    """
    if standing.state != "joined":
        return STATES[standing.state]
    if fault is not None:
        return OTHER_CODE if fault == "code" else NOT_STARTED
    if starting:
        beside = f" {ready} of {ready + starting} are ready." if ready else ""
        return f"Starting {count(starting, 'worker')} on the cluster.{beside}"
    if not ready and not standing.free:
        return FULL if standing.cpus else PENDING
    return ""
