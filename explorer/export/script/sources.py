"""The sources of a run without what only the Explorer needs: seams, records, registrations."""

import ast
from collections.abc import Collection
from dataclasses import dataclass, replace
from importlib.resources import files

from explorer.export.script.edits import Edits, defined_in, names_in, renamed
from explorer.records.catalogue import Dataset, Loss, Wiring
from explorer.source import code_of

PACKAGE = files("explorer")
REGISTERED = '@keras.saving.register_keras_serializable("explorer")\n'
SEAMS = {"add_parameter": "keras_variable", "read": "ops.convert_to_tensor"}
"""What a wiring may put into a loss, and what stands there if it does not."""
WRITTEN_OUT = 2
"""Most parameters that are named one by one."""
PARAMETRIC = "losses/parametric.py"
BASE = "ParametricLoss"
CONNECT = "connect"
COPYING = ("copy.deepcopy", "keras.models.load_model")
"""What copies a loss through its configuration."""


def module(path: str) -> str:
    """The source of a module of ours, which is not imported for it."""
    return (PACKAGE / path).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Requests:
    """What the wirings of a script request from the loss.

    Attributes:
        seams: those of `SEAMS` that they use, in order.
        copied: whether one copies the loss through its configuration, as saving does.
    """

    seams: tuple[str, ...]
    copied: bool

    @classmethod
    def of(cls, wirings: list[Wiring]) -> "Requests":
        """What these wirings request."""
        given = set()
        copied = False
        for wiring in wirings:
            for node in ast.walk(ast.parse(wiring.code)):
                if isinstance(node, ast.Call) and _name(node.func) == "make_loss":
                    given |= {keyword.arg for keyword in node.keywords}
                copied |= isinstance(node, ast.Call) and _name(node.func) in COPYING
        return cls(tuple(name for name in SEAMS if name in given), copied)


def _name(node: ast.expr) -> str:
    """A dotted name as it is written."""
    return ast.unparse(node)


def plain_loss(loss: Loss, requests: Requests) -> str:
    """The class of a loss as its user would write it, and what it uses.

    It derives from `keras.losses.Loss`. Each parameter is a `keras.Variable`, unless a wiring puts
    something else in its place.
    """
    edits = Edits(loss.code)
    node = _loss_class(edits.tree)
    methods = {each.name: each for each in node.body if isinstance(each, ast.FunctionDef)}
    edits.replace(node.bases[0], "keras.losses.Loss")
    for name in ("optimum", *(() if requests.copied else ("get_config",))):
        if name in methods:
            edits.remove_lines(methods[name])
    _make_init_plain(methods["__init__"], edits, requests)
    for call in ast.walk(methods["call"]):
        if isinstance(call, ast.Call) and _name(call.func) == "self.read":
            edits.replace(call, _read(edits.text(call.args[0]), requests))
    edits.insert_after(node.body[-1], _added_methods(loss, requests))
    text = unregistered(edits.edited(), requests)
    if "add_parameter" in requests.seams:
        text = f"{defined_in(module(PARAMETRIC))['keras_variable']}\n\n\n{text}"
    return code_of(text, node.name)


def class_name(loss: Loss) -> str:
    """The name of its class."""
    return _loss_class(ast.parse(loss.code)).name


def _loss_class(tree: ast.Module) -> ast.ClassDef:
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return next(node for node in classes if [_name(base) for base in node.bases] == [BASE])


def _make_init_plain(init: ast.FunctionDef, edits: Edits, requests: Requests) -> None:
    names = [argument.arg for argument in init.args.args]
    usual = [edits.text(default) for default in init.args.defaults]
    bare = len(names) - len(usual)
    given = [*names[:bare], *(f"{n}={v}" for n, v in zip(names[bare:], usual, strict=True))]
    given += [f"{seam}={SEAMS[seam]}" for seam in requests.seams]
    given += ["**options"] * requests.copied
    edits.replace_signature(init, f"def __init__({', '.join(given)})")
    for node in ast.walk(init):
        if isinstance(node, ast.Call) and _name(node.func) == "super().__init__":
            text = edits.text(node) if requests.copied else "super().__init__()"
            kept = "\n        self._read = read" if "read" in requests.seams else ""
            edits.replace(node, text + kept)
        elif isinstance(node, ast.Call) and _name(node.func) == "self.add_parameter":
            edits.replace(node, _parameter_made(node, edits, requests))


