"""What our sockets share: whose pages may open them, and how one is refused."""

from urllib.parse import urlsplit

import streamlit as st
from starlette.websockets import WebSocket


class Refused(Exception):
    """What a socket was asked for cannot be given; the message says why and what is allowed."""

    def as_dict(self) -> dict:
        """The refusal as the client receives it."""
        return {"type": "refused", "message": str(self)}


class Busy(Refused):
    """It cannot be given now, but soon: the client tries again by itself."""

    def as_dict(self) -> dict:
        """With `retry`, which asks the client to."""
        return super().as_dict() | {"retry": True}


def origin_allowed(socket: WebSocket) -> bool:
    """Whether it comes from this server's own pages or from `server.corsAllowedOrigins`."""
    origin = socket.headers.get("origin")
    if origin is None or urlsplit(origin).netloc == socket.headers.get("host"):
        return True
    return not st.get_option("server.enableCORS") or origin in (
        st.get_option("server.corsAllowedOrigins")
    )
