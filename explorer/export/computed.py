"""Computes the runs of a comparison in worker processes of its own, for the command line."""

import time
from contextlib import closing

from explorer.export.finished import Finished
from explorer.hub.hub import RunHub
from explorer.records.catalogue import Catalogue
from explorer.records.spec import Comparison

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
    with closing(RunHub().start()) as hub:
        hub.catalogue()  # waits for a worker
        specs = comparison.runs(catalogue)
        runs = hub.open_all(specs)
        while not all(run.complete for run in runs):
            runs = hub.open_all(specs)  # renews their time at the hub
            time.sleep(PAUSE_SECONDS)
    failures = [run.failure for run in runs if run.failure is not None]
    if failures:
        raise RuntimeError(failures[0])
    return Finished(comparison, catalogue, tuple(runs), app)
