"""Which room imports which: the contracts in pyproject.toml."""

from app_server import python


def test_no_room_imports_what_it_may_not():
    code = "from importlinter.cli import lint_imports_command as check; check()"
    ended = python("-c", code, "--no-cache", "--no-logo")
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_web_process_loads_no_tensorflow_and_no_ray():
    loaded = "{'tensorflow', 'keras', 'sklearn', 'ray'} & set(sys.modules)"
    code = f"import sys, app, explorer.hub.cluster; assert not {loaded}"
    ended = python("-c", code)
    assert ended.returncode == 0, ended.stderr
