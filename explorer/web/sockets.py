"""What our sockets share: which pages may open them, and how a request is refused."""

from urllib.parse import urlsplit

import streamlit as st
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket, WebSocketDisconnect


class Refused(Exception):
    """A request is refused; the message says why and what is allowed."""

    def as_dict(self) -> dict:
        """The refusal as the client receives it."""
        return {"type": "refused", "message": str(self)}


class Busy(Refused):
    """The request is refused for now; the client tries again by itself."""

    def as_dict(self) -> dict:
        """The refusal with `retry`, which asks the client to try again."""
        return super().as_dict() | {"retry": True}


def origin_allowed(connection: HTTPConnection) -> bool:
    """Whether a socket's page is one of ours or in `server.corsAllowedOrigins`."""
    origin = connection.headers.get("origin")
    if origin is None or urlsplit(origin).netloc == connection.headers.get("host"):
        return True
    return not st.get_option("server.enableCORS") or origin in (
        st.get_option("server.corsAllowedOrigins")
    )


async def receive_text(socket: WebSocket, most: int) -> str:
    """The next message of a client.

    Raises:
        Refused: it is not text, or longer than `most` characters.
        WebSocketDisconnect: the client left.
    """
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message["code"])
    text = message.get("text")
    if text is None:
        raise Refused("expected a message of text; received: binary data")
    if len(text) > most:
        raise Refused(f"expected at most {most:,} characters; received: {len(text):,}")
    return text
