"""What is kept of runs, on disk: for the table of outcomes, and for sweeps."""

import hashlib
import json
import logging
from collections import OrderedDict
from contextlib import suppress
from itertools import count
from pathlib import Path
from threading import Lock

from explorer.records.catalogue import Catalogue
from explorer.records.cell import Cell
from explorer.records.spec import RunSpec
from explorer.storage import kept

LOG = logging.getLogger(__name__)
MAX_HELD = 5_000
"""Cells held in memory, some 10 kB each."""
MAX_FILES = 50_000
"""Cells on disk, some 5 kB each; those measured longest ago go first."""
PUTS_PER_LOOK = 1_000
"""How many cells are written until their number on disk is looked at again."""


def address(spec: RunSpec, catalogue: Catalogue) -> str:
    """The name a cell is kept under; it changes with everything the result depends on."""
    parts = (spec.as_dict(), catalogue.provenance)
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


class OutcomeStore:
    """Owns the folder and the cells read from it. Thread-safe.

    Without a disk it works as well, as long as `MAX_HELD` cells suffice.

    Args:
        folder: holds one file a cell; created with the first one.
        catalogue: whose code the cells were measured with.
    """

    def __init__(self, folder: Path, catalogue: Catalogue):
        self.folder = folder
        self.catalogue = catalogue
        self._held: OrderedDict[RunSpec, Cell] = OrderedDict()
        self._puts = count()
        self._lock = Lock()
        self._warned = False

    def get(self, spec: RunSpec) -> Cell | None:
        """The cell of `spec` as last measured; None if it has to be measured."""
        with self._lock:
            if spec not in self._held:
                cell = kept.read(Cell, self._file(spec))
                if cell is None or cell.outcome.spec != spec:
                    return None
                self._hold(cell)
            return self._held[spec]

    def put(self, cell: Cell) -> None:
        """Keep a cell, replacing an older one."""
        with self._lock:
            self._hold(cell)
            try:
                if next(self._puts) % PUTS_PER_LOOK == 0:
                    self._forget_oldest()
                kept.write(cell, self._file(cell.outcome.spec))
            except OSError as error:
                self._warn(error)

    def _hold(self, cell: Cell) -> None:
        self._held[cell.outcome.spec] = cell
        self._held.move_to_end(cell.outcome.spec)
        if len(self._held) > MAX_HELD:
            self._held.popitem(last=False)

    def _forget_oldest(self) -> None:
        measured = []
        for file in self.folder.glob(f"{32 * '[0-9a-f]'}.pickle"):
            with suppress(FileNotFoundError):  # another process deletes, too
                measured.append((file.stat().st_mtime, file))
        for _, file in sorted(measured)[: max(0, len(measured) - MAX_FILES)]:
            file.unlink(missing_ok=True)

    def _file(self, spec: RunSpec) -> Path:
        return self.folder / f"{address(spec, self.catalogue)}.pickle"

    def _warn(self, error: OSError) -> None:
        if not self._warned:
            self._warned = True
            LOG.warning(
                "Outcomes are kept in memory only: %s cannot be used: %s", self.folder, error
            )
