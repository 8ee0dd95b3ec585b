"""The oEmbed record of a page (oembed.com): how another site shows it in a frame."""

import re
from html import escape

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from explorer.hub.shared import shared_hub
from explorer.preview.address import OEMBED, address_of, page_at, picture_of
from explorer.preview.canvas import HEIGHT, WIDTH
from explorer.preview.card import Card, card
from explorer.web.page import TITLE
from explorer.web.proxy import app_address

FRAME = {"width": 1000, "height": 900}
"""Pixels, unless the site has less room."""
UNLIMITED = "999999"


async def oembed(request: Request) -> JSONResponse:
    """The record of the page at `url`, no larger than `maxwidth` and `maxheight`.

    Returns:
        200 and the record; else `{"message"}`: 400 for a size that is not allowed, 404 for a page
        that is not of this server, 501 for another `format` than json.
    """
    given = request.query_params
    wanted = given.get("format", "json")
    if wanted != "json":
        return _refusal(501, f"format: expected json; received: {wanted[:60]!r}")
    base = app_address(request)
    found = page_at(given.get("url", ""), base)
    if found is None:
        message = f"url: expected a page under {base}; received: {given.get('url', '')[:200]!r}"
        return _refusal(404, message)
    room = {}
    for name in FRAME:
        text = given.get(f"max{name}", UNLIMITED)
        if not re.fullmatch("[1-9][0-9]{0,5}", text):
            message = f"max{name}: expected pixels from 1 to 999,999; received: {text[:60]!r}"
            return _refusal(400, message)
        room[name] = int(text)
    page, query = found
    hub = shared_hub()
    shown = card(page, query, hub.known_catalogue, hub)
    return JSONResponse(record(shown, page, base, room))


def record(card: Card, page: str, root: str, room: dict[str, int]) -> dict:
    """The record of a card; `html` is escaped, all else is plain text."""
    size = {name: min(most, room[name]) for name, most in FRAME.items()}
    source = escape(address_of(card, page, root, embed="true"))
    found = {
        "version": "1.0",
        "type": "rich",
        "title": card.title,
        "provider_name": TITLE,
        "provider_url": root,
        "html": (
            f'<iframe src="{source}" title="{escape(card.title)}" width="{size["width"]}" '
            f'height="{size["height"]}" style="border:0" loading="lazy"></iframe>'
        ),
        **size,
    }
    if room["width"] >= WIDTH and room["height"] >= HEIGHT:
        found |= {
            "thumbnail_url": picture_of(card, root),
            "thumbnail_width": WIDTH,
            "thumbnail_height": HEIGHT,
        }
    return found


def _refusal(status: int, message: str) -> JSONResponse:
    return JSONResponse({"message": message}, status)


def oembed_route(prefix: str) -> Route:
    """The route under the app's base path."""
    return Route(f"{prefix}/{OEMBED}", oembed)
