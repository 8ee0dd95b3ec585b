"""The one hub of this process and what it keeps, for pages and routes alike."""

from threading import Lock

from explorer.hub.cluster_settings import cluster_of_environment
from explorer.hub.hub import RunHub
from explorer.hub.kept_catalogue import KeptCatalogue
from explorer.hub.outcome_store import OutcomeStore
from explorer.hub.scratch import remove_left_over
from explorer.storage.cache import cache_folder

_lock = Lock()
_hub: RunHub | None = None
_store: OutcomeStore | None = None


def shared_hub() -> RunHub:
    """The hub; the first call starts it."""
    global _hub
    with _lock:
        if _hub is None:
            remove_left_over()
            kept = KeptCatalogue(cache_folder())
            _hub = RunHub(kept=kept, cluster=cluster_of_environment()).start()
        return _hub


def shared_store(timeout: float | None = None) -> OutcomeStore:
    """What is kept of runs; the first call reads where.

    Raises:
        TimeoutError, RuntimeError: there is no catalogue, see `RunHub.catalogue`.
    """
    global _store
    catalogue = shared_hub().catalogue(timeout)
    with _lock:
        if _store is None or _store.catalogue is not catalogue:
            _store = OutcomeStore(cache_folder(), catalogue)
        return _store


def close_shared_hub() -> None:
    """End its workers; the next `shared_hub` starts a new hub."""
    global _hub, _store
    with _lock:
        closing, _hub, _store = _hub, None, None
    if closing is not None:
        closing.close()
