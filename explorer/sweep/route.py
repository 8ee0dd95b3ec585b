"""The routes of sweeps: a WebSocket that computes one, and its table as a file."""

import asyncio
import json
from collections import Counter
from dataclasses import asdict
from threading import Thread

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from explorer import limits
from explorer.export.route import refusal
from explorer.export.table import text_of_table
from explorer.hub.outcome_store import OutcomeStore
from explorer.hub.shared import shared_hub, shared_store
from explorer.records.catalogue import Catalogue
from explorer.records.grid import Grid, Points
from explorer.sweep.rows import columns_of, rows_of
from explorer.sweep.shown import shown_grid, shown_result
from explorer.sweep.summary import counted, way
from explorer.sweep.sweep import Result, Sweep
from explorer.web.proxy import app_address
from explorer.web.sockets import Busy, Refused, receive_text
from explorer.web.visitors import Visitors, client_of, socket_route
from explorer.words.duration import duration
from explorer.words.wirings import alike, went

SMALL_STEPS = 200_000
"""A sweep with fewer train steps left takes some ten seconds, so it starts by itself."""
PAUSE_SECONDS = 0.25
"""Between two messages with results."""
REQUESTS = ("run", "stop")
VISITORS = Visitors("sweeps", limits.SWEEPS, limits.SWEEPS_OF_CLIENT)


class Running:
    """Owns the sweep of one socket, and the thread that computes while it is asked to."""

    def __init__(self, points: Points, store: OutcomeStore):
        self.points = points
        self.catalogue = store.catalogue
        self.results: list[Result] = []
        """Those not sent yet. Appended by the sweep's thread, taken by the event loop."""
        self.ways: Counter[str] = Counter()
        self.runs = Counter(point.spec.wiring for point in points.points)
        self.ways_of: dict[str, Counter[str]] = {wiring: Counter() for wiring in self.runs}
        self.sweep = Sweep(shared_hub(), store, points.points, self._hear)
        self._thread: Thread | None = None
        self._wanted = False

    @property
    def computing(self) -> bool:
        """Whether its thread is at work."""
        return self._thread is not None and self._thread.is_alive()

    def do(self, request: str) -> None:
        """Begin to compute, or stop."""
        self._wanted = request == "run"
        if not self._wanted:
            self.sweep.stop()
        self._compute()

    def _compute(self) -> None:
        """Start the thread if it is wanted; one that was just stopped has to end first."""
        if self._wanted and not self.computing and self.sweep.progress.remaining:
            self.sweep.go_on()
            self._thread = Thread(target=self._run, name="explorer-sweep", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        try:
            self.sweep.run()
        except BaseException:
            self._wanted = False  # else it would be started again, and again
            raise

    def _hear(self, result: Result) -> None:
        if result.cell is not None:
            outcome = result.cell.outcome
            self.ways[way(outcome)] += 1
            self.ways_of[outcome.spec.wiring][went(outcome, self.catalogue)] += 1
        self.results.append(result)

    def news(self) -> list[dict]:
        """What is not sent yet, as plain values: results, and how far the sweep is."""
        self._compute()
        computing = self.computing  # read first: what it reported before its end is then here
        results, self.results[:] = self.results[:], []
        progress = self.sweep.progress
        left = progress.seconds_left
        ways_of = {wiring: of.copy() for wiring, of in self.ways_of.items()}
        cells = [shown_result(result, self.points, self.catalogue) for result in results]
        return [
            *([{"type": "cells", "cells": cells}] if cells else []),
            {
                "type": "progress",
                "computing": computing,
                "small": self.sweep.steps_left < SMALL_STEPS,
                "summary": counted(self.ways.copy()),
                "alike": alike(ways_of, self.runs, self.catalogue),
                **asdict(progress),
                "time_left": None if left is None else duration(left),
            },
        ]


async def sweep(socket: WebSocket, _client: str) -> None:
    """Send what is kept of the grid in the query; compute the rest as long as the client asks."""
    store = await asyncio.to_thread(_store)
    grid = _grid(socket.url.query, store.catalogue)
    points = await asyncio.to_thread(grid.points, store.catalogue)
    first = await asyncio.to_thread(shown_grid, grid, points, store.catalogue)
    await socket.send_text(json.dumps(first, allow_nan=False))
    running = Running(points, store)
    await asyncio.to_thread(running.sweep.look)
    sending = asyncio.create_task(_send(socket, running))
    listening = asyncio.create_task(_listen(socket, running))
    try:
        await asyncio.gather(sending, listening)  # until one of them raises
    finally:
        running.do("stop")
        sending.cancel()
        listening.cancel()
        await asyncio.gather(sending, listening, return_exceptions=True)


async def _listen(socket: WebSocket, running: Running) -> None:
    while True:
        running.do(parse(await receive_text(socket, 100)))


async def _send(socket: WebSocket, running: Running) -> None:
    """Send news a few times a second; the same progress is sent once."""
    before = None
    while True:
        for message in running.news():
            if message != before:
                await socket.send_text(json.dumps(message, allow_nan=False))
        before = message
        await asyncio.sleep(PAUSE_SECONDS)


def parse(text: str) -> str:
    """A client's request: one of `REQUESTS`.

    Raises:
        Refused: it is none.
    """
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        given = None
    kind = given.get("type") if isinstance(given, dict) else None
    if not isinstance(kind, str) or kind not in REQUESTS:
        raise Refused(f"type: expected one of {', '.join(REQUESTS)}; received: {text[:60]!r}")
    return kind


async def table(request: Request) -> Response:
    """The rows of the grid in the query that are kept, as CSV.

    Returns:
        200 and the file; else `{"type": "refused", "message"}`: 400 for a value that is not
        allowed, 429 if the client or the server has too many open or no worker is ready.
    """
    try:
        with VISITORS.admit(client_of(request)):
            content = await asyncio.to_thread(_csv, request.url.query, app_address(request))
    except Busy as busy:
        return refusal(429, busy)
    except Refused as refused:
        return refusal(400, refused)
    headers = {
        "Content-Disposition": 'attachment; filename="sweep.csv"',
        "Cache-Control": "no-store",
    }
    return Response(content, headers=headers, media_type="text/csv")


def _csv(query: str, app: str) -> str:
    store = _store()
    points = _grid(query, store.catalogue).points(store.catalogue).points
    columns = columns_of(points, store.catalogue)
    cells = [store.get(point.spec) for point in points]
    rows = rows_of(points, cells, app, store.catalogue)
    return text_of_table(columns, ([row.get(name) for name in columns] for row in rows))


def _store() -> OutcomeStore:
    try:
        return shared_store(timeout=120)
    except (TimeoutError, RuntimeError) as error:
        raise Busy(str(error)) from error


def _grid(query: str, catalogue: Catalogue) -> Grid:
    grid, problems = Grid.from_query(query, catalogue)
    if problems:
        raise Refused("; ".join(map(str, problems)))
    return grid


def socket_of_sweeps(prefix: str) -> WebSocketRoute:
    """The socket under the app's base path."""
    return socket_route(f"{prefix}/api/sweep", VISITORS, sweep)


def table_of_sweeps(prefix: str) -> Route:
    """The table under the app's base path."""
    return Route(f"{prefix}/api/sweep.csv", table)


sweep_routes = (socket_of_sweeps, table_of_sweeps)
