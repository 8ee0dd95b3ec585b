"""The linter on whole programs, and its command as a user types it."""

import ast
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.__main__ import main
from explorer.lint import CANNOT_TELL, LintFinding, Unreadable, lint_text, rules
from explorer.lint import rule as rule_module
from explorer.lint.explaining import explanation
from explorer.lint.fixing import chosen, fixed

HERE = Path(__file__).parent / "lint"
BROKEN = sorted((HERE / "broken").glob("*.py"))
HEALTHY = sorted((HERE / "healthy").glob("*.py"))
WIRINGS = Path(__file__).parent.parent / "explorer" / "wirings"
LOSS = """\
import keras


class Scaled(keras.losses.Loss):
    def __init__(self):
        super().__init__()
        self.alpha = keras.Variable(1.0)

    def call(self, y_true, y_pred):
        return keras.ops.exp(-self.alpha) * keras.ops.abs(y_true - y_pred) + self.alpha


model.compile("adam", loss=Scaled())
"""
MAKES_ALPHA = 7
"""The line of `LOSS` with the finding."""


def call(capsys, *arguments):
    status = main(["lint", *map(str, arguments)])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def facts(findings):
    return [(finding.code, finding.line) for finding in findings]


def names(paths):
    return [path.stem for path in paths]


@pytest.mark.parametrize("path", BROKEN, ids=names(BROKEN))
def test_a_broken_program_gets_its_finding_on_its_line(path):
    text = path.read_text()
    code = re.match(r"# expect: (LWE\d+)", text)[1]
    [line] = [n for n, each in enumerate(text.splitlines(), 1) if "# here" in each]
    found = lint_text(text)
    faults = [finding for finding in found if finding.severity == "fault" or finding.code == code]
    assert facts(faults) == [(code, line)]


@pytest.mark.parametrize("path", HEALTHY, ids=names(HEALTHY))
def test_a_healthy_program_gets_nothing(path):
    assert lint_text(path.read_text()) == ()


def test_each_rule_has_a_broken_program():
    tested = {re.match(r"# expect: (LWE\d+)", path.read_text())[1] for path in BROKEN}
    assert tested == {rule.code for rule in rules()}


def test_each_rule_says_all_of_itself():
    codes = [rule.code for rule in rules()]
    assert len(set(codes)) == len(codes) == len({rule.name for rule in rules()})
    assert codes == sorted(codes)
    for rule in rules():
        assert re.fullmatch(r"LWE[1-59]\d\d", rule.code)
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.name)
        ast.parse(rule.instead if not rule.instead.startswith(" ") else f"if 1:\n{rule.instead}")
        assert rule.example != rule.instead


def test_the_wirings_named_are_broken_and_fixed():
    for rule in rules():
        assert "= broken(" in (WIRINGS / f"{rule.broken}.py").read_text()
        assert "= fixed(" in (WIRINGS / f"{rule.fixed}.py").read_text()


def test_columns_count_characters():
    [finding] = lint_text(LOSS.replace("        self.alpha =", "        é = 'ü'; self.alpha ="))
    line = "        é = 'ü'; self.alpha = keras.Variable(1.0)"
    assert finding.column == line.index("keras.Variable") + 1
    assert finding.end.column == len(line) + 1


def test_aliases_are_followed():
    text = LOSS.replace("import keras\n", "from tensorflow import keras as k\n")
    assert facts(lint_text(text.replace("keras.", "k."))) == [("LWE301", MAKES_ALPHA)]
    short = LOSS.replace("import keras\n", "import tensorflow as tf\nLoss = tf.keras.losses.Loss\n")
    short = short.replace("keras.losses.Loss", "Loss").replace("tf.Loss", "tf.keras.losses.Loss")
    assert facts(lint_text(short.replace("keras.V", "tf.V").replace("keras.o", "tf.keras.o"))) == [
        ("LWE301", MAKES_ALPHA + 1)
    ]


def test_a_file_without_keras_is_skipped_even_if_it_is_no_python():
    assert lint_text("def (") == ()
    assert lint_text("x = 'keras'\n") == ()


@pytest.mark.parametrize(
    ("comment", "silenced"),
    [
        ("# noqa", True),
        ("# NOQA", True),
        ("# noqa: LWE301", True),
        ("# noqa:LWE101, LWE301", True),
        ("# noqa: E501 LWE301", True),
        ("# noqa: LWE302", False),
        ("# noqa: E501", False),
    ],
)
def test_noqa(comment, silenced):
    text = LOSS.replace("keras.Variable(1.0)", f"keras.Variable(1.0)  {comment}")
    assert (lint_text(text) == ()) is silenced


