"""The web process is killed: its workers exit, and the next start clears up after it."""

import os
import signal
import tempfile

import psutil
import pytest
from app_server import AppServer, python
from websockets.sync.client import connect

from explorer.hub.scratch import PREFIX, remove_left_over, scratch_folder

FROM_A_KILLED_PROCESS = """
import os, signal
from explorer.hub.scratch import scratch_folder
with scratch_folder():
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where temporary folders are made meanwhile."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_only_the_folders_of_killed_processes_are_removed(folder):
    python("-c", FROM_A_KILLED_PROCESS, env=os.environ | {"TMPDIR": str(folder)})
    (left,) = folder.iterdir()
    (other := folder / f"{PREFIX}without_a_lock").mkdir()
    with scratch_folder() as held:
        assert len(list(folder.iterdir())) == 3
        remove_left_over()
        assert sorted(map(str, folder.iterdir())) == sorted([str(other), held])
    assert list(folder.iterdir()) == [other]
    assert left != other


@pytest.mark.long
def test_workers_of_a_killed_server_exit_and_the_next_start_removes_their_folders(tmp_path):
    environment = {"TMPDIR": str(tmp_path), "EXPLORER_WORKERS": "2"}

    def folders():
        return set(tmp_path.glob(f"{PREFIX}*"))

    with AppServer(environment=environment) as server:
        with connect(server.socket_url("steps=20000&width=128"), max_size=None) as stream:
            while not isinstance(stream.recv(timeout=60), bytes):
                pass
            workers = psutil.Process(server.process.pid).children(recursive=True)
            server.process.send_signal(signal.SIGKILL)
        _, alive = psutil.wait_procs(workers, timeout=60)
        assert workers and not alive
        left = folders()
        assert left
    with AppServer(environment=environment):
        assert folders() and not folders() & left
    assert not folders()
