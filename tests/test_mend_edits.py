"""The edits of a mend, on text alone: what they change runs, and nothing else changes."""

import ast
import subprocess
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.doctor.mending.convert import converted
from explorer.doctor.mending.edits import Edit, Source, diff, read
from explorer.doctor.mending.extend import Lists, appended, made_late, valid_at
from explorer.doctor.mending.register import (
    Registered,
    compile_call,
    compiled_again,
    constructed,
    given_by_factory,
    registered,
)


def code(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


# A step that records what it was given, run with names for variables


class Tape:
    def gradient(self, target, sources):
        self.sources = list(sources)
        return [f"d{s}" for s in sources]


class Optimizer:
    def __init__(self):
        self.pairs, self.built = [], None

    def apply_gradients(self, pairs):
        self.pairs += list(pairs)

    def apply(self, grads, trainable_variables):
        self.pairs += list(zip(grads, trainable_variables, strict=True))

    def build(self, variables):
        self.built = list(variables)


class Net:
    trainable_variables = ("w", "b")


STEPS = {
    "inline": """
        grads = tape.gradient(loss, net)
        optimizer.apply_gradients(zip(grads, net))
    """,
    "attribute": """
        grads = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(grads, model.trainable_variables))
    """,
    "one line": """
        optimizer.apply_gradients(zip(tape.gradient(loss, net), net))
    """,
    "named": """
        variables = net
        grads = tape.gradient(loss, variables)
        optimizer.apply(grads, variables)
    """,
    "named twice": """
        weights = net + [beta]
        variables = weights
        optimizer.apply(tape.gradient(loss, variables), weights)
    """,
    "keyword": """
        grads = tape.gradient(loss, sources=net)
        optimizer.apply(grads, trainable_variables=net)
    """,
    "display": """
        variables = [*net, beta]  # (all
        optimizer.apply(tape.gradient(loss, variables), variables)
    """,
    "display with brackets": """
        variables = [
            *net,
            (beta),  # the last one :-)
        ]
        optimizer.apply(tape.gradient(loss, variables), variables)
    """,
    "sum": """
        variables = net + [
            beta
        ]
        optimizer.apply(tape.gradient(loss, variables), variables)
    """,
    "grown": """
        variables = []
        for part in (net,):
            variables += part
        optimizer.apply(tape.gradient(loss, variables), variables)
    """,
    "built": """
        optimizer.build(net)
        grads = tape.gradient(loss, net)
        optimizer.apply(grads, net)
    """,
    "clipped": """
        grads = tape.gradient(loss, net)
        grads, _ = grads, "é"
        optimizer.apply_gradients(zip(grads, net))
    """,
}


def run(text: str):
    tape, optimizer = Tape(), Optimizer()
    names = {"tape": tape, "optimizer": optimizer, "net": ["w", "b"], "model": Net()}
    exec(text, {**names, "beta": "beta", "alpha": "alpha", "loss": 0})
    return tape.sources, optimizer


def extend(text: str, codes=("alpha",), structure=list, late=False):
    source = Source(text)
    line = next(i for i, s in enumerate(text.splitlines(), 1) if ".gradient(" in s)
    call = source.calls_at(line, "gradient")[0]
    edits = Lists(source, call, [list(codes)], late).extended(structure)
    return edits and source.edited(edits)


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("inside", ["module", "function", "loop"])
def test_an_extended_list_is_differentiated_and_updated(name, inside):
    body = code(STEPS[name])
    if inside == "module":
        text = "alpha = 'alpha'\nbeta = 'beta'\nnet = ['w', 'b']\n" + body
    elif inside == "loop":
        text = "alpha = 'alpha'\nfor _ in range(1):\n" + textwrap.indent(body, "    ")
    else:
        text = "alpha = 'alpha'\ndef step():\n" + textwrap.indent(body, "\t") + "step()\n"
    # A tf.Module has a tuple there.
    new = extend(text, structure=tuple if name == "attribute" else list)
    before, _ = run(text)
    sources, optimizer = run(new)
    assert sorted(sources) == sorted([*before, "alpha"])
    assert optimizer.pairs == [(f"d{s}", s) for s in sources]
    assert optimizer.built in (None, sources)


layouts = st.fixed_dictionaries(
    {
        "gap": st.sampled_from(["", " ", "  ", "\n        ", "  # é ) ] ,\n        "]),
        "comment": st.text(st.characters(exclude_categories=("C", "Z")), max_size=8),
        "ends": st.sampled_from(["\n", "\r\n"]),
        "elements": st.lists(
            st.sampled_from(["beta", "(beta)", "*net", "*(net)", "'ü'"]), max_size=3
        ),
        "comma": st.booleans(),
    }
)


@settings(deadline=None)
@given(layouts)
def test_nothing_but_the_new_element_changes(layout):
    gap = layout["gap"]
    inner = f",{gap}".join(layout["elements"]) + (
        "," * layout["comma"] if layout["elements"] else ""
    )
    lines = [
        f"alpha = 'alpha'  # {layout['comment']}",
        f"ß = [{gap}{inner}{gap}]; optimizer.apply(tape.gradient(loss, ß), ß)  # ß",
        "",
    ]
    text = "\n".join(lines).replace("\n", layout["ends"])
    new = extend(text)
    at = new.index("alpha", len(lines[0]))
    added = new[: at + len("alpha")].removesuffix("alpha").removesuffix(", ")
    assert added + new[at + len("alpha") :] == text
    before, _ = run(text)
    sources, optimizer = run(new)
    assert sources == [*before, "alpha"]
    assert len(optimizer.pairs) == len(sources)


@pytest.mark.parametrize(
    "step",
    [
        # Taken apart where it is computed: the positions would shift.
        "*grads, g = tape.gradient(loss, [*net, beta])\noptimizer.apply(grads, net)\n",
        # What is updated is some other list.
        "grads = tape.gradient(loss, net)\noptimizer.apply(grads, other)\n",
        "g = tape.gradient(loss, net)\noptimizer.apply(g, net)\nuse(g[-1])\n",
        # Nothing is updated here.
        "grads = tape.gradient(loss, net)\n",
    ],
)
def test_an_uncertain_list_is_left_alone(step):
    assert extend("alpha = 1\n" + step) is None


def test_a_single_variable_is_no_list():
    assert extend("alpha = 1\n" + code(STEPS["inline"]), structure=object) is None


def test_an_expression_has_to_hold_where_it_is_written():
    text = "net = make()\n" + code(STEPS["inline"]) + "alpha = 1\n"
    assert extend(text) is None


def test_a_list_made_before_the_parameter_is_extended_where_it_is_used():
    text = "head = make()\nvariables = net\nfor _ in range(1):\n    " + (
        "optimizer.apply(tape.gradient(loss, variables), variables)\n"
    )
    new = extend(text, codes=["head.centers"], late=True)
    assert "variables = net\n" in new
    assert new.count("variables + [head.centers]") == 2


def test_the_attribute_of_the_class_comes_before_a_global():
    text = code(
        """
        class A:
            def step(self):
                return tape.gradient(loss, self.net)
        a = A()
        """
    )
    source = Source(text)
    call = source.calls_at(3, "gradient")[0]
    assert valid_at(source, ["a.alpha", "self.alpha"], call, call) == "self.alpha"
    assert valid_at(source, ["b.alpha"], call, call) is None


def test_an_optimizer_built_in_init_before_the_parameter_is_not_extended():
    text = code(
        """
        class A:
            def __init__(self):
                self.opt.build(self.net)
                self.alpha = 1
            def step(self):
                return tape.gradient(loss, self.net)
        """
    )
    source = Source(text)
    call = source.calls_at(6, "gradient")[0]
    build = source.calls_at(3, "build")[0]
    assert valid_at(source, ["self.alpha"], build, call) is None
    assert valid_at(source, ["self.alpha"], call, call) == "self.alpha"


def test_an_optimizer_built_too_early_leaves_the_list_alone():
    text = code(
        """
        class A:
            def __init__(self):
                self.opt.build(self.net)
                self.alpha = 1
            def step(self):
                self.opt.apply(tape.gradient(loss, self.net), self.net)
        a = A()
        """
    )
    assert extend(text, codes=["a.alpha", "self.alpha"]) is None
    first = text.replace("        self.alpha = 1\n", "")
    moved = first.replace("__init__(self):\n", "__init__(self):\n        self.alpha = 1\n")
    assert extend(moved, codes=["a.alpha", "self.alpha"]).count("self.net + [self.alpha]") == 3


def test_what_build_makes_is_late():
    text = code(
        """
        class A:
            def build(self, shape):
                self.w = 1
            def __init__(self):
                self.v = 1
        """
    )
    assert made_late(Source(text), 3)
    assert not made_late(Source(text), 5)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a or b", "[*(a or b), x]"),
        ("lambda: a", "[*(lambda: a), x]"),
        ("a.b", "[*a.b, x]"),
        ("(a,)", "(a, x,)"),
        ("[]", "[x]"),
        ("a - b", None),
        ("(v for v in a)", None),
    ],
)
def test_appended(expression, expected):
    source = Source(expression)
    edits = appended(source, source.tree.body[0].value, ["x"], is_list=False)
    assert (edits and source.edited(edits)) == expected


