"""Sweeps: what is computed, kept and told, and that the table is that of the single runs."""

from threading import Event, Thread

from cells import an_outcome

from explorer.engine.session import Session
from explorer.hub.outcome_store import OutcomeStore
from explorer.hub.run import Run
from explorer.records.grid import Grid
from explorer.records.messages import Ended, Failed
from explorer.sweep.rows import columns_of, rows_of
from explorer.sweep.summary import counted, groups
from explorer.sweep.sweep import AHEAD, Sweep


class InstantHub:
    """Every run is over as soon as it is opened; those of seed 3 fail."""

    ready_workers = 2

    def __init__(self):
        self.opened = []
        self.most = 0
        self.stop = lambda: None

    def open_all(self, specs, client, survey):
        assert (client, survey) == ("sweep", False)
        self.most = max(self.most, len(specs))
        runs = [Run(number, spec, client, survey) for number, spec in enumerate(specs)]
        for run in runs:
            self.opened.append(run.spec)
            failed = run.spec.seed == 3
            run.hear(Failed(0, "worker died") if failed else Ended(0, an_outcome(run.spec)))
        if len(self.opened) > 6:
            self.stop()
        return runs


def points_of(query, catalogue):
    grid, problems = Grid.from_query(query, catalogue)
    assert problems == ()
    return grid, grid.points(catalogue).points


def test_a_stopped_sweep_goes_on_without_computing_anything_twice(tmp_path, catalogue):
    _, points = points_of("seed=0-19&lr=0.1,0.2&wiring=joint_tape", catalogue)
    first, told = InstantHub(), []
    sweep = Sweep(first, OutcomeStore(tmp_path, catalogue), points, told.append)
    first.stop = sweep.stop
    sweep.run()
    assert 0 < len(told) < len(points)
    assert sweep.progress.remaining == len(points) - len(told)
    second, after = InstantHub(), []
    again = Sweep(second, OutcomeStore(tmp_path, catalogue), points, after.append)
    again.run()
    assert {result.place for result in after} == set(range(len(points)))
    done = {points[result.place].spec for result in told if result.cell}
    assert not done & set(second.opened)
    assert len(second.opened) == len(points) - len(done)
    failed = [points[result.place].spec.seed for result in after if result.failure]
    assert failed == [3, 3]
    assert (again.progress.finished, again.progress.failed, again.progress.remaining) == (38, 2, 0)
    assert max(first.most, second.most) <= AHEAD * InstantHub.ready_workers


def test_points_with_the_same_run_are_computed_once(tmp_path, catalogue):
    _, points = points_of("wiring=loss_in_compile&loss_lr=0.1,0.2,0.3", catalogue)
    assert len(points) == 3 and len({point.spec for point in points}) == 1
    hub, told = InstantHub(), []
    Sweep(hub, OutcomeStore(tmp_path, catalogue), points, told.append).run()
    assert len(hub.opened) == 1
    assert sorted(result.place for result in told) == [0, 1, 2]


def test_a_sweep_without_workers_waits_until_it_is_stopped(tmp_path, catalogue):
    class NoWorker(InstantHub):
        ready_workers = 0

        def open_all(self, specs, client, survey):
            return [Run(0, spec, client, survey) for spec in specs]

    _, points = points_of("seed=0-3", catalogue)
    sweep = Sweep(NoWorker(), OutcomeStore(tmp_path, catalogue), points, print)
    thread = Thread(target=sweep.run)
    thread.start()
    sweep.stop()
    thread.join(30)
    assert not thread.is_alive()


def test_a_table_has_the_rows_of_the_single_runs(tmp_path, catalogue, hub):
    query = "wiring=loss_in_compile,registering_model&seed=0,7&steps=120"
    grid, points = points_of(query, catalogue)
    cells = [None] * len(points)

    def tell(result):
        cells[result.place] = result.cell

    Sweep(hub, OutcomeStore(tmp_path, catalogue), points, tell).run()
    rows = list(rows_of(points, cells, "http://app/", catalogue))
    assert [(row["wiring"], row["seed"]) for row in rows] == [
        (wiring, seed) for wiring in ("loss_in_compile", "registering_model") for seed in (0, 7)
    ]
    assert [row["broken_link"] for row in rows] == ["listed", "listed", None, None]
    session = Session()
    for row, point in zip(rows, sorted(points, key=lambda point: point.at), strict=True):
        alone = session.run_to_end(point.spec).outcome
        assert row["fingerprint"] == alone.fingerprint
        assert row["log_variance.final"] == alone.parameters["log_variance"].final
        assert row["link"].startswith("http://app/?v=2&view=")
    assert {*rows[0]} <= {*columns_of(points, catalogue)}
    labels = [label for label, _ in groups(grid, points, cells, catalogue)]
    assert labels == [catalogue.wiring(key).title for key in grid.axes["wiring"]]
    assert "lost at listed in 2" in counted(cell.outcome for cell in cells)


def test_runs_of_a_sweep_are_computed_again_with_their_landscape_when_a_page_opens_them(
    tmp_path, catalogue, hub
):
    (point,) = points_of("seed=77&steps=50&wiring=joint_tape", catalogue)[1]
    Sweep(hub, OutcomeStore(tmp_path, catalogue), [point], lambda _: None).run()
    run = hub.open(point.spec)
    fingerprint = run.outcome.fingerprint
    assert not run.complete
    complete = Event()
    run.watch(lambda: run.complete and complete.set())
    assert complete.wait(60)
    assert run.landscape is not None
    assert run.outcome.fingerprint == fingerprint
    assert run.restarts == 0
