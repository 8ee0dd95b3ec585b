"""Which files are linted, and their text."""

import io
import os
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ENDINGS = (".py", ".pyi", ".ipynb")
SKIPPED = frozenset({"__pycache__", "node_modules", "site-packages"})
"""Folders of other people's code; so are hidden ones and virtual environments."""


@dataclass(frozen=True)
class Source:
    """The text of a file as it is, its line ends included."""

    name: str
    text: str
    encoding: str
    notebook: bool


def files(path: Path) -> Iterator[Path]:
    """The file itself, or the programs and notebooks in a folder, sorted.

    Raises:
        OSError: there is no such file or folder, or it cannot be listed.
    """
    if not path.is_dir():
        path.stat()
        yield path
        return
    for folder, folders, names in os.walk(path, onerror=_raise):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if not _is_foreign(here / name))
        yield from (here / name for name in sorted(names) if name.endswith(ENDINGS))


def read(path: Path) -> Source:
    """The text of a file.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no text in the encoding that it declares.
    """
    notebook = path.suffix == ".ipynb"
    return decoded(path.read_bytes(), str(path), notebook)


def decoded(content: bytes, name: str, notebook: bool) -> Source:
    """The same for bytes.

    Raises:
        ValueError: they are no text in the encoding that they declare.
    """
    try:
        encoding = "utf-8"
        if not notebook:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        return Source(name, content.decode(encoding), encoding, notebook)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        raise ValueError("not text: its bytes do not fit its encoding") from None


def _is_foreign(folder: Path) -> bool:
    hidden = folder.name.startswith(".")
    return hidden or folder.name in SKIPPED or (folder / "pyvenv.cfg").exists()


def _raise(error: OSError) -> None:
    raise error
