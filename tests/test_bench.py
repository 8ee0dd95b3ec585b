"""The bench compares like with like; no test asserts how fast each way is."""

from explorer.bench import ways
from explorer.bench.load import Visitor
from explorer.bench.report import _lines
from explorer.engine.inventory import inventory
from explorer.engine.session import Session
from explorer.records.program_key import ProgramKey
from explorer.records.spec import Comparison


def test_the_network_made_by_hand_is_the_one_that_the_engine_trains():
    model, loss, optimizer, x, y = ways._by_hand()
    model.compile(optimizer=optimizer, loss=loss)
    model.fit(x[:8], y[:8], batch_size=8, verbose=0)
    spec = Comparison(steps=1).run("registering_model", inventory().catalogue)
    session = Session()
    session.run_to_end(spec)
    (program,) = session.programs.values()
    assert isinstance(program.key, ProgramKey)
    shapes = [variable.shape for variable in program.setup.network.trainable_variables]
    assert [variable.shape for variable in model.network.trainable_variables] == shapes


def test_a_visitor_of_the_load_counts_frames_and_gaps():
    visitor = Visitor("", "", opened_at=0.0)
    visitor.at = {0: [1.0, 2.0, 3.0, 4.0], 1: [1.5, 3.5]}
    assert visitor.first_row_at == 1.0
    assert visitor.updates(1.0, 5.0) == 0.5  # the slower run's
    assert visitor.longest_gap(1.0, 6.0) == 2.0
    visitor.ended_at = 4.0
    assert visitor.longest_gap(1.0, 6.0) == 1.0


def test_figures_of_the_load_are_printed_a_line_each():
    lines = _lines({"viewers": {"updates_per_s": {"least": 4.25}, "ended": 3, "last": None}})
    assert [line.split() for line in lines] == [
        ["viewers"],
        ["updates_per_s"],
        ["least", "4.25"],
        ["ended", "3"],
        ["last", "None"],
    ]