# tf.Variable to keras.Variable


@pytest.mark.parametrize(
    ("imports", "made", "expected"),
    [
        ("import tensorflow as tf", "tf.Variable(1.0)", "tf.keras.Variable(1.0)"),
        ("import tensorflow as tf\nimport keras", "tf.Variable(1.0)", "keras.Variable(1.0)"),
        (
            "import tensorflow as tf\nfrom tensorflow import keras as k",
            "tf.Variable(1.0, True)",
            "k.Variable(1.0, trainable=True)",
        ),
        (
            "import keras, tensorflow as tf",
            "tf.Variable(initial_value=[0.0],  # é\n    dtype=tf.float32, name='a')",
            "keras.Variable(initializer=[0.0],  # é\n    dtype=tf.float32, name='a')",
        ),
        (
            "from tensorflow import Variable\nimport keras",
            "[Variable(0.0), Variable(1.0)]",
            "[keras.Variable(0.0), keras.Variable(1.0)]",
        ),
        ("import tensorflow as tf", "tf.Variable(1.0, shape=tf.TensorShape(None))", None),
        ("import tensorflow as tf", "tf.Variable(1.0, name='a/b')", None),
        ("import tensorflow as tf", "tf.Variable(lambda: 1.0)", None),
        ("import tensorflow as tf", "tf.Variable(1.0)\nuse(alpha.read_value())", None),
        ("import tensorflow as tf", "tf.Variable(1.0)\nuse(alpha.value())", None),
        ("import torch as tf", "tf.Variable(1.0)", None),
    ],
)
def test_a_tf_variable_becomes_keras_s(imports, made, expected):
    source = Source(f"{imports}\nalpha = {made}\n")
    edits = converted(source, len(imports.splitlines()) + 1, "alpha")
    new = edits and source.edited(edits)
    assert new == (expected and f"{imports}\nalpha = {expected}\n")


