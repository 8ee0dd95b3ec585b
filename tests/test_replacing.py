"""Files that are written whole or not at all."""

import os
from pathlib import Path

import pytest

from explorer.storage.replacing import replacing


def test_a_file_is_replaced_when_it_is_whole(tmp_path):
    file = tmp_path / "file"
    file.write_text("old")
    file.chmod(0o640)
    link = tmp_path / "link"
    link.symlink_to(file)
    with replacing(link) as new:
        new.write("new")
        assert file.read_text() == "old"
    assert file.read_text() == "new"
    assert file.stat().st_mode & 0o777 == 0o640
    assert link.is_symlink()
    assert {entry.name for entry in tmp_path.iterdir()} == {"file", "link"}


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_what_breaks_off_leaves_nothing(tmp_path, error):
    def write(path):
        with replacing(path) as new:
            new.write("new")
            raise error

    with pytest.raises(error):
        write(tmp_path / "file")
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_is_written_as_it_is():
    read, write = os.pipe()
    with replacing(Path(f"/dev/fd/{write}")) as file:
        file.write("rows")
    os.close(write)
    with os.fdopen(read) as reader:
        assert reader.read() == "rows"
