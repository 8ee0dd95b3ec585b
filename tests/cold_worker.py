"""A real worker that compiles nothing ahead, and how tests wait for what such workers do."""

import time

from explorer.hub.local_worker import LocalWorker
from explorer.records.messages import Warm


class ColdWorker(LocalWorker):
    """Ignores what it should compile when nobody waits: tests seldom want the default pair."""

    def send(self, message):
        if not isinstance(message, Warm):
            super().send(message)


def until(condition, seconds=120):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def pids(hub):
    return [worker["pid"] for worker in hub.status()["workers"] if worker["pid"]]


def ignore():
    """What a viewer does that reads nothing."""


def watched(hub, spec):
    """The run of a spec, with a viewer."""
    run = hub.open(spec)
    run.watch(ignore)
    return run
