"""Patches for parameters that are differentiated and that no optimizer updates."""

import ast

from explorer.doctor.mending.draft import Draft
from explorer.doctor.mending.edits import Edit, Source, same
from explorer.doctor.mending.extend import UPDATES, appended, sources_of, taken_apart, valid_at
from explorer.doctor.mending.listing import Fault, own_call
from explorer.doctor.mending.ways import ways

_TRACKED = ("trainable_variables", "trainable_weights", "variables", "weights")


def delivered(faults: list[Fault]) -> str | None:
    """The patch that hands the gradients over; None if none is certain."""
    site = faults[0].site
    for attempt in (_same_list, _taken_apart, _built):
        draft = Draft()
        call = own_call(site, draft)
        if call is None:
            return None
        source = draft.source(site.place.file)
        private = draft.attributes(site.place.file)
        codes = [[w.code for w in ways(f.known.variable, site.names, private)] for f in faults]
        edits = attempt(source, call, codes)
        patch = draft.patch() if draft.add(site.place.file, edits) else None
        if patch:
            return patch
    return None


def pairs(source: Source, call: ast.Call) -> list[tuple[ast.expr, ast.expr, ast.expr]]:
    """(optimizer, gradients, variables) of each update in the scope of a call of `gradient`."""
    found = []
    for node in source.within(source.scope(call)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr not in UPDATES or not node.args:
            continue
        given, named = node.args, [k.value for k in node.keywords]
        zipped = given[0]
        if isinstance(zipped, ast.Call) and isinstance(zipped.func, ast.Name):
            if zipped.func.id == "list" and zipped.args and isinstance(zipped.args[0], ast.Call):
                zipped = zipped.args[0]
            if getattr(zipped.func, "id", None) == "zip" and len(zipped.args) == 2:
                given, named = zipped.args, []
        given = [*given, *named]
        if len(given) == 2:
            found.append((node.func.value, given[0], given[1]))
    return found


def optimizer_of(source: Source, call: ast.Call) -> ast.expr | None:
    """The optimizer that is handed what a call of `gradient` returns, as far as that is plain."""
    names = {n.id for t in _targets(source, call) for n in ast.walk(t) if isinstance(n, ast.Name)}
    for optimizer, gradients, _ in pairs(source, call):
        if gradients is call or (isinstance(gradients, ast.Name) and gradients.id in names):
            return optimizer
    return None


def _targets(source: Source, call: ast.Call) -> list[ast.expr]:
    parent = source.parents.get(call)
    return parent.targets if isinstance(parent, ast.Assign) else []


def _nested(listed: ast.expr) -> bool:
    """Whether what is differentiated holds lists as elements."""
    if not isinstance(listed, (ast.List, ast.Tuple)):
        return False
    return any(isinstance(e, ast.Attribute) and e.attr in _TRACKED for e in listed.elts)


def _same_list(source: Source, call: ast.Call, codes: list[list[str]]) -> list[Edit] | None:
    """Update the list that is differentiated where a shorter one cuts the `zip` off."""
    listed = sources_of(call)
    if taken_apart(source, call):
        return None
    names = [t.id for t in _targets(source, call) if isinstance(t, ast.Name)]
    for _, gradients, variables in pairs(source, call):
        from_call = gradients is call or (isinstance(gradients, ast.Name) and gradients.id in names)
        if not from_call or same(variables, listed) or _nested(listed):
            continue
        if isinstance(listed, ast.Name) or _shorter(source, variables, listed):
            text = source.of(listed)
            return [Edit(source.start(variables), source.end(variables), text)]
    return None


def _shorter(source: Source, variables: ast.expr, listed: ast.expr) -> bool:
    """Whether what is updated is the beginning of what is differentiated."""
    text = source.of(listed).lstrip("[(*")
    return text.startswith(source.of(variables))


def _taken_apart(source: Source, call: ast.Call, codes: list[list[str]]) -> list[Edit] | None:
    """Hand over the gradients that got a name of their own, beside the others."""
    listed, edits = sources_of(call), []
    targets = _targets(source, call)
    if len(targets) != 1 or not isinstance(targets[0], (ast.Tuple, ast.List)):
        return None
    if not isinstance(listed, (ast.List, ast.Tuple)) or len(listed.elts) != len(targets[0].elts):
        return None
    own, rest = [], []
    for target, item in zip(targets[0].elts, listed.elts, strict=True):
        mine = any(source.of(item) in options for options in codes)
        (own if mine else rest).append((target, item))
    if len(own) != len(codes) or not all(isinstance(target, ast.Name) for target, _ in own):
        return None
    names = {source.of(target).lstrip("*") for target, _ in rest}
    for _, gradients, variables in pairs(source, call):
        if not isinstance(gradients, ast.Name) or gradients.id not in names:
            continue
        more = [source.of(target) for target, _ in own], [source.of(item) for _, item in own]
        for node, extra in zip((gradients, variables), more, strict=True):
            added = appended(source, node, extra, is_list=False)
            if added is None:
                return None
            edits += added
        return edits
    return None


def _built(source: Source, call: ast.Call, codes: list[list[str]]) -> list[Edit] | None:
    """Build the optimizer on the parameters too."""
    edits, updated = [], [source.of(optimizer) for optimizer, _, _ in pairs(source, call)]
    updated += [
        source.of(node.func.value)
        for node in source.within(source.scope(call))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in UPDATES
    ]
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr != "build" or not node.args:
            continue
        if source.of(node.func.value) not in updated:
            continue
        wanted = [valid_at(source, options, node, call) for options in codes]
        held = {source.of(n) for n in ast.walk(node.args[0]) if isinstance(n, ast.expr)}
        if None in wanted or held & set(wanted):
            return None
        added = appended(source, node.args[0], wanted, is_list=isinstance(node.args[0], ast.BinOp))
        if added is None:
            return None
        edits += added
    return edits or None
