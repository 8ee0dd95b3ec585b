"""Which run goes to which worker. Only decides; sends nothing."""

from collections.abc import Hashable, Iterable, Sequence
from itertools import chain, count, zip_longest

from explorer.hub.run import Run
from explorer.hub.worker import Worker
from explorer.records.messages import BACKGROUND

MAX_LEAD = 2
"""A worker that knows the program is preferred until it is this many runs busier than another."""


class Rotation:
    """Whose run is next: clients take turns, the one that has waited longest goes first."""

    def __init__(self):
        self._turns = count(1)
        self._served: dict[str, int] = {}

    def order(self, waiting: Iterable[Run]) -> list[Run]:
        """The waiting runs in the order in which they should get a worker.

        A new client goes first; of each client, the oldest run. Those of `BACKGROUND` come last.
        """
        of_client: dict[str, list[Run]] = {}
        for run in sorted(waiting, key=lambda run: run.number):
            of_client.setdefault(run.client, []).append(run)
        self._served = {name: turn for name, turn in self._served.items() if name in of_client}
        clients = sorted(of_client, key=lambda client: self._served.get(client, 0))
        behind = [client for client in clients if client in BACKGROUND]
        before = [client for client in clients if client not in BACKGROUND]
        rounds = chain.from_iterable(
            zip_longest(*(of_client[client] for client in group)) for group in (before, behind)
        )
        return [run for turns in rounds for run in turns if run is not None]

    def serve(self, client: str) -> None:
        """Note that this client had its turn."""
        self._served[client] = next(self._turns)


def choose(workers: Sequence[Worker], program: Hashable, client: str) -> Worker | None:
    """The worker for a run, or None if it has to wait.

    Prefers one that knows the program, unless another is `MAX_LEAD` runs less busy. A worker
    compiles one program at a time, preferably where that disturbs no other client.
    """
    free = [worker for worker in workers if worker.has_room(client)]
    if not free:
        return None
    least = min(worker.load for worker in free)
    knowing = [worker for worker in free if program in worker.known]
    near = [worker for worker in knowing if worker.load < least + MAX_LEAD]
    if near:
        return min(near, key=lambda worker: worker.load)
    learning = [
        worker
        for worker in free
        if program not in worker.known and not worker.compiling and not worker.full
    ]
    if learning:
        return min(learning, key=lambda worker: (worker.load - worker.load_of(client), worker.load))
    return min(knowing, key=lambda worker: worker.load, default=None)
