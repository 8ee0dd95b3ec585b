"""Whole runs as the hub holds them, computed in this process."""

from explorer.engine.client_work import ClientWork
from explorer.export.finished import Finished
from explorer.hub.run import Run
from explorer.records.messages import Submit
from explorer.records.spec import Comparison

APP = "http://explorer.test/"


def finished(query, session, catalogue):
    """The comparison of a link with its runs, all complete."""
    comparison, problems = Comparison.from_query(query, catalogue)
    assert not problems
    specs = comparison.runs(catalogue)
    runs = tuple(Run(number, spec) for number, spec in enumerate(specs))
    work = ClientWork(session)
    for run in runs:
        work.submit(Submit(run.number, run.spec, survey=True))
    while not all(run.complete for run in runs):
        for message in work.do(live=1):
            runs[message.run].hear(message)
    return Finished(comparison, catalogue, runs, APP)
