"""The command line as a user types it."""

import csv
import json

import pytest
from tasks import LOSSES, put_into

from explorer.__main__ import main
from explorer.engine.inventory import inventory


@pytest.fixture
def tasks(monkeypatch):
    return put_into(inventory(), monkeypatch)


def call(capsys, *arguments):
    status = main(list(arguments))
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_run_says_where_alpha_is_lost(capsys):
    status, out, _ = call(
        capsys,
        "run",
        "--loss",
        "penalty",
        "--wiring",
        "loss_in_compile",
        "--steps",
        "500",
        "--depth",
        "0",
        "--json",
    )
    told = json.loads(out)
    assert status == 0
    assert told["status"] == "finished"
    assert told["broken_link"] == "listed"
    assert told["steps"] == 500
    alpha = told["parameters"]["alpha"]
    assert (alpha["initial"], alpha["final"], alpha["grad_delivered"]) == (1.0, 1.0, None)
    assert alpha["grad_available"]
    assert {"spec", "exception", "mode", "chain", "final_loss", "fingerprint"} <= set(told)
    assert told["steps_per_second"] > 0


def test_run_prints_a_sentence_and_the_chain(capsys):
    status, out, _ = call(capsys, "run", "--steps", "150")
    assert status == 0
    assert out.startswith("σ stayed at 1.000 for 150 steps")
    assert "listed     lost here" in out


def test_a_chain_that_is_not_the_declared_one_gives_one(capsys):
    status, out, _ = call(
        capsys,
        "run",
        "--depth",
        "0",
        "--wiring",
        "registering_model",
        "--steps",
        "5",
        "--lr",
        "1e-6",
        "--json",
    )
    assert json.loads(out)["broken_link"] == "moved"
    assert status == 1


def test_a_rate_that_ruins_the_fit_is_not_called_working(capsys):
    arguments = ["run", "--wiring", "registering_model", "--optimizer", "sgd", "--json"]
    _, out, _ = call(capsys, *arguments, "--lr", "10")
    ruined = json.loads(out)
    assert (ruined["status"], ruined["verdict"]) == ("finished", "worse")
    assert ruined["constant_error"] == pytest.approx(0.71, abs=0.02)
    _, out, _ = call(capsys, *arguments)
    assert json.loads(out)["verdict"] == "works"


def test_csv_has_a_row_a_step(capsys, tmp_path):
    file = tmp_path / "run.csv"
    assert call(capsys, "run", "--steps", "30", "--depth", "0", "--csv", str(file))[0] == 0
    rows = list(csv.DictReader(file.open()))
    assert [int(row["step"]) for row in rows] == list(range(1, 31))
    assert float(rows[0]["log_variance.grad_available"])
    assert rows[0]["log_variance.grad_delivered"] == "nan"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "--steps", "0"], "--steps: expected a whole number from 1 to 20,000"),
        (["run", "--loss", "none"], "--loss: expected one of "),
        (
            ["run", "--loss", "t_two_noises", "--dataset", "diabetes"],
            "(`t_two_noises`) for multi-task, 2 outputs makes no sense on the dataset Diabetes "
            "(`diabetes`) for regression, 1 output; allowed are ",
        ),
        (["link", "--loss", "gaussian", "--dataset", "t_plane"], "(`gaussian`) for regression"),
        (["run", "--wiring", "none"], "--wiring: expected one of "),
        (["run", "--wiring", "loss_weights"], "allowed with Learned penalty α f² (`penalty`)"),
        (
            ["run", "--wiring", "ascent"],
            "--wiring: Ascent for the loss parameter (`ascent`) makes no sense with the loss ",
        ),
        (["run", "--wiring", "joint_tap"], "did you mean joint_tape?"),
        (["run", "--loss-lr", "99", "--wiring", "two_optimizers"], "--loss-lr: expected a number"),
        (["run", "--csv", "/no/such/place/run.csv"], "--csv: cannot write"),
        (["run", "--csv", "/"], "--csv: cannot write /: Is a directory"),
        (["link", "--broken", "joint_tape"], "--broken: expected one of"),
    ],
)
def test_bad_arguments_give_two_and_say_what_is_allowed(tasks, capsys, arguments, words):
    status, out, err = call(capsys, *arguments)
    assert status == 2
    assert words in err
    assert not out


@pytest.mark.parametrize("loss", [loss.key for loss in LOSSES.values()])
def test_a_loss_of_any_task_alone_runs_on_a_dataset_that_suits(tasks, capsys, loss):
    status, out, _ = call(
        capsys,
        "run",
        "--loss",
        loss,
        "--wiring",
        "joint_tape",
        "--depth",
        "0",
        "--steps",
        "150",
        "--json",
    )
    told = json.loads(out)
    assert (status, told["status"]) == (0, "finished")
    assert tasks.loss(loss).suits(tasks.dataset(told["spec"]["dataset"]))
    assert all(score is not None for score in told["final_scores"])


def test_link_prints_what_a_page_opens(capsys):
    _, out, _ = call(capsys, "link", "--seed", "5", "--view", "fixed")
    assert out == "http://localhost:8501/?v=2&view=fixed&seed=5\n"
    _, out, _ = call(capsys, "link", "--seed", "5", "--query")
    assert out == "v=2&seed=5\n"


@pytest.mark.parametrize("section", ["losses", "datasets", "wirings"])
def test_list_gives_records(capsys, catalogue, section):
    _, out, _ = call(capsys, "list", section, "--json")
    records = json.loads(out)
    assert tuple(record["key"] for record in records) == catalogue.keys(section)
    wanted = {
        "losses": {"title", "parameters", "task", "verdict"},
        "datasets": {"title", "task", "samples", "inputs", "source"},
        "wirings": {"kind", "breaks_at", "outcome", "mended_by", "uses_loss_lr"},
    }
    assert all(wanted[section] <= set(record) for record in records)
    _, out, _ = call(capsys, "list", section)
    lines = out.splitlines()
    assert len(lines) == len(records)
    for line, record in zip(lines, records, strict=True):
        assert line.endswith(record["title"])
        assert record.get("task", record.get("kind")) in line
        if section == "datasets":
            shapes = f"{record['samples']:,} x {record['inputs']} -> {record['outputs']}"
            assert shapes in line


def test_bench_says_what_is_missing_before_it_measures(capsys, monkeypatch):
    def measure():
        raise AssertionError("measured")

    monkeypatch.setattr("explorer.bench.engine.measure", measure)
    monkeypatch.setenv("PATH", "")
    status, out, err = call(capsys, "bench")
    assert (status, out) == (2, "")
    assert err.startswith("explorer: bench: no chromium on the PATH")
    monkeypatch.undo()
    monkeypatch.setattr("explorer.bench.engine.measure", measure)
    monkeypatch.setenv("EXPLORER_WORKERS", "abc")
    status, _, err = call(capsys, "bench")
    assert status == 2
    assert "EXPLORER_WORKERS: expected a whole number from 1 to 64; received: 'abc'" in err
