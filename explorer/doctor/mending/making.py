"""Patches for what is no lasting trainable variable yet: frozen, of integers, or made anew."""

import ast

from explorer.doctor.mending.convert import keras_name
from explorer.doctor.mending.draft import Draft
from explorer.doctor.mending.edits import Edit, Source
from explorer.doctor.mending.extend import valid_at
from explorer.doctor.mending.listing import (
    Fault,
    before_compile,
    compiled_calls,
    free_attribute,
    model_of,
)
from explorer.doctor.mending.register import Registered, compile_call, registered
from explorer.doctor.watch import Watch

_SIMPLE = (ast.Constant, ast.UnaryOp, ast.USub, ast.List, ast.Tuple, ast.Load)


def unfrozen(faults: list[Fault], watch: Watch) -> str | None:
    """`trainable=False` on the lines that make the parameters becomes True."""
    draft = Draft()
    for fault in faults:
        place = fault.known.origin.place
        source = place and draft.source(place.file)
        if not source or not draft.add(place.file, _trainable(source, place.line)):
            return None
    return draft.patch()


def _trainable(source: Source, line: int) -> list[Edit]:
    return [
        Edit(source.start(keyword.value), source.end(keyword.value), "True")
        for call in _calls(source, line)
        for keyword in call.keywords
        if keyword.arg == "trainable"
        and isinstance(keyword.value, ast.Constant)
        and keyword.value.value is False
    ]


def _calls(source: Source, line: int) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and node.lineno <= line <= node.end_lineno
    ]


def of_floats(faults: list[Fault], watch: Watch) -> str | None:
    """An initial value that is a whole number is written as a float."""
    draft = Draft()
    for fault in faults:
        place = fault.known.origin.place
        source = place and draft.source(place.file)
        edits = []
        for call in _calls(source, place.line) if source else ():
            first = next(iter(call.args), None)
            typed = any(keyword.arg == "dtype" for keyword in call.keywords)
            if typed or not isinstance(first, ast.Constant) or type(first.value) is not int:
                continue
            if isinstance(call.func, ast.Attribute) and call.func.attr == "Variable":
                edits.append(Edit(source.end(first), source.end(first), ".0"))
        if not edits or not draft.add(place.file, edits):
            return None
    return draft.patch()


def made_once(faults: list[Fault], watch: Watch) -> str | None:
    """A variable made in a compiled loss's own method moves to `__init__`, and to the model."""
    draft, model = Draft(), model_of(faults[0].site)
    entries, chosen = {}, None
    for fault in faults:
        place = fault.known.origin.place
        source = place and draft.source(place.file)
        moved = source and _moved(source, place.line)
        if not moved:
            return None
        name, class_name, edits = moved
        for compiled in compiled_calls(model, watch):
            if type(compiled.loss).__name__ == class_name:
                chosen = compiled
        if chosen is None or chosen.place.file != place.file:
            return None
        call = compile_call(source, chosen.place.line)
        if not call or not draft.add(place.file, edits):
            return None
        codes = [way.code for way in before_compile(chosen.loss, chosen, source, call, set())]
        code = valid_at(source, codes, call, call)
        attribute = free_attribute(model, name, None, set())
        entries[name] = Registered(attribute, code and f"{code}.{name}", f".{name}")
    draft.add(place.file, registered(source, call, list(entries.values())))
    return draft.patch()


def _moved(source: Source, line: int) -> tuple[str, str, list[Edit]] | None:
    """(name, class, edits) that make a method's variable once, in the class's `__init__`."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Assign) or not node.lineno <= line <= node.end_lineno:
            continue
        target, value = node.targets[0], node.value
        if len(node.targets) != 1 or not isinstance(target, ast.Name):
            return None
        if not isinstance(value, ast.Call) or not _plain(value):
            return None
        method = source.scope(node)
        owner = source.parents.get(method)
        if not isinstance(owner, ast.ClassDef) or not owner.bases or method.name == "__init__":
            return None
        own = method.args.args[0].arg if method.args.args else None
        spelling, edits = keras_name(source)
        given = [source.of(arg) for arg in value.args]
        given += [source.of(k) for k in value.keywords if k.arg in ("name", "dtype")]
        made = f"{own}.{target.id} = {spelling}.Variable({', '.join(given)})"
        placed = _into_init(source, owner, own, made)
        if own is None or placed is None:
            return None
        read = Edit(source.start(value), source.end(value), f"{own}.{target.id}")
        return target.id, owner.name, [*edits, placed, read]
    return None


def _plain(call: ast.Call) -> bool:
    """Whether a call is `….Variable(…)` of constants."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "Variable":
        return False
    if len(call.args) != 1 or any(k.arg not in ("name", "trainable") for k in call.keywords):
        return False
    given = [*call.args, *(k.value for k in call.keywords)]
    return all(isinstance(n, _SIMPLE) for value in given for n in ast.walk(value))


def _into_init(source: Source, owner: ast.ClassDef, own: str, code: str) -> Edit | None:
    for statement in owner.body:
        if isinstance(statement, ast.FunctionDef) and statement.name == "__init__":
            if isinstance(statement.body[-1], ast.Return):
                return None
            return source.after(statement.body[-1], code)
    first = next((s for s in owner.body if isinstance(s, ast.FunctionDef)), None)
    if first is None or first.decorator_list:
        return None
    at = source.line_start(first)
    indent = source.text[at : source.start(first)]
    body, end = first.body[0], source.newline()
    deeper = source.text[source.line_start(body) : source.start(body)]
    if indent.strip() or deeper.strip() or not deeper.startswith(indent):
        return None
    lines = [
        f"{indent}def __init__({own}):",
        f"{deeper}super().__init__()",
        f"{deeper}{code}",
        "",
    ]
    return Edit(at, at, "".join(line + end for line in lines))
