"""The classes of a file: which Keras class each one comes from, and their methods."""

import ast
from collections import defaultdict
from dataclasses import dataclass, field

from explorer.lint.names import Names
from explorer.lint.scopes import FUNCTIONS, Function, Tree

KINDS = {
    "keras.Model": "model",
    "keras.Sequential": "model",
    "keras.Layer": "layer",
    "keras.Loss": "loss",
    "keras.Metric": "metric",
    "keras.Callback": "callback",
    "tensorflow.Module": "module",
    "tensorflow.Module.Module": "module",
    "object": "plain",
}
FOLDERS = (
    ("keras.layers.", "layer"),
    ("keras.losses.", "loss"),
    ("keras.metrics.", "metric"),
    ("keras.callbacks.", "callback"),
    ("keras.optimizers.", "optimizer"),
    ("keras.applications.", "model"),
    ("keras.models.", "model"),
)
PLAIN_BASES = {"object", "ABC", "Generic", "Protocol", "NamedTuple", "Enum"}


def kind_of(path: str | None) -> str | None:
    """The kind of a class of Keras or TensorFlow; None for any other."""
    if path is None:
        return None
    if path in KINDS:
        return KINDS[path]
    if not path.rpartition(".")[2][:1].isupper():
        return None
    return next((kind for folder, kind in FOLDERS if path.startswith(folder)), None)


@dataclass(eq=False)
class Class:
    """A class of the file.

    Attributes:
        kinds: of what it inherits: `model`, `layer`, `loss`, ...; `unknown` with a base of which
            nothing is known.
        family: itself, and the classes of the file above and below it.
    """

    node: ast.ClassDef
    bases: list["Class"] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    methods: dict[str, Function] = field(default_factory=dict)
    family: set["Class"] = field(default_factory=set)

    @property
    def name(self) -> str:
        return self.node.name

    def method(self, name: str) -> Function | None:
        """A method of it or of a base in this file."""
        seen, pending = set(), [self]
        while pending:
            class_ = pending.pop(0)
            if name in class_.methods:
                return class_.methods[name]
            seen.add(class_)
            pending += [base for base in class_.bases if base not in seen]
        return None

    def is_a(self, *kinds: str) -> bool:
        """Whether it inherits one of these kinds."""
        return not self.kinds.isdisjoint(kinds)


def classes(tree: Tree, names: Names) -> dict[ast.ClassDef, Class]:
    """All classes of the file, with what they inherit."""
    found = {node: Class(node) for node in tree.by_type[ast.ClassDef]}
    by_name: dict[str, Class] = {node.name: class_ for node, class_ in found.items()}
    for node, class_ in found.items():
        class_.methods = {f.name: f for f in node.body if isinstance(f, FUNCTIONS[:2])}
        for base in node.bases:
            if isinstance(base, ast.Name) and by_name.get(base.id) not in (None, class_):
                class_.bases.append(by_name[base.id])
                continue
            if isinstance(base, ast.Subscript):
                base = base.value
            last = base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")
            plain = "plain" if last in PLAIN_BASES else None
            class_.kinds.add(kind_of(names.path(base)) or plain or "unknown")
        if not node.bases:
            class_.kinds.add("plain")
    _inherit(list(found.values()))
    return found


def _inherit(all_: list[Class]) -> None:
    below: dict[Class, set[Class]] = defaultdict(set)
    for class_ in all_:
        above, pending = {class_}, list(class_.bases)
        while pending:
            base = pending.pop()
            if base not in above and len(above) < 50:
                above.add(base)
                pending += base.bases
        class_.family = above
        for base in above:
            below[base].add(class_)
    own = {class_: frozenset(class_.kinds) for class_ in all_}
    for class_ in all_:
        for base in class_.family:
            class_.kinds |= own[base]
    for class_ in all_:
        class_.family |= below[class_]
