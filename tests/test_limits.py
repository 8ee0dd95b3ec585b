"""The table of limits: read from the environment, the same in the README, each one in use."""

import re

import pytest
from app_server import ROOT

from explorer import limits
from explorer.limits import LIMITS, Limit

ROW = re.compile(r"^\| `(EXPLORER_\w+)` \| (.+?) \| (.+?) \|$", re.M)


def test_the_readme_has_the_table_of_the_code():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    _, _, table = readme.partition("| variable | default | what it limits |")
    rows = ROW.findall(table)
    assert rows == [(row.variable, row.shown or f"{row.default:,}", row.what) for row in LIMITS]


def test_every_limit_is_used_and_every_variable_of_one_is_in_the_table():
    sources = {path: path.read_text("utf-8") for path in (ROOT / "explorer").rglob("*.py")}
    named = [name for name, value in vars(limits).items() if isinstance(value, Limit)]
    assert len(named) == len(LIMITS)
    for name in named:
        assert any(f"limits.{name}" in source for source in sources.values()), name
    read = [path.name for path, source in sources.items() if "whole_number(" in source]
    assert sorted(read) == ["environment.py", "limits.py"]


@pytest.mark.parametrize(
    "text", ["0", "-1", "many", "", "1.5", "1000001", "0000000199999999", "0" * 5000 + "1"]
)
def test_a_bad_limit_is_named(monkeypatch, text):
    monkeypatch.setenv("EXPLORER_X", text)
    with pytest.raises(ValueError, match="EXPLORER_X: expected a whole number from 1 to 1,000,000"):
        _ = Limit("EXPLORER_X", 10, 1_000_000, "").value


def test_a_limit_is_read_once_or_its_default_holds(monkeypatch):
    monkeypatch.delenv("EXPLORER_X", raising=False)
    assert Limit("EXPLORER_X", 10, 64, "").value == 10
    monkeypatch.setenv("EXPLORER_X", "25")
    limit = Limit("EXPLORER_X", 10, 64, "")
    assert limit.value == 25
    assert str(limit).endswith("EXPLORER_X allows 25")
    monkeypatch.setenv("EXPLORER_X", "65")
    assert limit.value == 25
