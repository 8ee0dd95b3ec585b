"""A real worker that compiles nothing ahead: tests of the hub seldom want the default pair."""

from explorer.hub.local_worker import LocalWorker
from explorer.records.messages import Warm


class ColdWorker(LocalWorker):
    """Ignores what it should compile when nobody waits."""

    def send(self, message):
        if not isinstance(message, Warm):
            super().send(message)
