"""Absolute addresses of this server, as the client that asks sees it."""

import re
from urllib.parse import urlencode, urlsplit

from starlette.requests import HTTPConnection

from explorer.preview.card import PAGES, Card
from explorer.web.prefix import prefix

PICTURE, OEMBED = "api/preview.png", "api/oembed"
"""Our routes below the app's root."""
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[0-9A-Za-z_.-]{1,253})(:[0-9]{1,5})?")


def app_address(connection: HTTPConnection) -> str:
    """The app's root, e.g. 'https://example.org/name/'.

    The host is the one in the request. The scheme is the one that the client used: uvicorn takes
    it from `X-Forwarded-Proto` where the peer is trusted; see `visitors.client_of`. In place of a
    header that is no host stands the server's own address.
    """
    host = connection.headers.get("host", "")
    if not _HOST.fullmatch(host):
        name, port = connection.scope.get("server") or ("localhost", 80)
        host = f"[{name}]:{port}" if ":" in name else f"{name}:{port}"
    return f"{connection.scope['scheme']}://{host}{prefix()}/"


def address_of(card: Card, page: str, root: str, **more: str) -> str:
    """The page that a card is about, with `more` in its query."""
    query = "&".join(filter(None, (card.query, urlencode(more))))
    return f"{root}{page}?{query}" if query else f"{root}{page}"


def picture_of(card: Card, root: str) -> str:
    """The picture of a card."""
    return f"{root}{PICTURE}?{card.picture}" if card.picture else f"{root}{PICTURE}"


def oembed_of(address: str, root: str) -> str:
    """Where a page's oEmbed record is found."""
    return f"{root}{OEMBED}?{urlencode({'url': address, 'format': 'json'})}"


def page_at(address: str, root: str) -> tuple[str, str] | None:
    """The page at an absolute address, and its query; None where it is no page of this server."""
    try:
        given, ours = urlsplit(address), urlsplit(root)
    except ValueError:
        return None
    page = given.path.removeprefix(ours.path.rstrip("/")).strip("/")
    same = given.scheme in ("http", "https") and given.netloc.lower() == ours.netloc.lower()
    under = f"{given.path}/".startswith(ours.path)
    return (page, given.query) if same and under and page in PAGES else None
