"""Our sockets and requests: which clients open them, and how many each has open."""

import json
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from starlette.requests import HTTPConnection
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from explorer.limits import Limit
from explorer.web.sockets import Busy, Refused, origin_allowed


def client_of(socket: HTTPConnection) -> str:
    """The address that a socket or a request comes from; limits and turns are counted by it.

    It is the peer's address. uvicorn replaces it by `X-Forwarded-For` only where the peer is
    trusted: 127.0.0.1, or what `FORWARDED_ALLOW_IPS` lists. Behind a proxy on another machine
    that variable has to name the proxy, else all its visitors count as one client. So do all who
    share an address, such as a class behind one router.
    """
    return socket.client.host if socket.client else ""


class Visitors:
    """Counts open sockets or requests of one kind. For one thread, that of the event loop.

    Args:
        what: the kind, in the plural, for the refusal.
        most: how many may be open.
        most_of_client: the same for one client.
    """

    def __init__(self, what: str, most: Limit, most_of_client: Limit):
        self._what = what
        self._most = most
        self._most_of_client = most_of_client
        self._open: Counter[str] = Counter()

    @contextmanager
    def admit(self, client: str) -> Iterator[None]:
        """Count one more while the block runs.

        Raises:
            Busy: too many are open.
        """
        count, count_of_client = self._open.total(), self._open[client]
        if count >= self._most.value:
            raise Busy(f"this server already has {count:,} open {self._what}; {self._most}")
        if count_of_client >= self._most_of_client.value:
            raise Busy(
                f"your address already has {count_of_client:,} open {self._what}; "
                f"{self._most_of_client}"
            )
        self._open[client] += 1
        try:
            yield
        finally:
            self._open -= Counter([client])  # which drops those that have none


def socket_route(
    path: str, visitors: Visitors, serve: Callable[[WebSocket, str], Awaitable[None]]
) -> WebSocketRoute:
    """A route of sockets that are counted, and closed when their work is done or refused.

    Only this server's own pages and those of `server.corsAllowedOrigins` may connect.

    Args:
        path: where they are opened.
        visitors: counts them.
        serve: does the work of one; receives the socket, accepted, and its client.
    """

    async def answer(socket: WebSocket) -> None:
        if not origin_allowed(socket):
            await socket.close(1008)
            return
        client = client_of(socket)
        try:
            await socket.accept()
            try:
                with visitors.admit(client):
                    await serve(socket, client)
            except Refused as refusal:
                await socket.send_text(json.dumps(refusal.as_dict()))
            await socket.close()
        except (OSError, RuntimeError, WebSocketDisconnect):
            return  # the client left; Starlette raises any of these, depending on when

    return WebSocketRoute(path, answer)