def notebook(*cells, **metadata):
    made = [
        {
            "cell_type": kind,
            "metadata": {},
            "source": source.splitlines(keepends=True),
            **({"outputs": [], "execution_count": None} if kind == "code" else {}),
        }
        for kind, source in cells
    ]
    content = {"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content, indent=1) + "\n"


def test_a_notebook_is_one_program_and_findings_name_the_cell():
    imports, body = LOSS.split("\n\n\n", 1)
    code, compiling = body.rsplit("\n\n\n", 1)
    text = notebook(
        ("markdown", "# A loss"),
        ("code", f"!pip install keras\n%matplotlib inline\n{imports}\nfiles = !ls\nkeras?"),
        ("code", f"%%time\n{code}"),
        ("code", "%%bash\nfor f in *; do echo $f; done"),
        ("code", f"{compiling}\nawait model.fit(100 % 7)"),
    )
    [finding] = lint_text(text, notebook=True)
    assert (finding.code, finding.cell, finding.line) == ("LWE301", 3, 5)


def test_a_cell_that_is_no_python_is_named(tmp_path, capsys):
    path = tmp_path / "a.ipynb"
    path.write_text(notebook(("code", "import keras"), ("markdown", ""), ("code", "x = 1\ndef (")))
    status, _, err = call(capsys, path, "--format", "concise")
    assert status == 2
    assert "a.ipynb: cell 3, line 2: " in err


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"cells": 3}', '{"cells": [1]}', "[" * 100_000])
def test_what_is_no_notebook_is_refused(text):
    with pytest.raises(Unreadable, match="notebook"):
        lint_text(text, notebook=True)


DEEP = 300_000
HOSTILE = {
    "parentheses": "(" * DEEP,
    "signs": "x=" + "-" * DEEP + "1",
    "sums": "x=" + "1+" * DEEP + "1",
    "attributes": "x=a" + ".b" * DEEP,
    "calls": "x=a" + "()" * DEEP,
    "null": "x = '\0'",
    "half a character": "x = '\ud800'",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_refused_soon(text):
    begun = time.thread_time()
    with pytest.raises(Unreadable):
        lint_text(f"import keras\n{text}")
    assert time.thread_time() - begun < 5


@pytest.mark.parametrize(
    "text",
    [
        "a = keras.Variable(1.0)\n" * 35_000,
        "model.compile(loss=f, optimizer=g)\n" * 25_000,
        "".join(f"a{n} = a{n - 1}\n" for n in range(60_000)),
        "".join(
            f"a{n} = tf.Variable(1.)\nwith tf.GradientTape() as t: l = a{n} * x\n"
            "g = t.gradient(l, m.trainable_variables)\n"
            for n in range(1_500)
        ),
    ],
    ids=["variables", "models", "aliases", "tapes"],
)
def test_a_huge_program_ends_soon(text):
    begun = time.thread_time()
    found = lint_text(f"import keras, tensorflow as tf\n{text}")
    assert time.thread_time() - begun < 8
    assert all(finding.code in (CANNOT_TELL, "LWE303") for finding in found)


def test_an_error_in_a_rule_is_a_finding_of_its_own(monkeypatch):
    def fail(program):
        raise RuntimeError("of ours")
        yield

    others = [(rule, check) for rule, check in rule_module.checks() if rule.code != "LWE101"]
    failing = next(rule for rule in rules() if rule.code == "LWE101")
    monkeypatch.setattr("explorer.lint.linter.checks", lambda: [(failing, fail), *others])
    found = lint_text(LOSS)
    assert [finding.code for finding in found] == [CANNOT_TELL, "LWE301"]
    assert failing.name in found[0].message and found[0].severity == "note"


PROGRAMS = [path.read_text() for path in (*BROKEN, *HEALTHY)]


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_edited_programs_never_raise(data):
    lines = data.draw(st.sampled_from(PROGRAMS)).splitlines()
    others = data.draw(st.sampled_from(PROGRAMS)).splitlines()
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(lines)))
        kind = data.draw(st.sampled_from(["drop", "copy", "name", "cut"]))
        if kind == "drop":
            del lines[at : at + data.draw(st.integers(1, 4))]
        elif kind == "copy":
            lines.insert(at, data.draw(st.sampled_from(others)))
        elif at < len(lines) and lines[at]:
            place = data.draw(st.integers(0, len(lines[at])))
            extra = data.draw(st.sampled_from(["self", ".x", "[", "*", "None", "é", " for a in b"]))
            rest = "" if kind == "cut" else extra + lines[at][place:]
            lines[at] = lines[at][:place] + rest
    try:
        found = lint_text("\n".join(lines))
    except Unreadable:
        return
    assert not [finding for finding in found if finding.code == CANNOT_TELL]


