"""One record a file: a checksum, then a pickle that holds nothing but records."""

import hashlib
import pickle
from dataclasses import is_dataclass
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from explorer.storage.replacing import replacing

Record = TypeVar("Record")
RECORDS = "explorer.records."
MAX_BYTES = 10_000_000
"""More than any record needs; the rest of a larger file is not read."""
DIGEST = hashlib.sha256().digest_size


def write(record: object, file: Path) -> None:
    """Keep a record, replacing the file at once: other processes never read a part of it.

    Raises:
        OSError: the file cannot be written.
    """
    content = pickle.dumps(record)
    file.parent.mkdir(parents=True, exist_ok=True)
    with replacing(file, binary=True) as new:
        new.write(_checksum(content) + content)


def read(kind: type[Record], file: Path) -> Record | None:
    """The record of that kind in the file; None if the file is missing, damaged or not ours."""
    try:
        with file.open("rb") as opened:
            checksum, content = opened.read(DIGEST), opened.read(MAX_BYTES)
        record = _Records(content, kind).load() if checksum == _checksum(content) else None
    except Exception:  # a pickle can be damaged in any way
        return None
    return record if isinstance(record, kind) else None


def _checksum(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


class _Records(pickle.Unpickler):
    """Reads our records, and rejects every other class and all functions."""

    def __init__(self, content: bytes, kind: type):
        super().__init__(BytesIO(content))
        self._module = kind.__module__

    def find_class(self, module: str, name: str):
        if module == self._module or module.startswith(RECORDS):
            found = super().find_class(module, name)
            if isinstance(found, type) and is_dataclass(found) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"expected a record; received: {module}.{name}")
