"""Everything that is installed is pinned, and installed at its pinned version."""

from importlib.metadata import distribution

from app_server import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

FILES = ("requirements.txt", "tests/requirements.txt", ".constraints.txt")
WITH_PYTHON = {"setuptools"}
"""Brought by every virtual environment."""


def pins(*files):
    """Version by name."""
    lines = [line for name in files for line in (ROOT / name).read_text().splitlines()]
    wanted = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(each.name): str(each.specifier) for each in wanted}


def needed(names):
    """Version of each distribution that these need on this system, themselves among them."""
    found, due = {}, {(name, ()) for name in names}
    done = set()
    while due:
        done.add(each := due.pop())
        name, extras = each
        there = distribution(name)
        found[name] = f"=={there.version}"
        for text in there.requires or ():
            wanted = Requirement(text)
            marker = wanted.marker
            if not marker or any(marker.evaluate({"extra": extra}) for extra in extras or [""]):
                due.add((canonicalize_name(wanted.name), tuple(sorted(wanted.extras))))
        due -= done
    return {name: version for name, version in found.items() if name not in WITH_PYTHON}


def test_all_that_is_needed_is_pinned_as_it_is_installed():
    assert needed(pins(*FILES[:2])).items() <= pins(*FILES).items()


def test_every_installation_in_the_readme_uses_the_pins():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [line for line in readme.splitlines() if "pip install" in line]
    assert len(lines) == 4
    assert all("-c .constraints.txt" in line for line in lines)
