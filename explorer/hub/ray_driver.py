"""The process that joins the Ray cluster: `python -m explorer.hub.ray_driver FD ADDRESS`.

It is one of its own because Ray ends the process that has joined when the cluster is lost, and
waits for minutes where none answers. Nothing else imports Ray.
"""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from importlib import import_module
from multiprocessing.connection import Connection
from threading import Lock, Thread

# Else its calls start a cluster on this machine once a signal has ended the connection.
os.environ["RAY_ENABLE_AUTO_CONNECT"] = "0"

import ray
from ray.exceptions import RayError

from explorer.records.cluster import Begin, End, Exited, NotJoined, Offer, Said, Tell

OFFER_SECONDS = 1.0
PROBE_SECONDS = 5.0
"""How long an address may take to answer. Ray itself would wait for minutes."""
HELD_LISTS = 64
"""Lists of messages that a worker may be ahead of this process."""
ACTOR = {"num_cpus": 1, "max_restarts": 0, "max_task_retries": 0, "max_concurrency": 2}
"""Ray must not repeat anything: chunks are sized by the clock, and the hub begins runs again."""


def join(address: str) -> NotJoined | None:
    """Join the cluster as a driver; what keeps this process from it, or None."""
    try:
        if address != "auto":
            host, _, port = address.rpartition(":")
            socket.create_connection((host, int(port)), PROBE_SECONDS).close()
        ray.init(address=address, log_to_driver=False, logging_level="CRITICAL")
    except RuntimeError as error:
        why = "versions" if "Version mismatch" in str(error) else "unreachable"
        return NotJoined(why, str(error))
    except Exception as error:  # whatever it is, the cluster was not joined
        return NotJoined("unreachable", str(error))
    return None


class Actors:
    """Owns the actors, by the numbers of their workers, and a thread for each."""

    def __init__(self, send: Callable):
        # Its room is beside the hub's, so it is named, not imported, as for processes.
        self._remote = ray.remote(**ACTOR)(import_module("explorer.engine.actor").Actor)
        self._send = send
        self._lock = Lock()
        self._actors: dict = {}

    def begin(self, worker: int) -> None:
        """Start one; it waits until a CPU is free."""
        actor = self._remote.options(scheduling_strategy="SPREAD").remote()
        with self._lock:
            self._actors[worker] = actor
        stream = actor.listen.options(
            num_returns="streaming", _generator_backpressure_num_objects=HELD_LISTS
        ).remote()
        Thread(target=self._listen, args=(worker, stream), daemon=True).start()

    def tell(self, worker: int, message) -> None:
        """Pass a message on; does nothing if the worker has exited."""
        with self._lock:
            actor = self._actors.get(worker)
        if actor is not None:
            actor.tell.remote(message)

    def end(self, worker: int, why: str = "") -> None:
        """Say that it has exited, and make sure of it; does nothing the second time."""
        with self._lock:
            actor = self._actors.pop(worker, None)
        if actor is not None:
            self._send(Exited(worker, why))
            ray.kill(actor)

    def _listen(self, worker: int, stream) -> None:
        try:
            for part in stream:
                self._send(Said(worker, tuple(ray.get(part))))
        except RayError as error:
            self.end(worker, str(error))
        else:
            self.end(worker)


def serve(connection: Connection, address: str) -> None:
    """Start and end workers as the web process asks, until that is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the group; the web process ends
    sending = Lock()

    def send(message) -> None:
        with sending:
            try:
                connection.send(message)
            except OSError:
                os._exit(0)  # the web process is gone, and Ray ends the actors of who is gone

    refused = join(address)
    if refused is not None:
        send(refused)
        return
    actors = Actors(send)
    Thread(target=_offer, args=(send,), daemon=True).start()
    while True:
        try:
            message = connection.recv()
        except (EOFError, OSError):
            os._exit(0)
        if isinstance(message, Begin):
            actors.begin(message.worker)
        elif isinstance(message, Tell):
            actors.tell(message.worker, message.message)
        elif isinstance(message, End):
            actors.end(message.worker)


def _offer(send: Callable) -> None:
    while ray.is_initialized():
        cpus, free = ray.cluster_resources(), ray.available_resources()
        send(Offer(int(cpus.get("CPU", 0)), int(free.get("CPU", 0))))
        time.sleep(OFFER_SECONDS)
    os._exit(0)  # it has left the cluster; threads that wait for Ray would keep it alive


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])), sys.argv[2])
