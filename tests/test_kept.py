"""Records kept on disk: read as they were written, and nothing else is ever read."""

import hashlib
import json
import os
import pickle
from functools import partial
from pathlib import Path

import pytest

from explorer.records.outcome import finite
from explorer.records.spec import Comparison, RunSpec
from explorer.storage import kept

SPEC = RunSpec("joint_tape", lr=0.5)


class Call:
    """Pickled, it is a call of whatever it was made with."""

    def __init__(self, *call):
        self.call = call

    def __reduce__(self):
        function, *arguments = self.call
        return function, tuple(arguments)


def named(module, name):
    """A pickle of what that module calls by that name."""
    return b"\x80\x04\x8c%c%s\x8c%c%s\x93." % (len(module), module, len(name), name)


def sealed(content):
    """As if we had written it."""
    return hashlib.sha256(content).digest() + content


def test_a_record_is_read_as_it_was_written(tmp_path):
    file = tmp_path / "folder" / "file"
    kept.write(RunSpec("fresh_loss"), file)
    kept.write(SPEC, file)
    assert kept.read(RunSpec, file) == SPEC
    assert list(file.parent.iterdir()) == [file]


def test_a_damaged_file_is_missing(tmp_path):
    file = tmp_path / "file"
    assert kept.read(RunSpec, file) is None
    kept.write(SPEC, file)
    whole = file.read_bytes()
    json_of_old = json.dumps(SPEC.as_dict()).encode()
    for damaged in (b"", b"\0", json_of_old, whole[:-1], whole + b"\0", whole[kept.DIGEST :]):
        file.write_bytes(damaged)
        assert kept.read(RunSpec, file) is None, damaged
    for place in range(0, len(whole), 7):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert kept.read(RunSpec, file) is None, place


@pytest.mark.parametrize(
    "content",
    [
        pickle.dumps(3),
        pickle.dumps(Comparison()),
        pickle.dumps(Path("/")),
        pickle.dumps(Call(os.mkdir, "made")),
        pickle.dumps(Call(partial, os.mkdir, "made")),
        pickle.dumps(Call(finite, 1.0)),
        named(b"explorer.records.landscape", b"np.load"),
        named(b"explorer.records.outcome", b"math"),
        named(b"explorer.engine.process", b"serve"),
    ],
)
def test_what_is_no_record_of_the_kind_is_missing_and_not_run(tmp_path, monkeypatch, content):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "file"
    file.write_bytes(sealed(content))
    assert kept.read(RunSpec, file) is None
    assert list(tmp_path.iterdir()) == [file]
