"""The catalogue of an earlier start, so that pages need not wait for TensorFlow to be imported."""

import logging
from pathlib import Path

from explorer.records.catalogue import Catalogue
from explorer.storage import kept
from explorer.storage.provenance import provenance

LOG = logging.getLogger(__name__)


class KeptCatalogue:
    """One file, named after the code and versions that the catalogue was made with."""

    def __init__(self, folder: Path):
        self._file = folder / f"catalogue-{provenance()}.pickle"

    def read(self) -> Catalogue | None:
        """The catalogue; None when there is none for this code, or the file is damaged."""
        return kept.read(Catalogue, self._file)

    def keep(self, catalogue: Catalogue) -> None:
        """Write it and delete older ones; log a warning if the folder cannot be written."""
        try:
            kept.write(catalogue, self._file)
            for other in self._file.parent.glob("catalogue-*.pickle"):
                if other != self._file:
                    other.unlink(missing_ok=True)
        except OSError as error:
            LOG.warning("The catalogue is not kept for the next start: %s", error)
