"""The one hub of this process, for pages and routes alike."""

from threading import Lock

from explorer.hub.hub import RunHub
from explorer.hub.kept_catalogue import KeptCatalogue
from explorer.storage.cache import cache_folder

_lock = Lock()
_hub: RunHub | None = None


def shared_hub() -> RunHub:
    """The hub; the first call starts it."""
    global _hub
    with _lock:
        if _hub is None:
            _hub = RunHub(kept=KeptCatalogue(cache_folder())).start()
        return _hub


def close_shared_hub() -> None:
    """End its workers; the next `shared_hub` starts a new hub."""
    global _hub
    with _lock:
        closing, _hub = _hub, None
    if closing is not None:
        closing.close()
