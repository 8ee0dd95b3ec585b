"""The socket of *16 seeds*: the runs of a comparison over several seeds, as bands."""

import asyncio
import json
import time
import warnings
from contextlib import aclosing
from dataclasses import replace

import numpy as np
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from explorer import limits
from explorer.hub import bounds
from explorer.hub.run import Run
from explorer.hub.shared import shared_hub
from explorer.records.catalogue import Catalogue
from explorer.records.fields import FIELD
from explorer.records.messages import SEEDS
from explorer.records.spec import Comparison, RunSpec
from explorer.web.sockets import Busy
from explorer.web.stream import comparison_in, news, ready_catalogue
from explorer.web.visitors import Visitors, socket_route
from explorer.words.seeds import over_seeds

COUNT = 16
"""Seeds: the comparison's own and those after it."""
AT_ONCE = 2
"""Seeds computed at the same time."""
POINTS = 200
"""A band has at most this many points along the steps."""
QUANTILES = {"low": 0.1, "median": 0.5, "high": 0.9}
PAUSE_SECONDS = 0.5
"""Between two messages, at least."""
VISITORS = Visitors("bands of seeds", limits.BANDS, limits.BANDS_OF_CLIENT)


async def seeds(socket: WebSocket, client: str) -> None:
    """Send the bands of the comparison in the query, again with each seed that is there."""
    hub = shared_hub()
    catalogue = await asyncio.to_thread(ready_catalogue)
    comparison, _ = comparison_in(socket.url.query, catalogue, beside={})
    own = comparison.runs(catalogue)
    done: list[list[Run]] = []
    sent_at = 0.0
    for first in range(0, COUNT, AT_ONCE):
        specs = [with_seed(spec, place) for place in range(first, first + AT_ONCE) for spec in own]
        try:
            runs = await asyncio.to_thread(hub.open_all, specs, SEEDS, bounds.RUNS, survey=False)
        except bounds.Busy as error:
            raise Busy(str(error)) from error
        async with aclosing(news(socket, runs)) as changes:
            async for _ in changes:
                if all(run.over for run in runs):
                    break
            else:
                return  # the viewer left
        done += [runs[at : at + len(own)] for at in range(0, len(runs), len(own))]
        if time.monotonic() - sent_at >= PAUSE_SECONDS or len(done) == COUNT:
            sent_at = time.monotonic()
            message = await asyncio.to_thread(bands, done, comparison, catalogue)
            await socket.send_text(json.dumps(message, allow_nan=False))


def with_seed(spec: RunSpec, place: int) -> RunSpec:
    """The same run with the seed that many places further; after the largest comes 0."""
    return replace(spec, seed=(spec.seed + place) % (int(FIELD["seed"].maximum) + 1))


def bands(done: list[list[Run]], comparison: Comparison, catalogue: Catalogue) -> dict:
    """What is known of all runs over the seeds that are done, as JSON-safe values.

    Args:
        done: by seed, the runs of the comparison that are over.
        comparison: names the loss.
        catalogue: has it.
    """
    names = [parameter.name for parameter in catalogue.loss(comparison.loss).parameters]
    columns = ["loss", *(f"{name}.value" for name in names)]
    return {
        "type": "seeds",
        "done": len(done),
        "of": COUNT,
        "runs": [_of_run(list(runs), columns, catalogue) for runs in zip(*done, strict=True)],
    }


def _of_run(runs: list[Run], columns: list[str], catalogue: Catalogue) -> dict:
    outcomes = [run.outcome for run in runs if run.outcome is not None]
    steps = max((run.telemetry.rows for run in runs if run.telemetry), default=0)
    edges = np.unique(np.linspace(0, steps, min(POINTS, steps) + 1).round().astype(int))
    return {
        "sentence": over_seeds(outcomes, catalogue) if outcomes else "",
        "x": ((edges[:-1] + 1 + edges[1:]) / 2).tolist(),
        "columns": {name: _band(runs, name, edges) for name in columns} if steps else {},
    }


def _band(runs: list[Run], column: str, edges: np.ndarray) -> dict:
    """Quantiles over the runs of a column's means between the edges; None where none is finite."""
    means = np.full((len(runs), len(edges) - 1), np.nan)
    for place, run in enumerate(runs):
        if run.telemetry is None or not run.telemetry.rows:
            continue
        values = run.telemetry.values()[:, run.telemetry.columns.index(column)].astype(float)
        whole = edges[edges <= len(values)]
        sums = np.add.reduceat(values, whole[:-1]) if len(whole) > 1 else []
        means[place, : len(whole) - 1] = sums / np.diff(whole)
        rest = values[whole[-1] :]
        if len(rest):
            means[place, len(whole) - 1] = rest.mean()
    means[~np.isfinite(means)] = np.nan
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # all of them may be missing
        found = np.nanquantile(means, list(QUANTILES.values()), axis=0)
    return {
        name: [float(f"{value:.6g}") if np.isfinite(value) else None for value in line]
        for name, line in zip(QUANTILES, found, strict=True)
    }


def seeds_route(prefix: str) -> WebSocketRoute:
    """The route under the app's base path."""
    return socket_route(f"{prefix}/api/seeds", VISITORS, seeds)
