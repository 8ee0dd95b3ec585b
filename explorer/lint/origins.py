"""Which variables, objects and functions an expression may stand for.

An over-approximation that ignores the order of statements: a name stands for everything that is
ever bound to it. An object in a container stands for itself.
"""

import ast
from collections import defaultdict

from explorer.lint.classes import Class, classes, kind_of
from explorer.lint.names import Names
from explorer.lint.origin import (
    VARIABLE_LISTS,
    Callable_,
    Object,
    Origin,
    Variable,
    called,
    default_of,
    is_dataclass,
    is_property,
    is_static,
)
from explorer.lint.scopes import (
    COMPREHENSIONS,
    FUNCTIONS,
    Binding,
    Function,
    Tree,
    argument,
    keyword,
    positional,
)

MAKERS = {"tensorflow.Variable": "tf", "keras.Variable": "keras"}
WEIGHTS = frozenset({"add_weight"})
CONTAINERS = frozenset({"list", "tuple", "dict", "set", "sorted", "reversed", "zip", "enumerate"})
TRANSPARENT = frozenset(
    {"tensorflow.function", "functools.partial", "tensorflow.autograph.experimental.do_not_convert"}
)
DEEPEST = 60
"""Of names that stand for names; a person's program has a handful."""


NOTHING: frozenset = frozenset()


