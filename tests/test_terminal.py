"""The command line at a real terminal: what it prints there, and how it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from app_server import ROOT

PROGRAM = "import sys; from explorer.terminal import *; sys.exit(at_terminal(lambda: {}))"
FULL = Path("/dev/full")


def program(body, **options):
    """A small program that ends as the command line does."""
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    command = [sys.executable, "-c", PROGRAM.format(body)]
    return subprocess.run(command, cwd=ROOT, text=True, timeout=60, **options)


def explorer(*arguments, **options):
    command = [sys.executable, "-m", "explorer", *arguments]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    return subprocess.Popen(command, cwd=ROOT, text=True, **options)


def test_ctrl_c_ends_with_one_line_and_leaves_no_file(tmp_path):
    file = tmp_path / "run.csv"
    process = explorer("run", "--steps", "20000", "--csv", str(file), "--wiring", "joint_tape")
    deadline = time.monotonic() + 60
    while not list(tmp_path.iterdir()):  # opened before anything is trained
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (out, err) == ("", "explorer: interrupted\n")
    # Python dies by the signal itself where it struck inside an exec(); a shell says 130 for both.
    assert process.returncode in (130, -signal.SIGINT)
    assert list(tmp_path.iterdir()) == []


def test_a_closed_pipe_ends_quietly():
    read, write = os.pipe()
    os.close(read)
    ended = program("[say('line') for _ in range(9)]", stdout=write)
    os.close(write)
    assert (ended.returncode, ended.stderr) == (141, "")


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_one_line():
    with FULL.open("w") as full:
        ended = program("say('line')", stdout=full)
        assert ended.returncode == 2
        assert ended.stderr == (
            "explorer: cannot write to standard output: No space left on device\n"
        )
        assert program("complain('line') or 2", stderr=full).returncode == 2
    process = explorer("run", "--steps", "20", "--depth", "0", "--csv", "/dev/full")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert err == "explorer: --csv: cannot write /dev/full: No space left on device\n"


def test_an_ascii_terminal_gets_plain_signs():
    ascii_ = os.environ | {"PYTHONIOENCODING": "ascii"}
    ended = program("say('σ → −1.5, naïve') or 0", env=ascii_)
    assert (ended.returncode, ended.stdout) == (0, "sigma -> -1.5, na\\xefve\n")
    ended = program("say_json('r² ≤ σ') or 0", env=ascii_)
    assert json.loads(ended.stdout) == "r² ≤ σ"
    utf8 = os.environ | {"PYTHONIOENCODING": "utf-8"}
    assert program("say_json('σ') or 0", env=utf8, encoding="utf-8").stdout == '"σ"\n'


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [("EXPLORER_WORKERS", "abc", "1 to 64"), ("EXPLORER_MAX_STREAMS", "0", "1 to 1,000,000")],
)
def test_the_server_refuses_a_bad_setting_in_one_line(name, value, allowed):
    environment = os.environ | {name: value}
    command = [sys.executable, "-c", "import app"]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[-1] == (
        f"explorer: {name}: expected a whole number from {allowed}; received: '{value}'"
    )


def test_closed_streams_change_no_exit_status():
    command = f"{sys.executable} -m explorer run --steps 0 >&- 2>&- <&-"
    ended = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, timeout=60)
    assert (ended.returncode, ended.stdout) == (2, b"")
