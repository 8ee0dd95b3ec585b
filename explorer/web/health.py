"""Health: whether workers are ready, how large they have grown, and what a proxy passes on."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from explorer.hub.shared import shared_hub
from explorer.web.proxy import received
from explorer.web.sockets import origin_allowed

NOT_KEPT = {"Cache-Control": "no-store"}


async def health(request: Request) -> JSONResponse:
    """The hub's status; 200, or 503 while no worker is ready.

    With `?probe=ADDRESS` instead, how this request compares with what its browser says: see
    `received`; 400 for what is not an address. Browsers send an Origin only with what they post,
    so it may be posted.
    """
    if "probe" in request.query_params:
        return _probe(request)
    status = shared_hub().status()
    return JSONResponse(status, 200 if status["ready"] else 503, headers=NOT_KEPT)


def _probe(request: Request) -> JSONResponse:
    try:
        answer, status = received(request, request.query_params["probe"]), 200
    except ValueError as error:
        answer, status = {"type": "refused", "message": f"probe: {error}"}, 400
    return JSONResponse(answer, status, headers=NOT_KEPT)


async def open_and_close(socket: WebSocket) -> None:
    """Accept a socket of our own pages and close it: enough to know that sockets open."""
    if not origin_allowed(socket):
        await socket.close(1008)
        return
    try:
        await socket.accept()
        await socket.close()
    except (OSError, RuntimeError, WebSocketDisconnect):
        return  # the client left


def health_routes(prefix: str) -> list[Route | WebSocketRoute]:
    """The routes under the app's base path."""
    path = f"{prefix}/api/health"
    return [Route(path, health, methods=["GET", "POST"]), WebSocketRoute(path, open_and_close)]
