"""What CI runs."""

import shutil
import subprocess

from app_server import ROOT


def test_ci_runs_the_printed_command_on_a_copy_with_a_fresh_environment(tmp_path):
    tree = tmp_path / "tree"
    (tree / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", tree / ".ci")
    (tree / ".venv").mkdir()
    (tree / "uncommitted").touch()
    command = "test -e uncommitted && test ! -e .venv && mkdir .venv && touch made && pwd"
    (tree / "README.md").write_text(f"```sh test\n{command}\n```\n")
    before = sorted(tree.rglob("*"))
    ended = subprocess.run([tree / ".ci" / "run"], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    printed, copy = ended.stdout.splitlines()
    assert printed == f"+ {command}"
    assert not tmp_path.joinpath(copy).exists()
    assert sorted(tree.rglob("*")) == before
    (tree / "README.md").write_text("```sh test\nexit 7\n```\n")
    assert subprocess.run([tree / ".ci" / "run"], capture_output=True).returncode == 7
