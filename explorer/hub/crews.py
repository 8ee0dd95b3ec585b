"""All workers of the hub: those of this machine, and those on a cluster if there is one."""

from collections.abc import Callable

from explorer.hub.crew import Crew
from explorer.hub.worker import Worker


class Crews:
    """As `Crew` is to the hub, of several; the first one's are of this machine."""

    def __init__(self, *crews: Crew):
        self._crews = crews

    @property
    def workers(self) -> list[Worker]:
        """Of all crews."""
        return [worker for crew in self._crews for worker in crew.workers]

    @property
    def ready(self) -> list[Worker]:
        """The workers that accept runs."""
        return [worker for crew in self._crews for worker in crew.ready]

    @property
    def failed_starts(self) -> int:
        """In a row, on this machine: whether there is any worker does not depend on a cluster."""
        return self._crews[0].failed_starts

    def welcome(self, worker: Worker) -> None:
        """A worker is ready: give it a share of all that wait."""
        self._crew_of(worker).welcome(worker, lambda: self.ready)

    def lose(self, worker: Worker, now: float) -> None:
        """Remove a worker that has exited, and start another."""
        self._crew_of(worker).lose(worker, now)

    def fill(self, now: float) -> None:
        """Start missing workers."""
        self._each(lambda crew: crew.fill(now))

    def end_silent(self, now: float) -> None:
        """End the workers that hang."""
        self._each(lambda crew: crew.end_silent(now))

    def excuse(self, now: float) -> None:
        """Count silence from now on."""
        self._each(lambda crew: crew.excuse(now))

    def replace_grown(self, now: float) -> None:
        """Replace the workers that have grown."""
        self._each(lambda crew: crew.replace_grown(now))

    def _each(self, do: Callable[[Crew], None]) -> None:
        for crew in self._crews:
            do(crew)

    def _crew_of(self, worker: Worker) -> Crew:
        return next(crew for crew in self._crews if worker in crew.workers)
