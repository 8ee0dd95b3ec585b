"""Health: are the workers there, and how large have they grown."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from explorer.hub.shared import shared_hub


async def health(request: Request) -> JSONResponse:
    """200 with the hub's status, 503 as long as no worker is ready."""
    status = shared_hub().status()
    return JSONResponse(status, status_code=200 if status["ready"] else 503)


def health_route(prefix: str) -> Route:
    """The route under the app's base path."""
    return Route(f"{prefix}/api/health", health)
