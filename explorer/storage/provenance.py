"""What the result of a run depends on besides its spec: our code and the libraries."""

import hashlib
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("tensorflow", "keras", "numpy", "scipy", "scikit-learn")
PACKAGE = Path(__file__).parent.parent
OF_PAGES = frozenset(
    {
        "article",
        "bench",
        "cards",
        "clinic",
        "doctor",
        "explore",
        "export",
        "lint",
        "outcomes",
        "panel",
        "preview",
        "stories",
        "sweep",
        "web",
        "words",
    }
)
"""Rooms that only show results. All others count, including those added later."""
SUFFIXES = frozenset({".py", ".csv"})


def provenance(package: Path = PACKAGE) -> str:
    """32 hex digits that change with every source and every version a result depends on."""
    digest = hashlib.sha256()
    for library in LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    for path in sorted(package.rglob("*")):
        name = path.relative_to(package)
        if path.suffix in SUFFIXES and name.parts[0] not in OF_PAGES:
            source = path.read_bytes()
            digest.update(f"{name.as_posix()} {len(source)}\n".encode())
            digest.update(source)
    return digest.hexdigest()[:32]
