"""Where results and records are kept from one start to the next."""

import os
from pathlib import Path


def cache_folder() -> Path:
    """EXPLORER_CACHE, else a folder of our own among the user's caches."""
    given = os.environ.get("EXPLORER_CACHE")
    if given:
        return Path(given).expanduser()
    caches = os.environ.get("XDG_CACHE_HOME")
    return (Path(caches) if caches else Path.home() / ".cache") / "loss-wiring-explorer"