def _parameter_made(call: ast.Call, edits: Edits, requests: Requests) -> str:
    """The statement that makes a parameter, in place of `self.add_parameter(name, initial)`."""
    name, initial = (edits.text(argument) for argument in call.args)
    if "add_parameter" in requests.seams:
        made = f"add_parameter({name}, {initial})"
    else:
        made = f"keras.Variable({initial}, name={name})"
    if isinstance(call.args[0], ast.Constant):
        return f"self.{call.args[0].value} = {made}"
    return f"setattr(self, {name}, {made})"


def _read(parameter: str, requests: Requests) -> str:
    """What the formula sees of a parameter."""
    if "read" in requests.seams:
        return f"self.read({parameter})"
    # What a wiring has put in its place need not be a tensor.
    return f"ops.convert_to_tensor({parameter})" if requests.seams else parameter


def _added_methods(loss: Loss, requests: Requests) -> str:
    """The methods of the base class that are still used, and the parameters by name."""
    names = [parameter.name for parameter in loss.parameters]
    if len(names) <= WRITTEN_OUT:
        inside = ", ".join(f'"{name}": self.{name}' for name in names)
    else:
        listed = ", ".join(f'"{name}"' for name in names)
        inside = f"name: getattr(self, name) for name in ({listed})"
    methods = [f"    @property\n    def parameters(self):\n        return {{{inside}}}\n"]
    base = Edits(module(PARAMETRIC))
    node = next(n for n in base.tree.body if isinstance(n, ast.ClassDef) and n.name == BASE)
    wanted = {"read_all": "self.read_all(" in loss.code, "read": "read" in requests.seams}
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and wanted.get(method.name):
            text = f"    {base.text(method)}\n".replace("keras.ops.", "ops.")
            methods.append(text.replace("self.read(parameter)", _read("parameter", requests)))
    return "".join(f"\n{method}" for method in methods)


def unregistered(source: str, requests: Requests) -> str:
    """Classes registered with Keras only where something is saved, and then not under our name."""
    return source.replace(REGISTERED, REGISTERED.replace('"explorer"', "") * requests.copied)


def plain_dataset(dataset: Dataset) -> str:
    """The function `load` of a dataset, and what it uses; a measured table is written out."""
    edits = Edits(dataset.code)
    for node in ast.walk(edits.tree):
        if isinstance(node, ast.Attribute) and _name(node.value) == "DATASET":
            edits.replace(node, repr(getattr(dataset, node.attr)))
        elif isinstance(node, ast.Call) and _name(node.func) == "read_csv":
            edits.replace(node, 'np.loadtxt(MEASURED.splitlines(), delimiter=",")')
    text = edits.edited()
    if dataset.measured:
        text = f'MEASURED = """\\\n{dataset.measured.strip()}\n"""\n\n\n{text}'
    helpers = defined_in(module("datasets/columns.py"))
    used = [helpers[name] for name in helpers if name in names_in(text)]
    return "\n\n\n".join([*used, text.strip("\n")])


@dataclass(frozen=True)
class PlainWiring:
    """A wiring's `connect` without what the script gives it anyway.

    Attributes:
        name: of the function.
        code: the function and what it uses.
        takes: the optimizers that it takes.
        calls_back: whether it returns callbacks with the step.
        eager: whether its user runs the step uncompiled.
    """

    name: str
    code: str
    takes: tuple[str, ...]
    calls_back: bool
    eager: bool

    def without(self, names: Collection[str]) -> "PlainWiring":
        """Without the definition of these names: something before has the same."""
        edits = Edits(self.code)
        for node in edits.tree.body:
            if getattr(node, "name", None) in names:
                edits.remove_lines(node)
        return replace(self, code=edits.edited().strip("\n"))

    def renamed(self, names: Collection[str], ending: str) -> "PlainWiring":
        """With an ending to these names: something before has another meaning of them."""
        return replace(self, code=renamed(self.code, names, ending))


def plain_wiring(wiring: Wiring) -> PlainWiring:
    """The wiring, its function named after it."""
    edits = Edits(wiring.code)
    node = next(n for n in edits.tree.body if getattr(n, "name", None) == CONNECT)
    used = {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
    arguments = [argument.arg for argument in node.args.args]
    takes = tuple(each for each in arguments if each in used and not each.startswith("make_"))
    name = f"{CONNECT}_{wiring.key}"
    edits.replace_signature(node, f"def {name}({', '.join(takes)})")
    returned = node.body[-1]
    calls_back = isinstance(returned, ast.Return) and isinstance(returned.value, ast.Tuple)
    return PlainWiring(name, edits.edited().strip("\n"), takes, calls_back, wiring.eager)
