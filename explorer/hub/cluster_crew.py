"""The workers on a cluster: as many as its free CPUs take."""

from collections.abc import Callable

from explorer.hub.cluster import Cluster
from explorer.hub.crew import Crew
from explorer.records.messages import Stop


class ClusterCrew(Crew):
    """As `Crew`, but a successor has no CPU before the grown worker has left it."""

    def __init__(self, cluster: Cluster, hear: Callable):
        super().__init__(0, lambda: cluster.begin(hear))
        self._cluster = cluster

    @property
    def _missing(self) -> int:
        return self._cluster.wanted - len(self.workers)

    def replace_grown(self, now: float) -> None:
        """Let one grown worker at a time finish; `fill` replaces it when it has left."""
        retiring = [worker for worker in self.workers if worker.retiring]
        grown = [worker for worker in self.ready if worker.grown]
        if grown and not retiring:
            self._retire(grown[0], now)
        for worker in retiring:
            self._hurry(worker, now)
            if not worker.runs:
                worker.send(Stop())
