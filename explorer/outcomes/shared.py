"""The one `Measuring` of this process."""

from threading import Lock

from explorer.hub.shared import shared_hub, shared_store
from explorer.outcomes.measuring import Measuring

_lock = Lock()
_measuring: Measuring | None = None


def shared_measuring(timeout: float | None = None) -> Measuring:
    """`Measuring` on the shared hub; the first call creates it.

    Raises:
        TimeoutError, RuntimeError: there is no catalogue, see `RunHub.catalogue`.
    """
    global _measuring
    hub, store = shared_hub(), shared_store(timeout)
    with _lock:
        if _measuring is None or _measuring.hub is not hub:
            _measuring = Measuring(hub, store)
        return _measuring
