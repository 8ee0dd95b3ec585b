"""What the app adds to Streamlit's server; starts and ends the workers."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from explorer.hub.shared import close_shared_hub, shared_hub
from explorer.web.assets import asset_route
from explorer.web.health import health_routes
from explorer.web.lost import LostMiddleware
from explorer.web.page import Describe, PageMiddleware
from explorer.web.prefix import prefix
from explorer.web.seeds import seeds_route
from explorer.web.step import step_route
from explorer.web.stream import stream_route


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Start the workers with the server, and end them with it."""
    shared_hub()
    try:
        yield
    finally:
        close_shared_hub()


def routes(*of_pages: Callable[[str], BaseRoute]) -> list[BaseRoute]:
    """All routes beside Streamlit's own.

    Args:
        of_pages: make the routes of single pages, each from the path that the app is served under.
    """
    at = prefix()
    routes_of_pages = (make(at) for make in (stream_route, seeds_route, step_route, *of_pages))
    return [*health_routes(at), *routes_of_pages, asset_route(at)]


def middleware(describe: Describe) -> list[Middleware]:
    """Middleware around Streamlit's own.

    Args:
        describe: title and tags of a page's document.
    """
    at = prefix()
    return [
        Middleware(LostMiddleware, prefix=at),
        Middleware(PageMiddleware, prefix=at, describe=describe),
    ]
