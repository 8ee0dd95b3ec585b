"""What the container holds; `.container/check` builds and starts it, as root and in minutes."""

import json
import shutil

from app_server import ROOT, python


def steps(kind):
    lines = (ROOT / ".container" / "Dockerfile").read_text(encoding="utf-8").splitlines()
    return [line.removeprefix(f"{kind} ") for line in lines if line.startswith(f"{kind} ")]


def test_the_app_starts_from_what_the_container_copies(tmp_path):
    for step in steps("COPY"):
        *sources, target = step.split()
        for source in sources:
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, tmp_path / target)
            else:
                shutil.copy(ROOT / source, tmp_path / target)
    code = "import app; from streamlit import config as c; print(c.get_option('server.headless'))"
    ended = python("-c", code, cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == "True\n"


def test_containers_install_the_pins():
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text())
    lines = [container["postCreateCommand"], *(line for line in steps("RUN") if "pip" in line)]
    assert len(lines) == 2
    assert all("-r requirements.txt" in line and "-c .constraints.txt" in line for line in lines)


def test_the_server_in_the_container_is_not_root():
    assert steps("USER") == ["explorer"]
    assert any("useradd --uid 1000" in step for step in steps("RUN"))