@settings(max_examples=100, deadline=None)
@given(st.text(), st.booleans())
def test_any_text_ends(text, as_notebook):
    try:
        lint_text(f"import keras\n{text}", notebook=as_notebook)
    except Unreadable as error:
        assert str(error)


FIXABLE = [
    path
    for path in BROKEN
    if path.stem
    in {
        "integers",
        "name_first",
        "not_trainable",
        "tf_variable_on_model",
        "tf_variable_set_from_outside",
        "zip_too_short",
    }
]


@pytest.mark.parametrize("path", FIXABLE, ids=names(FIXABLE))
def test_a_fix_removes_the_finding_and_nothing_else(path):
    text = path.read_text()
    fixes = chosen(lint_text(text), unsafe=True)
    assert len(fixes) == 1
    after = fixed(text, fixes)
    ast.parse(after)
    assert lint_text(after) == ()
    both = zip(text.splitlines(), after.splitlines(), strict=True)
    changed = [n for n, (a, b) in enumerate(both) if a != b]
    assert len(changed) == 1
    assert "# here" in after.splitlines()[changed[0]]


def test_fixes_are_written_only_when_asked(tmp_path, capsys):
    unsafe, safe = tmp_path / "unsafe.py", tmp_path / "safe.py"
    unsafe.write_bytes((HERE / "broken/integers.py").read_bytes().replace(b"\n", b"\r\n"))
    safe.write_text((HERE / "broken/name_first.py").read_text())
    before = unsafe.read_bytes(), safe.read_bytes()
    status, out, _ = call(capsys, tmp_path, "--diff", "--unsafe-fixes")
    assert status == 1
    assert "+power = tf.Variable(2.0)  # here" in out
    assert '+        self.alpha = self.add_weight(name="alpha", ' in out
    assert call(capsys, tmp_path)[0] == 1
    assert (unsafe.read_bytes(), safe.read_bytes()) == before
    assert call(capsys, tmp_path, "--fix")[0] == 1
    assert unsafe.read_bytes() == before[0]
    assert b'add_weight(name="alpha", ' in safe.read_bytes()
    assert call(capsys, tmp_path, "--fix", "--unsafe-fixes")[0] == 0
    assert unsafe.read_bytes() == before[0].replace(b"Variable(2)", b"Variable(2.0)")
    assert call(capsys, tmp_path, "--diff", "--unsafe-fixes") == (0, "", "")


@pytest.mark.parametrize(
    ("name", "flag"), [("in_lambda.py", "--fix"), ("integers.py", "--unsafe-fixes")]
)
def test_a_diff_that_shows_nothing_says_what_was_found(name, flag, tmp_path, capsys):
    program = tmp_path / name
    program.write_bytes((HERE / "broken" / name).read_bytes())
    status, out, error = call(capsys, tmp_path, "--diff")
    assert (status, out) == (0, "")
    assert len(error.splitlines()) == 1 and "fault" in error
    assert (flag in error) == (flag == "--unsafe-fixes")


def test_a_fix_in_a_notebook_keeps_the_rest(tmp_path, capsys):
    path = tmp_path / "a.ipynb"
    program = (HERE / "broken/name_first.py").read_text()
    path.write_text(notebook(("markdown", "é"), ("code", program), kernel="é"))
    before = path.read_text()
    assert call(capsys, path, "--fix")[0] == 0
    assert path.read_text() == before.replace('(\\"alpha\\"', '(name=\\"alpha\\"')


def test_exit_status(tmp_path, capsys):
    healthy, broken = HERE / "healthy/gan.py", HERE / "broken/closure.py"
    assert call(capsys, healthy)[0] == 0
    assert call(capsys, broken)[0] == 1
    assert call(capsys, HERE / "broken/unbounded.py")[0] == 0  # a note
    assert call(capsys, tmp_path / "none.py")[0] == 2
    assert call(capsys)[0] == 2
    (tmp_path / "bad.py").write_text("import keras\nx = (\n")
    status, out, err = call(capsys, tmp_path / "bad.py", broken)
    assert status == 2
    assert "LWE306" in out
    assert "bad.py: line 2: " in err and len(err.splitlines()) == 1
    (tmp_path / "latin.py").write_bytes(b"# \xe9\nimport keras\n")
    assert call(capsys, tmp_path / "latin.py")[0] == 2


