"""Make a `tf.Variable` a `keras.Variable`: Keras tracks no other (facts A06, A12)."""

import ast

from explorer.doctor.mending.edits import Edit, Source

_KEPT = {"initial_value", "trainable", "name", "dtype"}
"""Arguments of `tf.Variable` that `keras.Variable` has too, the first under another name."""
_ONLY_TENSORFLOW = {"read_value", "sparse_read", "handle", "initialized_value"}
"""What a `keras.Variable` does not offer; `value` is no method there."""


def converted(source: Source, line: int, name: str) -> list[Edit] | None:
    """The edits that make the variables of a line Keras's; None where that is not certain.

    Args:
        source: the user's text.
        line: where the variable is made.
        name: what the program calls it, to see how it is used.
    """
    calls = [
        node
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and node.lineno <= line <= node.end_lineno
        and _is_tf_variable(source, node.func)
    ]
    if not calls or _needs_tensorflow(source, name):
        return None
    spelling, edits = _keras_variable(source)
    for call in calls:
        translated = _arguments(source, call)
        if translated is None:
            return None
        edits.append(Edit(source.start(call.func), source.end(call.func), spelling))
        edits += translated
    return edits


def _arguments(source: Source, call: ast.Call) -> list[Edit] | None:
    edits = []
    if len(call.args) > 2 or any(isinstance(arg, ast.Starred) for arg in call.args):
        return None
    if any(isinstance(keyword.value, ast.Lambda) for keyword in call.keywords):
        return None
    if call.args and isinstance(call.args[0], ast.Lambda):
        return None
    if len(call.args) == 2:
        at = source.start(call.args[1])
        edits.append(Edit(at, at, "trainable="))
    for keyword in call.keywords:
        if keyword.arg not in _KEPT:
            return None
        if keyword.arg == "initial_value":
            at = source.start(keyword)
            edits.append(Edit(at, at + len(keyword.arg), "initializer"))
        if keyword.arg == "name" and isinstance(keyword.value, ast.Constant):
            given = keyword.value.value
            if not isinstance(given, str) or "/" in given:  # Keras refuses it
                return None
    return edits


def _needs_tensorflow(source: Source, name: str) -> bool:
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Attribute) or _last(node.value) != name:
            continue
        if node.attr in _ONLY_TENSORFLOW or node.attr.startswith("scatter_"):
            return True
        called = source.parents.get(node)
        if node.attr == "value" and isinstance(called, ast.Call) and called.func is node:
            return True
    return False


def _last(node: ast.AST) -> str | None:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def imported(source: Source, module: str) -> str | None:
    """By which name a module is known in a whole file."""
    for node in source.tree.body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == module and (alias.asname or "." not in module):
                    return alias.asname or module
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                if f"{node.module}.{alias.name}" == module:
                    return alias.asname or alias.name
    return None


def _is_tf_variable(source: Source, function: ast.AST) -> bool:
    if isinstance(function, ast.Name):
        return imported(source, "tensorflow.Variable") == function.id
    if not isinstance(function, ast.Attribute) or function.attr != "Variable":
        return False
    return isinstance(function.value, ast.Name) and function.value.id == imported(
        source, "tensorflow"
    )


def keras_name(source: Source) -> tuple[str, list[Edit]]:
    """How Keras is spelled in a file, and the import that is missing for it."""
    known = imported(source, "keras") or imported(source, "tensorflow.keras")
    if known:
        return known, []
    tensorflow = imported(source, "tensorflow")
    if tensorflow:
        return f"{tensorflow}.keras", []
    imports = [node for node in source.tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    first = next((n for n in imports if getattr(n, "module", "") != "__future__"), None)
    if first is None:
        return "keras", []
    edit = source.before(first, "import keras")
    return "keras", [edit] if edit else []


def _keras_variable(source: Source) -> tuple[str, list[Edit]]:
    keras, edits = keras_name(source)
    return f"{keras}.Variable", edits
