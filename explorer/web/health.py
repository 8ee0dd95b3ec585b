"""Health: whether workers are ready, and how large they have grown."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from explorer.hub.shared import shared_hub


async def health(request: Request) -> JSONResponse:
    """The hub's status; 200, or 503 while no worker is ready."""
    status = shared_hub().status()
    return JSONResponse(status, status_code=200 if status["ready"] else 503)


def health_route(prefix: str) -> Route:
    """The route under the app's base path."""
    return Route(f"{prefix}/api/health", health)