class Origins:
    """What the expressions of one file stand for."""

    def __init__(self, tree: Tree, names: Names):
        self.tree = tree
        self.names = names
        self.classes = classes(tree, names)
        self._made: dict[ast.AST, Origin] = {}
        self._of: dict[object, frozenset] = {}
        self._depth = 0
        self._calls: dict[str, list[ast.Call]] = defaultdict(list)
        for call in tree.by_type[ast.Call]:
            self._calls[called(call)].append(call)

    def of(self, node: ast.AST | None) -> frozenset:
        """The origins of an expression; empty where nothing is known.

        Raises:
            TooMuch: the file is beyond what can be analysed.
        """
        if node is None:
            return NOTHING
        self.tree.budget.spend()
        if node in self._of:
            return self._of[node]
        if self._depth > DEEPEST:
            return NOTHING
        self._of[node] = NOTHING  # for what refers to itself
        self._depth += 1
        found = self._compute(node)
        self._depth -= 1
        self._of[node] = found
        return found

    def variables(self, node: ast.AST | None) -> list[Variable]:
        """The variables among the origins."""
        return [origin for origin in self.of(node) if isinstance(origin, Variable)]

    def objects(self, node: ast.AST | None) -> list[Object]:
        """The instances among the origins."""
        return [origin for origin in self.of(node) if isinstance(origin, Object)]

    def functions(self, node: ast.AST | None) -> list[Callable_]:
        """The functions among the origins; of a class with `call`, an instance's `call` too."""
        found = []
        for origin in self.of(node):
            if isinstance(origin, Callable_):
                found.append(origin)
            class_ = origin if isinstance(origin, Class) else getattr(origin, "class_", None)
            if isinstance(origin, Object | Class) and class_ is not None:
                methods = (class_.method(name) for name in ("call", "__call__"))
                found += [Callable_(method, class_) for method in methods if method]
        return found

    def receiver(self, node: ast.AST) -> set[Class]:
        """The classes of the file that the object of an attribute may be of."""
        own = self.self_class(node)
        if own is not None:
            return {own}
        return {o.class_ for o in self.objects(node) if o.class_ is not None}

    def self_class(self, node: ast.AST) -> Class | None:
        """The class whose method names its instance by this name."""
        if not isinstance(node, ast.Name):
            return None
        key = self.tree.key(node)
        if key is None or not isinstance(key[0], FUNCTIONS):
            return None
        class_ = self.tree.class_around(key[0])
        first = positional(key[0])[:1]
        if class_ is None or not first or first[0].arg != key[1]:
            return None
        return self.classes[class_]

    def stores(self, class_: Class, attribute: str) -> list[Binding]:
        """What is set on this attribute of the class's instances, in methods or from outside."""
        found = []
        for binding in self.tree.stores.get(attribute, ()):
            if self.receiver(binding.target.value) & class_.family:
                found.append(binding)
        return found

    def calls_of(self, function: Function) -> list[ast.Call]:
        """The calls of a function of this file, by name; of `__init__`, those of its class."""
        name = getattr(function, "name", None)
        if name is None:
            return []
        class_ = self.tree.class_around(function)
        if class_ is None:
            return [
                call
                for call in self._calls.get(name, ())
                if any(o.node is function for o in self.functions(call.func))
            ]
        if name == "__init__":
            own = self.classes[class_]
            return [c for below in own.family for c in self._calls.get(below.name, ())]
        return [c for c in self._calls.get(name, ()) if isinstance(c.func, ast.Attribute)]

    def calls_named(self, *names: str) -> list[ast.Call]:
        """All calls whose function or method has one of these names."""
        return [call for name in names for call in self._calls.get(name, ())]

    def _compute(self, node: ast.AST) -> frozenset:
        if isinstance(node, ast.Call):
            return self._of_call(node)
        if isinstance(node, ast.Name):
            key = self.tree.key(node)
            return self._of_bindings(self.tree.bound.get(key, ()) if key else ())
        if isinstance(node, ast.Attribute):
            return self._of_attribute(node)
        if isinstance(node, ast.arg):
            return self._of_parameter(node)
        if isinstance(node, FUNCTIONS):
            return frozenset({self._once(node, lambda: Callable_(node, self._class_of(node)))})
        if isinstance(node, ast.ClassDef):
            return frozenset({self.classes[node]})
        return self._union(self._parts(node))

    def _parts(self, node: ast.AST) -> list[ast.AST]:
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            return node.elts
        if isinstance(node, ast.Dict):
            return node.values
        if isinstance(node, COMPREHENSIONS):
            return [node.value if isinstance(node, ast.DictComp) else node.elt]
        if isinstance(node, (ast.Subscript, ast.Starred, ast.Await, ast.NamedExpr)):
            return [node.value]
        if isinstance(node, ast.IfExp):
            return [node.body, node.orelse]
        if isinstance(node, ast.BoolOp):
            return node.values
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Mult)):
            sides = [node.left, node.right]
            return sides if any(map(self.holds_several, sides)) else []
        return []

    def holds_several(self, node: ast.AST) -> bool:
        """Whether the expression is a list or tuple for sure."""
        for _ in range(DEEPEST):
            if isinstance(node, ast.BinOp):
                if self.holds_several(node.right):
                    return True
                node = node.left
                continue
            if isinstance(node, ast.Name):
                bound = self.tree.bound.get(self.tree.key(node) or (None, ""), ())
                if len(bound) == 1 and bound[0].whole and isinstance(bound[0].value, ast.expr):
                    node = bound[0].value
                    continue
            break
        if isinstance(node, ast.Call):
            return isinstance(node.func, ast.Name) and node.func.id in CONTAINERS
        if isinstance(node, ast.Attribute):
            return node.attr in VARIABLE_LISTS
        return isinstance(node, (ast.List, ast.Tuple, ast.ListComp))

    def _union(self, nodes) -> frozenset:
        found = NOTHING
        for node in nodes:
            found |= self.of(node)
        return found

    def _of_bindings(self, bindings) -> frozenset:
        return self._union(b.value for b in bindings if b.value is not None)

    def _of_call(self, node: ast.Call) -> frozenset:
        path = self.names.path(node.func)
        if path in MAKERS:
            return frozenset({self._once(node, lambda: Variable(node, MAKERS[path]))})
        method = node.func.attr if isinstance(node.func, ast.Attribute) else None
        if method in WEIGHTS:
            owner = node.func.value
            return frozenset({self._once(node, lambda: Variable(node, "weight", owner))})
        if path in TRANSPARENT:
            return self.of(argument(node, 0, "func"))
        if kind := kind_of(path):
            kinds = frozenset({kind})
            return frozenset({self._once(node, lambda: Object(node, kinds, path=path))})
        if isinstance(node.func, ast.Name) and node.func.id in CONTAINERS:
            values = [*node.args, *(given.value for given in node.keywords)]
            return self._union(values)
        if method in ("copy", "values", "items", "get"):
            return self.of(node.func.value)
        found = NOTHING
        for origin in self.of(node.func):
            if isinstance(origin, Class):
                kinds = frozenset(origin.kinds)
                made = self._once(node, lambda o=origin, k=kinds: Object(node, k, o))
                found |= {made}
            elif isinstance(origin, Callable_):
                found |= self._returned(origin.node)
        return found

    def _returned(self, function: Function) -> frozenset:
        if isinstance(function, ast.Lambda):
            return self.of(function.body)
        return self._union(self.returns(function))

    def returns(self, function: Function) -> list[ast.expr]:
        """The values that a function returns."""
        if isinstance(function, ast.Lambda):
            return [function.body]
        if "_returns" not in self.__dict__:
            self._returns = defaultdict(list)
            for node in self.tree.by_type[ast.Return]:
                if node.value is not None:
                    self._returns[self.tree.function(node)].append(node.value)
        return self._returns[function]

    def _of_attribute(self, node: ast.Attribute) -> frozenset:
        receivers = self.receiver(node.value)
        if not receivers:
            if self.names.path(node) is not None:
                return NOTHING
            return self._of_bindings(self.tree.stores.get(node.attr, ()))
        found = NOTHING
        for class_ in receivers:
            key = ("attribute", class_, node.attr)
            if key not in self._of:
                self._of[key] = NOTHING
                self._of[key] = self._of_member(class_, node.attr)
            found |= self._of[key]
        return found

    def _of_member(self, class_: Class, name: str) -> frozenset:
        found = self._of_bindings(self.stores(class_, name))
        found |= self._of_bindings(self.tree.bound.get((class_.node, name), ()))
        if is_dataclass(class_.node):
            found |= self._of_field(class_, name)
        method = class_.method(name)
        if method is None:
            return found
        if is_property(method):
            return found | self._returned(method)
        return found | {self._once(method, lambda: Callable_(method, self._class_of(method)))}

    def _of_field(self, class_: Class, name: str) -> frozenset:
        """What calls of a data class give to one of its fields."""
        statements = [each for each in class_.node.body if isinstance(each, ast.AnnAssign)]
        fields = [getattr(each.target, "id", None) for each in statements]
        if name not in fields:
            return NOTHING
        calls = self._calls.get(class_.name, ())
        return self._union(argument(call, fields.index(name), name) for call in calls)

    def _of_parameter(self, parameter: ast.arg) -> frozenset:
        function = self.tree.scope(parameter)
        default = default_of(function, parameter) if isinstance(function, FUNCTIONS) else None
        return self.of(default) | self._union(self._arguments(parameter))

    def given(self, parameter: ast.arg) -> list[ast.expr]:
        """The expressions that a parameter may be: what calls give to it, else its default."""
        default = default_of(self.tree.scope(parameter), parameter)
        return self._arguments(parameter) or ([default] if default is not None else [])

    def _arguments(self, parameter: ast.arg) -> list[ast.expr]:
        function = self.tree.scope(parameter)
        if not isinstance(function, FUNCTIONS):
            return []
        own = self.tree.class_around(function)
        named = [given.arg for given in positional(function)]
        offset = 1 if own is not None and not is_static(function) else 0
        places = [(call, -offset) for call in self.calls_of(function)]
        for call in self._calls.get("partial", ()):
            if call.args and any(o.node is function for o in self.functions(call.args[0])):
                places.append((call, 1 - offset))
        found = []
        for call, shift in places:
            if parameter.arg in named:
                value = argument(call, named.index(parameter.arg) + shift, parameter.arg)
            else:
                value = keyword(call, parameter.arg)
            if value is not None:
                found.append(value)
        return found

    def _class_of(self, function: Function) -> Class | None:
        node = self.tree.class_around(function)
        return self.classes[node] if node is not None else None

    def _once(self, node: ast.AST, make) -> Origin:
        key = node
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]
