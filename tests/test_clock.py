"""Nothing that measures how long something takes reads the wall clock, which can jump."""

import re

from app_server import ROOT

WALL = {
    ".py": re.compile(r"\btime\.(time|time_ns|localtime|gmtime|ctime)\b|\bdatetime\.(now|today)\b"),
    ".js": re.compile(r"\bDate\.now\(|\bnew Date\b"),
}
ALLOWED = {
    "bench/engine.py": "two processes agree on the moment at which they begin",
    "bench/ways.py": "the same",
    "hub/cell_of.py": "when a cell was measured, for its readers",
    "outcomes/static/summary.js": "shows that",
    "panel/static/share.js": "when a page was cited",
}


def test_the_wall_clock_is_read_only_to_be_shown():
    reading = {
        path.relative_to(ROOT / "explorer").as_posix()
        for suffix, wall in WALL.items()
        for path in (ROOT / "explorer").rglob(f"*{suffix}")
        if wall.search(path.read_text(encoding="utf-8"))
    }
    assert reading == set(ALLOWED)
