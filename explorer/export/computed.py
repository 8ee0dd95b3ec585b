"""Computes the runs of comparisons in worker processes of its own, for the command line."""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing

from explorer.export.finished import Finished
from explorer.hub.hub import RunHub
from explorer.hub.run import Run
from explorer.records.catalogue import Catalogue
from explorer.records.spec import Comparison, RunSpec

PAUSE_SECONDS = 0.05


def computed(comparison: Comparison, catalogue: Catalogue, app: str) -> Finished:
    """The comparison with its runs, once they are complete.

    Args:
        comparison: what to run.
        catalogue: what it is made of.
        app: the app's address, for the links in the files.

    Raises:
        RuntimeError: a run failed, or the workers do not start.
    """
    (finished,) = all_computed((comparison,), catalogue, app)
    return finished


def all_computed(
    comparisons: Sequence[Comparison], catalogue: Catalogue, app: str
) -> Iterator[Finished]:
    """The same for several, one after another, by the same workers."""
    with closing(RunHub().start()) as hub:
        hub.catalogue()  # waits for a worker
        for comparison in comparisons:
            runs = _complete(hub, comparison.runs(catalogue))
            yield Finished(comparison, catalogue, runs, app)


def _complete(hub: RunHub, specs: Sequence[RunSpec]) -> tuple[Run, ...]:
    runs = hub.open_all(specs)
    while not all(run.complete for run in runs):
        runs = hub.open_all(specs)  # renews their time at the hub
        time.sleep(PAUSE_SECONDS)
    failures = [run.failure for run in runs if run.failure is not None]
    if failures:
        raise RuntimeError(failures[0])
    return tuple(runs)
