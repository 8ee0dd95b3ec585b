"""Register variables on the model before it is compiled, so that Keras lists them."""

import ast
from dataclasses import dataclass

from explorer.doctor.mending.edits import Edit, Source

_FRESH = ("loss", "loss_fn", "criterion", "objective", "compiled_loss")


@dataclass(frozen=True)
class Registered:
    """What an attribute of the model is set to.

    Args:
        attribute: the model's attribute.
        code: an expression that holds where the model is compiled; None where only `below` does.
        below: what leads from the loss that is given there to the object, such as `.alpha`.
    """

    attribute: str
    code: str | None
    below: str | None = None


def compile_call(source: Source, line: int) -> ast.Call | None:
    """The call of `compile` on a line, if its model can be named there."""
    calls = source.calls_at(line, "compile")
    return calls[0] if calls and receiver(source, calls[0]) else None


def receiver(source: Source, call: ast.Call) -> str | None:
    """By which expression the model that is compiled can be named there."""
    node = call.func.value
    if isinstance(node, ast.Call):
        is_super = isinstance(node.func, ast.Name) and node.func.id == "super"
        scope = source.scope(call)
        if is_super and isinstance(scope, ast.FunctionDef) and scope.args.args:
            return scope.args.args[0].arg
        return None
    while isinstance(node, ast.Attribute):
        node = node.value
    return source.of(call.func.value) if isinstance(node, ast.Name) else None


def loss_of(call: ast.Call) -> ast.expr | None:
    """The loss that a call of `compile` is given."""
    named = [k.value for k in call.keywords if k.arg == "loss"]
    return call.args[1] if len(call.args) > 1 else next(iter(named), None)


def constructed(source: Source, call: ast.Call) -> ast.stmt | None:
    """The statement that makes the model that is compiled, where one line before does."""
    model = receiver(source, call)
    made = [source.parents.get(b) for b in source.bindings(model, source.scope(call))]
    if len(made) != 1 or not isinstance(made[0], ast.Assign) or made[0].lineno >= call.lineno:
        return None
    return made[0] if isinstance(made[0].value, ast.Call) else None


def registered(
    source: Source, call: ast.Call, entries: list[Registered], made: ast.stmt | None = None
) -> list[Edit] | None:
    """The edits that set attributes of the model before it is compiled.

    A loss that is made inside the call gets a name of its own first.

    Args:
        source: the user's text.
        call: the call of `compile`.
        entries: what is set.
        made: the statement that it is set behind, where that has to be before the model is built.
    """
    model = receiver(source, call)
    edits, lifted = [], None
    if any(entry.code is None for entry in entries):
        loss = loss_of(call)
        if not isinstance(loss, (ast.Call, ast.List, ast.Dict, ast.Tuple)):
            return None
        if any(isinstance(n, (ast.NamedExpr, ast.Await)) for n in ast.walk(loss)):
            return None
        lifted = next((name for name in _FRESH if source.bound_in(name, call) is None), None)
        first = lifted and source.before(call, f"{lifted} = {source.of(loss)}")
        if not first:
            return None
        edits += [first, Edit(source.start(loss), source.end(loss), lifted)]
    for entry in entries:
        code = entry.code or f"{lifted}{entry.below}"
        line = f"{model}.{entry.attribute} = {code}"
        line = source.after(made, line) if made else source.before(call, line)
        if line is None:
            return None
        edits.append(line)
    return edits


def compiled_again(source: Source, call: ast.Call, attribute: str) -> list[Edit] | None:
    """The edit that compiles again where a later line sets the model's attribute.

    Args:
        source: the user's text.
        call: the call of `compile`.
        attribute: the attribute that is set later.
    """
    code = f"{receiver(source, call)}.{attribute}"
    later = [
        node
        for node in source.within(source.scope(call))
        if isinstance(node, ast.Assign)
        and node.lineno > call.lineno
        and any(source.of(target) == code for target in node.targets)
    ]
    edit = source.after(later[0], source.of(source.statement(call))) if len(later) == 1 else None
    return [edit] if edit else None


def given_by_factory(source: Source, line: int, name: str, function: str) -> list[Edit] | None:
    """The edit that sets a closure's variable as an attribute of the function it is used in.

    Args:
        source: the user's text.
        line: where the variable is made.
        name: the local name that holds it.
        function: the inner function's name.
    """
    for factory in ast.walk(source.tree):
        if not isinstance(factory, ast.FunctionDef):
            continue
        if not factory.lineno <= line <= factory.end_lineno:
            continue
        inner = [n for n in factory.body if isinstance(n, ast.FunctionDef) and n.name == function]
        last = factory.body[-1]
        if (
            inner
            and source.bindings(name, factory)
            and isinstance(last, ast.Return)
            and isinstance(last.value, ast.Name)
            and last.value.id == function
        ):
            edit = source.before(last, f"{function}.{name} = {name}")
            return [edit] if edit else None
    return None
