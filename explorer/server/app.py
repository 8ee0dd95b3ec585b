"""What the app adds to Streamlit's server; starts and ends the workers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware

from explorer.hub.shared import close_shared_hub, shared_hub
from explorer.server.assets import asset_route
from explorer.server.health import health_route
from explorer.server.outcomes import outcomes_route
from explorer.server.page import PageMiddleware
from explorer.server.prefix import prefix
from explorer.server.stream import stream_route


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Start the workers with the server, and end them with it."""
    shared_hub()
    try:
        yield
    finally:
        close_shared_hub()


def routes() -> list:
    """All routes beside Streamlit's own."""
    at = prefix()
    return [stream_route(at), outcomes_route(at), health_route(at), asset_route(at)]


def middleware() -> list[Middleware]:
    """Middleware around Streamlit's own."""
    return [Middleware(PageMiddleware, prefix=prefix())]
