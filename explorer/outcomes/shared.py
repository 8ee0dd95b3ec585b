"""The one `Measuring` of this process."""

from threading import Lock

from explorer.hub.outcome_store import OutcomeStore
from explorer.hub.shared import shared_hub
from explorer.outcomes.measuring import Measuring
from explorer.storage.cache import cache_folder

_lock = Lock()
_measuring: Measuring | None = None


def shared_measuring(timeout: float | None = None) -> Measuring:
    """`Measuring` on the shared hub; the first call creates it.

    Raises:
        TimeoutError, RuntimeError: there is no catalogue, see `RunHub.catalogue`.
    """
    global _measuring
    hub = shared_hub()
    catalogue = hub.catalogue(timeout)
    with _lock:
        if _measuring is None or _measuring.hub is not hub:
            _measuring = Measuring(hub, OutcomeStore(cache_folder(), catalogue))
        return _measuring
