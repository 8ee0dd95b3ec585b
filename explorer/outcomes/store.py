"""Measured cells, on disk."""

import hashlib
import json
import logging
from pathlib import Path
from threading import Lock

from explorer.outcomes.cell import Cell
from explorer.records.catalogue import Catalogue
from explorer.records.spec import RunSpec
from explorer.storage import kept

LOG = logging.getLogger(__name__)


def address(spec: RunSpec, catalogue: Catalogue) -> str:
    """The name a cell is kept under; it changes with everything the result depends on."""
    parts = (spec.as_dict(), catalogue.provenance)
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


class OutcomeStore:
    """Owns the folder and the cells read from it. Thread-safe; also works without a disk.

    Args:
        folder: holds one file a cell; created with the first one.
        catalogue: whose code the cells were measured with.
    """

    def __init__(self, folder: Path, catalogue: Catalogue):
        self.folder = folder
        self.catalogue = catalogue
        self._held: dict[RunSpec, Cell] = {}
        self._lock = Lock()
        self._warned = False

    def get(self, spec: RunSpec) -> Cell | None:
        """The cell of `spec` as last measured; None if it has to be measured."""
        with self._lock:
            if spec not in self._held:
                cell = kept.read(Cell, self._file(spec))
                if cell is None or cell.outcome.spec != spec:
                    return None
                self._held[spec] = cell
            return self._held[spec]

    def put(self, cell: Cell) -> None:
        """Keep a cell, replacing an older one."""
        with self._lock:
            self._held[cell.outcome.spec] = cell
            try:
                kept.write(cell, self._file(cell.outcome.spec))
            except OSError as error:
                self._warn(error)

    def _file(self, spec: RunSpec) -> Path:
        return self.folder / f"{address(spec, self.catalogue)}.pickle"

    def _warn(self, error: OSError) -> None:
        if not self._warned:
            self._warned = True
            LOG.warning(
                "Outcomes are kept in memory only: %s cannot be used: %s", self.folder, error
            )
