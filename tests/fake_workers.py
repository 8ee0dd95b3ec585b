"""Workers without a process, for tests of scheduling and of pages that compute nothing."""

from contextlib import contextmanager
from unittest.mock import patch

from explorer.hub import shared
from explorer.hub.hub import RunHub
from explorer.hub.run import Run
from explorer.hub.worker import Worker
from explorer.records.messages import Ready
from explorer.records.spec import RunSpec


class FakeWorker(Worker):
    """Remembers what it was sent; ready at once."""

    def __init__(self, hear=None, *, yielding=False, ready=True):
        super().__init__(hear)
        self.ready = ready
        self.sent = []
        self.ended = False

    def send(self, message):
        self.sent.append(message)

    def end(self):
        self.ended = True

    def join(self):
        pass

    @property
    def figures(self):
        return {"pid": id(self)}


def a_run(number=1, client="", **fields):
    return Run(number, RunSpec("joint_tape", **fields), client)


def begin(run, worker, program="p"):
    """As if the worker had been given it and had said that it started."""
    worker.take(run, program)
    run.begun, run.state = True, "running"
    run.worker.compiling.discard(run.number)


@contextmanager
def pages_that_compute_nothing(catalogue):
    """The hub that pages share has this catalogue, and one worker that does nothing."""
    hub = RunHub(workers=1, start_worker=FakeWorker).start()
    hub._hear(hub._crew.workers[0], Ready(catalogue))
    with patch.object(shared, "_hub", hub):
        yield
    hub.close()
