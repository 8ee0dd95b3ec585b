"""The bench compares like with like; how fast each way is, no test says."""

from explorer.bench import ways
from explorer.engine.inventory import inventory
from explorer.engine.program import ProgramKey
from explorer.engine.session import Session
from explorer.spec import Comparison


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
