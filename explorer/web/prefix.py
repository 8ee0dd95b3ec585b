"""The path that the app is served under (`server.baseUrlPath`)."""

import streamlit as st
from starlette.requests import Request


def prefix() -> str:
    """What the paths of our routes begin with: '' or '/name'."""
    base = (st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


def base_path() -> str:
    """The app's root as an address in its pages: './' or '/name/'."""
    return f"{prefix() or '.'}/"


def app_address(request: Request) -> str:
    """The app's root as the client of a request addresses it, such as `http://localhost:8501/`.

    Behind a proxy it is right if the proxy passes on `Host` and `X-Forwarded-Proto`.
    """
    return f"{request.url.scheme}://{request.url.netloc}{prefix()}/"
