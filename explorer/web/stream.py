"""The stream: a WebSocket that carries the runs of one comparison."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from urllib.parse import parse_qs, urlencode

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from explorer import limits
from explorer.hub import bounds
from explorer.hub.run import Run
from explorer.hub.shared import shared_hub
from explorer.records.catalogue import Catalogue
from explorer.records.spec import Comparison
from explorer.web.sockets import Busy, Refused
from explorer.web.viewer import Viewer
from explorer.web.visitors import Visitors, socket_route

VISITORS = Visitors("streams", limits.STREAMS, limits.STREAMS_OF_CLIENT)


async def stream(socket: WebSocket, client: str) -> None:
    """Send every run of the comparison in the query, from the rows in `from` on."""
    await _follow(socket, await asyncio.to_thread(_viewers, socket.url.query, client))


def _viewers(query: str, client: str) -> list[Viewer]:
    catalogue = ready_catalogue()
    comparison, held = parse(query, catalogue)
    try:
        runs = shared_hub().open_all(comparison.runs(catalogue), client, bounds.RUNS)
    except bounds.Busy as error:
        raise Busy(str(error)) from error
    return [
        Viewer(i, run, catalogue, rows)
        for i, (run, rows) in enumerate(zip(runs, held, strict=True))
    ]


def ready_catalogue() -> Catalogue:
    """What can be run.

    Raises:
        Busy: no worker is ready.
    """
    try:
        return shared_hub().catalogue(timeout=120)
    except (TimeoutError, RuntimeError) as error:
        raise Busy(str(error)) from error


def comparison_in(
    query: str, catalogue: Catalogue, beside: Mapping[str, str]
) -> tuple[Comparison, list[str]]:
    """The comparison in a query, and the last text given for each name that stands beside it.

    Args:
        beside: names, and what each is where it is not given.

    Raises:
        Refused: a value of the comparison is not allowed.
    """
    try:
        fields = parse_qs(query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        raise Refused("the query has more than 100 fields") from None
    texts = [fields.pop(name, [usual])[-1] for name, usual in beside.items()]
    comparison, problems = Comparison.from_query(urlencode(fields, doseq=True), catalogue)
    if problems:
        raise Refused("; ".join(map(str, problems)))
    return comparison, texts


def parse(query: str, catalogue: Catalogue) -> tuple[Comparison, list[int]]:
    """The requested comparison, and how many rows the client holds of each of its runs.

    Raises:
        Refused: a value is not allowed.
    """
    comparison, (given,) = comparison_in(query, catalogue, beside={"from": "0"})
    count = len(comparison.wirings())
    parts = given.split(",")
    allowed = all(
        re.fullmatch("[0-9]{1,9}", part) and int(part) <= comparison.steps for part in parts
    )
    if not allowed or len(parts) not in (1, count):
        raise Refused(
            f"from: expected a row from 0 to {comparison.steps:,} for each of the {count} runs, "
            f"separated by commas; received: {given[:60]!r}"
        )
    held = [int(part) for part in parts]
    return comparison, held if len(held) == count else held * count


async def _follow(socket: WebSocket, viewers: list[Viewer]) -> None:
    """Send what is new until everything was sent or the viewer leaves."""
    async with aclosing(news(socket, [viewer.run for viewer in viewers])) as changes:
        async for _ in changes:
            for viewer in viewers:
                for message in viewer.news():
                    if isinstance(message, bytes):
                        await socket.send_bytes(message)
                    else:
                        await socket.send_text(message)
            if all(viewer.done for viewer in viewers):
                return


async def news(socket: WebSocket, runs: Sequence[Run]) -> AsyncIterator[None]:
    """Watch the runs: yield at once and whenever one has changed, until the viewer leaves."""
    loop = asyncio.get_running_loop()
    changed = asyncio.Event()

    def notify() -> None:
        loop.call_soon_threadsafe(changed.set)

    for run in runs:
        run.watch(notify)
    leaving = asyncio.create_task(_left(socket))
    try:
        while not leaving.done():
            changed.clear()
            yield
            waiting = asyncio.create_task(changed.wait())
            await asyncio.wait({waiting, leaving}, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
    finally:
        leaving.cancel()
        for run in runs:
            run.unwatch(notify)


async def _left(socket: WebSocket) -> None:
    """Return when the viewer has left; its messages are ignored."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


def stream_route(prefix: str) -> WebSocketRoute:
    """The route under the app's base path."""
    return socket_route(f"{prefix}/api/stream", VISITORS, stream)
