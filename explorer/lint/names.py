"""What dotted names stand for, through imports and simple aliases."""

import ast

ROOTS = (
    ("tensorflow.compat.v2.", "tensorflow."),
    ("tensorflow.keras.", "keras."),
    ("keras.api.", "keras."),
)
SAME = {
    "keras.models.Model": "keras.Model",
    "keras.models.Sequential": "keras.Sequential",
    "keras.layers.Layer": "keras.Layer",
    "keras.losses.Loss": "keras.Loss",
    "keras.metrics.Metric": "keras.Metric",
    "keras.callbacks.Callback": "keras.Callback",
    "keras.backend.Variable": "keras.Variable",
}
"""Keras's other names for the same class."""


class Names:
    """The names that the imports of a file make, wherever in the file they stand."""

    def __init__(self, nodes: list[ast.AST]):
        self._stands_for: dict[str, str] = {}
        self.modules: set[str] = set()
        for node in nodes:
            if isinstance(node, ast.Import):
                self._add_import(node)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                self._add_from(node)

    def _add_import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.modules.add(alias.name)
            if alias.asname:
                self._stands_for[alias.asname] = alias.name
            else:
                root = alias.name.partition(".")[0]
                self._stands_for[root] = root

    def _add_from(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            whole = f"{node.module}.{alias.name}"
            self.modules.add(whole)
            self._stands_for[alias.asname or alias.name] = whole

    def add_aliases(self, assigned: list[tuple[str, ast.expr]]) -> None:
        """Take `layers = keras.layers` and the like, at the level of the module, into account."""
        for name, value in assigned:
            path = self.path(value)
            if path is not None and name not in self._stands_for:
                self._stands_for[name] = path

    def path(self, node: ast.expr | None) -> str | None:
        """The canonical dotted path of a name, such as `keras.Loss`; None for what is local."""
        parts = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id not in self._stands_for:
            return None
        parts.append(self._stands_for[node.id])
        return canonical(".".join(reversed(parts)))

    def spelled(self, path: str) -> str | None:
        """How this file would write `path`, such as `keras.Variable`; None if it cannot."""
        for name, whole in self._stands_for.items():
            whole = canonical(whole)
            if path == whole:
                return name
            if path.startswith(f"{whole}."):
                return name + path[len(whole) :]
            if whole == "tensorflow" and path.startswith("keras."):
                return f"{name}.{path}"
        return None


def canonical(path: str) -> str:
    """One path for all the ways to write it: `tensorflow.keras.losses.Loss` is `keras.Loss`."""
    if path == "tensorflow.keras":
        return "keras"
    for longer, shorter in ROOTS:
        if path.startswith(longer):
            path = shorter + path[len(longer) :]
    if path.startswith("keras.src."):
        parts = path.split(".")
        path = ".".join(("keras", parts[2], parts[-1])) if len(parts) > 3 else f"keras.{parts[2]}"
    return SAME.get(path, path)
