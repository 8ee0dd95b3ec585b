"""Files that are written whole or not at all."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """A text file, UTF-8, that becomes `path` when the block ends.

    Until then it lies beside `path` under another name. If the block raises, it is removed and
    `path` stays as it was. A pipe or a device is written as it is: it cannot be replaced.

    Raises:
        OSError: `path` cannot be written; where possible, raised before the block runs.
    """
    if path.exists():
        path.open("a").close()  # a directory and a file without permission raise here
        if not path.is_file():
            with path.open("w", encoding="utf-8", newline="") as file:
                yield file
            return
    path = path.resolve()  # a link stays a link
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("x", encoding="utf-8", newline="") as file:
            yield file
        if path.exists():
            shutil.copymode(path, part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
