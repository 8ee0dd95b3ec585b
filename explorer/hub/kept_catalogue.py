"""The catalogue of an earlier start, so that pages need not wait for TensorFlow to be imported."""

import logging
import pickle
from pathlib import Path

from explorer.records import catalogue as records
from explorer.records.catalogue import Catalogue
from explorer.storage.provenance import provenance

LOG = logging.getLogger(__name__)


class KeptCatalogue:
    """One file, named after the code and versions that the catalogue was made with.

    Args:
        folder: where it is kept.
    """

    def __init__(self, folder: Path):
        self._file = folder / f"catalogue-{provenance()}.pickle"

    def read(self) -> Catalogue | None:
        """The catalogue; None when there is none for this code, or the file is damaged."""
        try:
            with self._file.open("rb") as file:
                kept = _Records(file).load()
        except Exception:  # a pickle can be damaged in any way
            return None
        return kept if isinstance(kept, Catalogue) else None

    def keep(self, catalogue: Catalogue) -> None:
        """Write it and delete older ones; log a warning if the folder cannot be written."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part = self._file.with_suffix(".part")
            part.write_bytes(pickle.dumps(catalogue))
            part.replace(self._file)
            for other in self._file.parent.glob("catalogue-*.pickle"):
                if other != self._file:
                    other.unlink(missing_ok=True)
        except OSError as error:
            LOG.warning("The catalogue is not kept for the next start: %s", error)


class _Records(pickle.Unpickler):
    """Reads our records and rejects everything else."""

    def find_class(self, module: str, name: str):
        if module == records.__name__:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"expected a record of the catalogue; received: {name!r}")
