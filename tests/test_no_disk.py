"""The server with a cache that is no use: pages and runs work, and each warning comes once."""

import json
import os
import subprocess
from contextlib import contextmanager
from urllib.request import urlopen

import pytest
from app_server import AppServer
from test_stream import read
from websockets.sync.client import connect

pytestmark = pytest.mark.long

PAGES = ("", "doctor", "catalogue", "outcomes", "sweep", "stories", "article")
CELLS = [["joint_tape", "gaussian"], ["closure", "gaussian"], ["joint_tape", "penalty"]]
WARNINGS = ("The catalogue is not kept", "Outcomes are kept in memory only")


def use(server):
    """Open every page, compute a run, and measure some cells, twice."""
    for page in PAGES:
        with urlopen(f"{server.url}/{page}", timeout=60) as answer:
            assert answer.status == 200
    assert read(server, "steps=300&seed=3").ends()[1]["type"] == "done"
    for _ in range(2):
        with connect(server.socket_url(route="outcomes"), max_size=None) as table:
            table.send(json.dumps({"type": "want", "cells": CELLS}))
            kinds = []
            while kinds.count("cell") < len(CELLS):
                kinds.append(json.loads(table.recv(timeout=300))["type"])
                assert kinds[-1] != "failed"


def warned(cache):
    """How often each warning is in the log of a server that was used."""
    with AppServer(environment={"EXPLORER_CACHE": str(cache)}) as server:
        use(server)
        log = server.read_log()
    assert "Traceback" not in log
    return [log.count(warning) for warning in WARNINGS]


@contextmanager
def mounted(folder, options):
    """A small file system in memory, with these options of `mount`."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True).returncode:
        pytest.skip("mount is not allowed here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_disk_that_is_full(tmp_path):
    with mounted(tmp_path / "cache", "size=4k") as cache:
        (cache / "other").write_bytes(b"x" * 4096)
        assert warned(cache) == [1, 1]
        assert os.listdir(cache) == ["other"]  # noqa: PTH208


def test_a_disk_that_is_read_only(tmp_path):
    with mounted(tmp_path / "cache", "ro") as cache:
        assert warned(cache) == [1, 1]


def test_a_file_where_the_folder_should_be(tmp_path):
    (cache := tmp_path / "cache").write_text("not a folder")
    assert warned(cache) == [1, 1]
    assert cache.read_text() == "not a folder"


def test_damaged_files_are_replaced(tmp_path):
    assert warned(tmp_path) == [0, 0]
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert len(before) == 1 + len(CELLS)
    damages = (lambda b: b"", lambda b: b[: len(b) // 2], lambda b: b + b"x", lambda b: b[::-1])
    for path, damage in zip(before, damages, strict=True):
        path.write_bytes(damage(before[path]))
    assert warned(tmp_path) == [0, 0]
    assert {path for path in tmp_path.iterdir()} == set(before)
    assert all(path.read_bytes() not in (d(before[path]) for d in damages) for path in before)
