"""The outcomes: a WebSocket that sends a table its kept cells and measures those in view."""

import asyncio
import json

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from explorer import limits
from explorer.outcomes.cell import shown
from explorer.outcomes.measuring import Measuring, News, Viewer
from explorer.outcomes.shared import shared_measuring
from explorer.outcomes.table import spec_of
from explorer.records.catalogue import Catalogue
from explorer.records.spec import RunSpec
from explorer.web.sockets import Busy, Refused, receive_text
from explorer.web.visitors import Visitors, socket_route

TYPES = ("look", "want", "again")
MAX_CELLS = 5000
MAX_CHARACTERS = 500_000
"""Longest message: `MAX_CELLS` pairs of long keys."""
VISITORS = Visitors("tables", limits.TABLES, limits.TABLES_OF_CLIENT)


class Inbox(asyncio.Queue):
    """The latest news of each cell not sent to the table yet, the oldest first.

    A table that does not read therefore costs no more than its cells.
    """

    def _init(self, maxsize: int) -> None:
        self._queue: dict[RunSpec, News] = {}

    def _put(self, news: News) -> None:
        self._queue.pop(news.spec, None)
        self._queue[news.spec] = news

    def _get(self) -> News:
        return self._queue.pop(next(iter(self._queue)))


async def outcomes(socket: WebSocket, _client: str) -> None:
    """Receive which cells a table shows, and send them as they are measured."""
    try:
        measuring = await asyncio.to_thread(shared_measuring, 120)
    except (TimeoutError, RuntimeError) as error:
        raise Busy(str(error)) from error
    loop = asyncio.get_running_loop()
    inbox = Inbox()

    def notify(item: News) -> None:
        loop.call_soon_threadsafe(inbox.put_nowait, item)

    viewer = measuring.join(notify)
    sending = asyncio.create_task(_send(socket, inbox, measuring.store.catalogue))
    listening = asyncio.create_task(_listen(socket, measuring, viewer))
    try:
        await asyncio.gather(sending, listening)  # until one of them raises
    finally:
        measuring.leave(viewer)
        sending.cancel()
        listening.cancel()
        await asyncio.gather(sending, listening, return_exceptions=True)


async def _listen(socket: WebSocket, measuring: Measuring, viewer: Viewer) -> None:
    while True:
        text = await receive_text(socket, MAX_CHARACTERS)
        kind, specs = parse(text, measuring.store.catalogue)
        # In a thread: it reads files, and waits while other tables read theirs.
        act = {"look": measuring.look, "want": measuring.want, "again": measuring.measure_again}
        await asyncio.to_thread(act[kind], viewer, specs)


async def _send(socket: WebSocket, inbox: Inbox, catalogue: Catalogue) -> None:
    while True:
        news = message(await inbox.get(), catalogue)
        await socket.send_text(json.dumps(news, allow_nan=False))


def message(news: News, catalogue: Catalogue) -> dict:
    """News as the table receives it."""
    plain = {"type": news.kind, "wiring": news.spec.wiring, "loss": news.spec.loss}
    if news.cell is not None:
        plain["cell"] = shown(news.cell, catalogue)
    if news.message is not None:
        plain["message"] = news.message
    return plain


def parse(text: str, catalogue: Catalogue) -> tuple[str, list[RunSpec]]:
    """A client's request: one of `TYPES`, and the runs of the cells that it names, each once.

    Raises:
        Refused: it is not a request that a table sends.
    """
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused(f"expected JSON; received: {text[:60]!r}") from None
    if not isinstance(given, dict) or given.get("type") not in TYPES:
        raise Refused(f"type: expected one of {', '.join(TYPES)}; received: {text[:60]!r}")
    cells = given.get("cells")
    if not isinstance(cells, list) or len(cells) > MAX_CELLS:
        raise Refused(f"cells: expected a list of at most {MAX_CELLS:,} pairs [wiring, loss]")
    return given["type"], list(dict.fromkeys(_spec(cell, catalogue) for cell in cells))


def _spec(cell, catalogue: Catalogue) -> RunSpec:
    if not isinstance(cell, list) or len(cell) != 2:
        raise Refused(f"cells: expected pairs [wiring, loss]; received: {str(cell)[:60]!r}")
    try:
        wiring, loss = catalogue.wiring(cell[0]), catalogue.loss(cell[1])
    except KeyError as error:
        raise Refused(f"cells: no wiring or loss has the key {str(error)[:60]}") from None
    if not wiring.suits(loss):
        raise Refused(f"cells: {wiring.key} makes no sense with {loss.key}: {wiring.only.because}")
    return spec_of(wiring, loss.key, catalogue)


def outcomes_route(prefix: str) -> WebSocketRoute:
    """The route under the app's base path."""
    return socket_route(f"{prefix}/api/outcomes", VISITORS, outcomes)
