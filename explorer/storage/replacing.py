"""Files that are written whole or not at all."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def replacing(path: Path, *, binary: bool = False) -> Iterator[IO]:
    """A file, of text in UTF-8 unless `binary`, that becomes `path` when the block ends.

    Until then it lies beside `path` under another name. If the block raises, it is removed and
    `path` stays as it was. A pipe or a device is written as it is: it cannot be replaced.

    Raises:
        OSError: `path` cannot be written; where possible, raised before the block runs.
    """
    kind, how = ("b", {}) if binary else ("t", {"encoding": "utf-8", "newline": ""})
    if path.exists():
        path.open("a").close()  # a directory and a file without permission raise here
        if not path.is_file():
            with path.open(f"w{kind}", **how) as file:
                yield file
            return
    path = path.resolve()  # a link stays a link
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open(f"x{kind}", **how) as file:
            yield file
        if path.exists():
            shutil.copymode(path, part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