def test_keras_is_imported_where_it_is_not():
    source = Source("from tensorflow import Variable\n\nalpha = Variable(1.0)\n")
    new = source.edited(converted(source, 3, "alpha"))
    assert new == ("import keras\nfrom tensorflow import Variable\n\nalpha = keras.Variable(1.0)\n")


# Registered on the model


@pytest.mark.parametrize(
    ("text", "entry", "expected"),
    [
        (
            "loss = L()\nmodel.compile('adam', loss=loss)  # go\n",
            Registered("alpha", "loss.alpha"),
            "loss = L()\nmodel.alpha = loss.alpha\nmodel.compile('adam', loss=loss)  # go\n",
        ),
        (
            "def main():\n\tnet.compile('adam', L(\n\t\t1),\n\t)\n",
            Registered("alpha", None, ".alpha"),
            "def main():\n\tloss = L(\n\t\t1)\n\tnet.alpha = loss.alpha\n"
            "\tnet.compile('adam', loss,\n\t)\n",
        ),
        (
            "loss = 1\nself.net.compile(loss={'a': L()})\n",
            Registered("alpha", None, "['a'].alpha"),
            "loss = 1\nloss_fn = {'a': L()}\nself.net.alpha = loss_fn['a'].alpha\n"
            "self.net.compile(loss=loss_fn)\n",
        ),
        (
            "class M:\n    def compile(self):\n        super().compile(loss=f)\n",
            Registered("alpha", "f.alpha"),
            "class M:\n    def compile(self):\n        self.alpha = f.alpha\n"
            "        super().compile(loss=f)\n",
        ),
        ("make().compile(loss=f)\n", Registered("alpha", "f.alpha"), None),
        ("if x: model.compile(loss=f)\n", Registered("alpha", "f.alpha"), None),
        ("model.compile(loss=f)\n", Registered("alpha", None, ".alpha"), None),
    ],
)
def test_registered_before_compile(text, entry, expected):
    source = Source(text)
    line = next(i for i, s in enumerate(text.splitlines(), 1) if ".compile(" in s)
    call = compile_call(source, line)
    edits = call and registered(source, call, [entry])
    assert (edits and source.edited(edits)) == expected


