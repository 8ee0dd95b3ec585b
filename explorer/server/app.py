"""What the app adds to Streamlit's server, and the life of the workers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware

from explorer.engine.start import overridden
from explorer.hub.hub import worker_count
from explorer.hub.shared import close_shared_hub, shared_hub
from explorer.server.assets import asset_route
from explorer.server.health import health_route
from explorer.server.outcomes import outcomes_route
from explorer.server.page import PageMiddleware
from explorer.server.prefix import prefix
from explorer.server.stream import stream_route
from explorer.terminal import complain


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Workers start with the server and end with it."""
    shared_hub()
    try:
        yield
    finally:
        close_shared_hub()


def check_settings() -> None:
    """Report settings that the workers override.

    Where an environment variable of ours has a bad value, end the program with status 2.
    """
    for setting in overridden():
        complain(f"ignored, since results depend on it: {setting}")
    try:
        worker_count()
    except ValueError as error:
        complain(str(error))
        raise SystemExit(2) from None


def routes() -> list:
    """All routes beside Streamlit's own."""
    at = prefix()
    return [stream_route(at), outcomes_route(at), health_route(at), asset_route(at)]


def middleware() -> list[Middleware]:
    """Middleware around Streamlit's own."""
    return [Middleware(PageMiddleware, prefix=prefix())]
