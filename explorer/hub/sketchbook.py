"""The pictures of losses and datasets, made once for all visitors."""

from explorer.hub.worker import Worker
from explorer.records.catalogue import Catalogue
from explorer.records.messages import Draw, Drawn
from explorer.records.sketch import Sketch

MAX_TRIES = 3
"""How many workers are asked before missing pictures are given up."""


class Sketchbook:
    """Owned by the hub, which holds its lock around every call.

    Attributes:
        held: the sketches so far, by section and key; None where one could not be made.
    """

    def __init__(self):
        self.held: dict[tuple[str, str], Sketch | None] = {}
        self._worker: Worker | None = None
        self._tries = 0

    def ask(self, ready: list[Worker], catalogue: Catalogue) -> None:
        """Have the least busy worker make what is missing, unless one is already doing so."""
        missing = [
            (section, key)
            for section in ("losses", "datasets")
            for key in catalogue.keys(section)
            if (section, key) not in self.held
        ]
        if not missing or self._worker is not None or not ready:
            return
        if self._tries == MAX_TRIES:
            self.held.update(dict.fromkeys(missing))
            return
        self._tries += 1
        self._worker = min(ready, key=lambda worker: len(worker.runs))
        self._worker.send(Draw(tuple(missing)))

    def take(self, message: Drawn) -> None:
        """Keep one more sketch."""
        self.held[message.section, message.key] = message.sketch

    def lose(self, worker: Worker) -> None:
        """A worker has exited; after the next `ask` another makes the rest."""
        if worker is self._worker:
            self._worker = None
