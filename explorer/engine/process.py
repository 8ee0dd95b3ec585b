"""Where a worker process begins: `python -m explorer.engine.process FD`."""

import signal
import sys
from multiprocessing.connection import Connection

from explorer.engine.heart import SharedConnection, beat
from explorer.engine.start import single_threaded
from explorer.records.messages import Ready
from explorer.storage.platform import this_platform


def work(connection: Connection) -> None:
    """Set up TensorFlow and work until a `Stop` arrives.

    Args:
        connection: or what has the same `poll`, `recv` and `send`.

    Raises:
        EOFError, OSError: the other end is gone.
    """
    single_threaded()
    from explorer.engine.inventory import inventory
    from explorer.engine.worker import Worker

    shared = SharedConnection(connection)
    shared.send(Ready(inventory().catalogue, this_platform()))
    worker = Worker(shared)
    beat(shared.send, lambda: worker.busy_since)
    worker.work()


def serve(connection: Connection) -> None:
    """Work until a `Stop` arrives or the web process is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the group; the hub ends us
    try:
        work(connection)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the web process is gone


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
