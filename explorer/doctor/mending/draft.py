"""A mend in the making: edits of several files of the user's, shown as one diff."""

import ast
from pathlib import Path

from explorer.doctor.mending.edits import Edit, Source, diff, read


class Draft:
    """The edits collected, by file."""

    def __init__(self):
        self._sources: dict[str, Source | None] = {}
        self._edits: dict[str, list[Edit]] = {}

    def source(self, file: str) -> Source | None:
        """The source of a file of the user's; None where there is no readable Python."""
        if file not in self._sources:
            installed = {"site-packages", "dist-packages"} & set(Path(file).parts)
            self._sources[file] = None if installed else read(file)
        return self._sources[file]

    def add(self, file: str, edits: list[Edit] | None) -> bool:
        """Keep edits; returns whether there are any."""
        self._edits.setdefault(file, []).extend(edits or ())
        return bool(edits)

    def attributes(self, file: str) -> set[str]:
        """The attributes that a file names with a leading underscore."""
        source = self.source(file)
        nodes = ast.walk(source.tree) if source else ()
        return {n.attr for n in nodes if isinstance(n, ast.Attribute) and n.attr.startswith("_")}

    def patch(self) -> str | None:
        """All edits as a unified diff; None where a file would be no Python any more."""
        diffs = []
        for file, edits in self._edits.items():
            source = self._sources[file]
            new = source.edited(edits)
            if new is None:
                return None
            if new != source.text:
                diffs.append(diff(file, source.text, new))
        return "".join(diffs) or None
