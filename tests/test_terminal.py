"""The command line at a real terminal: what it prints there, and how it ends."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from app_server import ROOT, python
from cold_worker import until

from explorer.__main__ import main

PROGRAM = "import sys; from explorer.terminal import *; sys.exit(at_terminal(lambda: {}))"
FULL = Path("/dev/full")


def program(body, **options):
    """A small program that ends as the command line does."""
    return python("-c", PROGRAM.format(body), **options)


def test_ctrl_c_ends_with_one_line_and_leaves_no_file(tmp_path):
    file = tmp_path / "run.csv"
    command = [sys.executable, "-m", "explorer", "run", "--steps", "20000", "--csv", str(file)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    # A shell lets what it starts in the background ignore Ctrl-C, and children inherit that.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen([*command, "--wiring", "joint_tape"], cwd=ROOT, text=True, **pipes)
    signal.signal(signal.SIGINT, before)
    until(lambda: list(tmp_path.iterdir()))  # opened before anything is trained
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60) == ("", "explorer: interrupted\n")
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
def test_a_full_disk_is_one_line(capsys):
    with FULL.open("w") as full:
        ended = program("say('line')", stdout=full)
        assert ended.returncode == 2
        assert ended.stderr == (
            "explorer: cannot write to standard output: No space left on device\n"
        )
        assert program("complain('line') or 2", stderr=full).returncode == 2
    assert main(["run", "--steps", "20", "--depth", "0", "--csv", str(FULL)]) == 2
    message = "explorer: --csv: cannot write /dev/full: No space left on device\n"
    assert capsys.readouterr().err == message


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
    ended = python("-c", "import app", env=os.environ | {name: value})
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[-1] == (
        f"explorer: {name}: expected a whole number from {allowed}; received: '{value}'"
    )


def test_closed_streams_change_no_exit_status():
    command = f"{sys.executable} -m explorer run --steps 0 >&- 2>&- <&-"
    ended = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, timeout=60)
    assert (ended.returncode, ended.stdout) == (2, b"")
