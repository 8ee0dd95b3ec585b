"""The optimizer that a program has for the parameters of its loss, and what hands them to it."""

import ast
from collections import defaultdict
from dataclasses import dataclass

import keras

from explorer.doctor.holders import leads_on
from explorer.doctor.known import Site
from explorer.doctor.mending.delivery import pairs
from explorer.doctor.mending.edits import Edit, Source, same
from explorer.doctor.mending.extend import UPDATES, appended, sources_of, valid_at
from explorer.doctor.watch import Watch
from explorer.engine.probe import variables_of


@dataclass(frozen=True)
class Meant:
    """An optimizer that seems meant for loss parameters."""

    codes: list[str]
    """The expressions that lead to it."""
    held: set[int]
    """`id` of each variable that it was handed, or was built on. It refuses others later."""


def meant_for_losses(site: Site, watch: Watch) -> list[Meant]:
    """The optimizers that hold loss parameters and nothing else; else those that hold nothing.

    Empty where one of them updates what the step differentiates, and no other optimizer does.

    Args:
        site: where the parameters are to be updated; its names are looked through.
        watch: what was seen.
    """
    found, codes = {}, defaultdict(list)
    for code, optimizer in _named(site.names):
        found[id(optimizer)] = optimizer
        codes[id(optimizer)].append(code)
    held = {key: _held(optimizer, watch) for key, optimizer in found.items()}
    of_losses = [key for key, ids in held.items() if watch.are_loss_side(ids)]
    others = _of_models(watch) | {id(getattr(o, "inner_optimizer", None)) for o in found.values()}
    meant = of_losses or [key for key, ids in held.items() if not ids and key not in others]
    used = {key for key, (_, ids) in watch.optimizers.items() if ids & site.listed}
    done = used and used <= set(meant)
    return [] if done else [Meant(codes[key], held[key]) for key in meant]


def _named(names: dict[str, object]):
    """(expression, optimizer) for names and their attributes.

    One in a list or dict counts as chosen from there.
    """
    for name, value in names.items():
        if isinstance(value, keras.optimizers.Optimizer):
            yield name, value
        elif leads_on(value):
            for attribute, item in list(getattr(value, "__dict__", {}).items()):
                if isinstance(item, keras.optimizers.Optimizer) and attribute.isidentifier():
                    yield f"{name}.{attribute}", item


def _held(optimizer, watch: Watch) -> set[int]:
    _, handed = watch.optimizers.get(id(optimizer), (None, set()))
    return handed | {id(v) for v in variables_of(optimizer._trainable_variables)}


def _of_models(watch: Watch) -> set[int]:
    """`id` of each optimizer that a model was compiled with, and of what it wraps."""
    compiled = [getattr(c.model, "optimizer", None) for c in watch.compiled]
    return {id(o) for o in (*compiled, *(getattr(o, "inner_optimizer", None) for o in compiled))}


def updates_another(source: Source, codes: list[str], parameter: list[str]) -> bool:
    """Whether a file has an update by an optimizer, in whatever branch, without the parameter."""
    names = {code.rpartition(".")[2] for code in codes}
    updates = [
        node
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in UPDATES
        and source.of(node.func.value).rpartition(".")[2] in names
    ]
    return any(
        not any(isinstance(n, ast.expr) and source.of(n) in parameter for n in ast.walk(update))
        for update in updates
    )


def beside(
    source: Source, call: ast.Call, optimizer: list[str], parameters: list[list[str]]
) -> list[Edit] | None:
    """The edits that differentiate parameters beside the rest, for an optimizer of their own.

    Args:
        source: the user's text.
        call: the call of `gradient` that does not list them.
        optimizer: the expressions that lead to it there.
        parameters: the same for each parameter.
    """
    listed, assigned = sources_of(call), source.parents.get(call)
    codes = [valid_at(source, ways, call, call) for ways in [optimizer, *parameters]]
    fresh = next((n for n in _FRESH if source.bound_in(n, call) is None), None)
    plain = isinstance(assigned, ast.Assign) and len(assigned.targets) == 1
    if listed is None or isinstance(listed, ast.Starred) or None in [*codes, fresh] or not plain:
        return None
    target, own = assigned.targets[0], f"[{', '.join(codes[1:])}]"
    bare = isinstance(target, ast.Tuple) and source.text[source.start(target)] != "("
    opening, closing = ("(", ")") if bare else ("", "")
    update = source.after(
        _update_behind(source, assigned, target),
        f"{codes[0]}.apply_gradients(zip({fresh}, {own}))",
    )
    return update and [
        Edit(source.start(target), source.start(target), opening),
        Edit(source.end(target), source.end(target), f"{closing}, {fresh}"),
        Edit(source.start(listed), source.start(listed), "["),
        Edit(source.end(listed), source.end(listed), f", {own}]"),
        update,
    ]


_FRESH = ("loss_gradients", "gradients_of_loss_parameters")


def _update_behind(source: Source, assigned: ast.Assign, target: ast.expr) -> ast.stmt:
    """The statement of the same block that applies the gradients; else the one that has them."""
    names = {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}
    for node in source.within(source.scope(assigned)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr not in UPDATES or node.lineno <= assigned.lineno:
            continue
        statement = source.statement(node)
        beside = source.parents.get(statement) is source.parents.get(assigned)
        if beside and names & {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}:
            return statement
    return assigned


def among(
    source: Source, call: ast.Call, optimizer: list[str], parameters: list[list[str]]
) -> list[Edit] | None:
    """The edits that extend the optimizer's own list, where that is part of what is differentiated.

    Args:
        source: the user's text.
        call: the call of `gradient`, of a list of lists.
        optimizer: the expressions that lead to it there.
        parameters: the same for each parameter.
    """
    codes = [valid_at(source, ways, call, call) for ways in parameters]
    updated = [v for o, _, v in pairs(source, call) if source.of(o) in optimizer]
    parts = [e for e in getattr(sources_of(call), "elts", ()) if isinstance(e, ast.List)]
    own = [part for part in parts if any(same(part, v) for v in updated)]
    if len(own) != 1 or None in codes:
        return None
    lists = [own[0], *(v for v in updated if same(own[0], v))]
    return [edit for node in lists for edit in appended(source, node, codes, is_list=True)]


def applied(source: Source, call: ast.Call, optimizer: list[str], structure: type) -> list[Edit]:
    """The edit that hands over all gradients that a call returns, which nothing applies yet.

    Args:
        source: the user's text.
        call: a call of `gradient` with loss parameters only.
        optimizer: the expressions that lead to it there.
        structure: the type of what is differentiated.
    """
    assigned, listed = source.parents.get(call), sources_of(call)
    code = valid_at(source, optimizer, call, call)
    if code is None or not isinstance(assigned, ast.Assign) or listed is None:
        return []
    target = assigned.targets[0]
    if not isinstance(target, ast.Name):
        return []
    pair = f"{target.id}, {source.of(listed)}"
    pairs = f"zip({pair})" if issubclass(structure, (list, tuple)) else f"[({pair})]"
    edit = source.after(assigned, f"{code}.apply_gradients({pairs})")
    return [edit] if edit else []