def test_a_variable_attached_later_needs_compile_again():
    text = "m.compile(\n    'adam')\nm.fit(x)\nm.beta = beta  # now\nm.fit(x)\n"
    source = Source(text)
    edits = compiled_again(source, compile_call(source, 1), "beta")
    compiled = "m.compile(\n    'adam')\n"
    assert source.edited(edits) == f"{compiled}m.fit(x)\nm.beta = beta  # now\n{compiled}m.fit(x)\n"


def test_a_closure_hands_its_variable_on():
    text = "def make():\n    a = V(0.0)\n    def loss(y, p):\n        return a\n    return loss\n"
    source = Source(text)
    new = source.edited(given_by_factory(source, 2, "a", "loss"))
    assert new == text.replace("    return loss\n", "    loss.a = a\n    return loss\n")
    assert given_by_factory(source, 2, "a", "other") is None


# Text and diff


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=20), st.integers(0, 3))
def test_positions_are_characters(string, before):
    text = f"{'#é' * before}\nx = {string!r}; y = 'ü'\n"
    source = Source(text)
    last = source.tree.body[-1]
    assert source.of(last) == "y = 'ü'"
    assert ast.literal_eval(source.of(source.tree.body[0].value)) == string


def test_edits_that_touch_each_other_make_no_patch():
    assert Source("abc = 1\n").edited([Edit(0, 3, "x"), Edit(1, 2, "y")]) is None


def test_edits_that_break_the_code_make_no_patch():
    assert Source("a = 1\n").edited([Edit(3, 4, "")]) is not None
    assert Source("a = 1\n").edited([Edit(2, 3, "")]) is None


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_git_applies_the_diff(tmp_path, monkeypatch, ends, last):
    monkeypatch.chdir(tmp_path)
    old = ends.join(["a = 1", "b = '\x0cé'", "c = 3"]) + (ends if last else "")
    new = old.replace("c = 3", "c = 4")
    (tmp_path / "program.py").write_bytes(old.encode())
    source = read("program.py")
    assert source.text == old
    (tmp_path / "p.diff").write_bytes(diff(str(tmp_path / "program.py"), old, new).encode())
    subprocess.run(["git", "apply", "p.diff"], check=True, cwd=tmp_path)
    assert (tmp_path / "program.py").read_bytes().decode() == new


def test_a_built_model_is_given_its_attribute_right_after_it_is_made():
    text = "net = Net()  # é\nnet(x)\nnet.compile(loss=loss)\n"
    source = Source(text)
    call = compile_call(source, 3)
    edits = registered(source, call, [Registered("a", "loss.a")], constructed(source, call))
    assert source.edited(edits) == text.replace("net(x)\n", "net.a = loss.a\nnet(x)\n")
    for other in ("net = a\nnet.compile()\n", "net = A()\nnet = B()\nnet.compile()\n"):
        source = Source(other)
        assert constructed(source, compile_call(source, other.count("\n"))) is None