def test_folders_are_walked_without_other_peoples_code(tmp_path, capsys):
    for folder in ("a/b", ".hidden", "env/lib", "node_modules"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "loss.py").write_text(LOSS)
    (tmp_path / "env" / "pyvenv.cfg").touch()
    (tmp_path / "a" / "stub.pyi").write_text(LOSS)
    (tmp_path / "a" / "notes.txt").write_text(LOSS)
    _, out, _ = call(capsys, tmp_path, tmp_path / "a", "--format", "json")
    found = [Path(each["filename"]).relative_to(tmp_path).as_posix() for each in json.loads(out)]
    assert found == ["a/stub.pyi", "a/b/loss.py"]


def test_formats(tmp_path, capsys):
    path = tmp_path / "a,b.py"
    path.write_text(LOSS)
    _, out, _ = call(capsys, path, "--format", "concise")
    assert out.splitlines()[0].startswith(f"{path}:7:22: LWE301 ")
    _, out, _ = call(capsys, path)
    lines = out.splitlines()
    assert lines[0].startswith(f"{path}:7:22: LWE301 ")
    assert lines[2].index("^") == lines[1].index("keras.Variable(1.0)")
    assert lines[2].count("^") == len("keras.Variable(1.0)")
    _, out, _ = call(capsys, path, "--format", "json")
    [found] = json.loads(out)
    assert (found["code"], found["name"]) == ("LWE301", "variable-on-compiled-loss")
    assert (found["location"], found["end_location"]) == (
        {"row": 7, "column": 22},
        {"row": 7, "column": 41},
    )
    assert (found["filename"], found["severity"], found["cell"]) == (str(path), "fault", None)
    _, out, _ = call(capsys, path, "--format", "github")
    assert out.startswith("::error title=LWE301 variable-on-compiled-loss,file=")
    assert "a%2Cb.py,line=7,col=22,endLine=7,endColumn=41::" in out
    _, out, _ = call(capsys, path, "--format", "sarif")
    [run] = json.loads(out)["runs"]
    [result] = run["results"]
    assert (result["ruleId"], result["level"]) == ("LWE301", "error")
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 7, "startColumn": 22, "endLine": 7, "endColumn": 41}
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["LWE301"]


def test_explain(capsys):
    for rule in rules():
        status, out, _ = call(capsys, "--explain", rule.code.lower())
        assert status == 0
        assert out.rstrip() == explanation(rule).rstrip()
        parts = (rule.finds, rule.why, rule.example.rstrip(), rule.instead.rstrip())
        assert all(part in out for part in (*parts, rule.reference, rule.broken, rule.fixed))
    status, out, err = call(capsys, "--explain", "LWE999")
    assert (status, out) == (2, "")
    assert "expected one of LWE101" in err


@pytest.mark.parametrize("arguments", [["--format", "xml", "a.py"], ["--fixes", "a.py"]])
def test_bad_flags(arguments):
    with pytest.raises(SystemExit) as ended:
        main(["lint", *arguments])
    assert ended.value.code == 2


def test_standard_input_where_only_python_is_installed():
    """`-S` takes all installed packages away."""
    arguments = [sys.executable, "-S", "-m", "explorer", "lint", "--format", "concise", "-"]
    for text in (LOSS, notebook(("code", LOSS))):
        ended = subprocess.run(arguments, input=text, capture_output=True, text=True)
        assert ended.returncode == 1, ended.stderr
        assert "LWE301" in ended.stdout.splitlines()[0]
    fixing = [*arguments[:-1], "--fix", "-"]
    text = (HERE / "broken/name_first.py").read_text()
    ended = subprocess.run(fixing, input=text, capture_output=True, text=True)
    assert ended.stdout == text.replace('"alpha", s', 'name="alpha", s')
    assert ended.returncode == 0


def test_nothing_is_executed(tmp_path, capsys):
    path = tmp_path / "a.py"
    mark = tmp_path / "executed"
    path.write_text(f"import keras\nopen({str(mark)!r}, 'w')\nraise SystemExit(3)\n")
    assert call(capsys, path)[0] == 0
    assert not mark.exists()


def test_findings_are_plain_frozen_records():
    [finding] = lint_text(LOSS)
    assert isinstance(finding, LintFinding)
    assert hash(finding)
    with pytest.raises(AttributeError):
        finding.code = "LWE999"
