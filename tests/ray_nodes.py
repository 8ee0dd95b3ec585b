"""Ray nodes on this machine, each with its own processes, that tests can kill."""

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
from app_server import ROOT
from cold_worker import until

RAY = Path(sys.executable).with_name("ray")


class Node:
    """`ray start --block` in a process of its own; `kill` kills all that it started."""

    def __init__(self, *flags: str, environment: dict | None = None):
        command = [RAY, "start", "--block", "--object-store-memory=100000000", *flags]
        self.process = subprocess.Popen(
            [*command, "--disable-usage-stats"],
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def tree(self) -> list[psutil.Process]:
        """Its processes: Ray's own and the workers."""
        try:
            first = psutil.Process(self.process.pid)
            return [first, *first.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def pids(self) -> set[int]:
        return {process.pid for process in self.tree()}

    def kill(self) -> None:
        """Kill them all at once, as a machine that loses its power."""
        tree = self.tree()
        for process in tree:
            process.kill()
        self.process.wait()
        psutil.wait_procs(tree, 30)


class Nodes:
    """A cluster: a head without CPUs, where the web process runs, and two nodes of one CPU."""

    def __init__(self, environment: dict | None = None):
        self.environment = environment
        # Short, since the paths of Ray's sockets in it must not be longer than 107 bytes.
        self.folder = tempfile.TemporaryDirectory(prefix="ray-", ignore_cleanup_errors=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"127.0.0.1:{port}"
        self.nodes: list[Node] = []
        self._port = port

    def __enter__(self):
        self.start()
        return self

    def start(self) -> None:
        """Start them all; again after they were killed."""
        head = ("--head", f"--port={self._port}", "--num-cpus=0", "--include-dashboard=false")
        self.head = self._add(*head, f"--temp-dir={self.folder.name}")
        until(self._answers, 60)
        self.nodes = [self.add_node(), self.add_node()]

    def add_node(self) -> Node:
        """One more machine with a CPU."""
        return self._add(f"--address={self.address}", "--num-cpus=1")

    def _add(self, *flags: str) -> Node:
        """Two that start at once would choose the same names for their sockets."""
        before = self._sockets()
        node = Node(*flags, environment=self.environment)
        until(lambda: self._sockets() - before, 60)
        return node

    def _sockets(self) -> set[str]:
        return {str(path) for path in Path(self.folder.name).glob("session_*/sockets/raylet*")}

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self._port), 1).close()
        except OSError:
            return False
        return True

    def __exit__(self, *_):
        self.kill()
        self.folder.cleanup()

    def kill(self) -> None:
        """Kill them all."""
        for node in [*self.nodes, self.head]:
            node.kill()
