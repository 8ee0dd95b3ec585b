"""The head of a page's document, for chats and search engines, which run no script."""

from html import escape

from starlette.requests import HTTPConnection

from explorer.hub.shared import shared_hub
from explorer.preview.address import address_of, oembed_of, picture_of
from explorer.preview.canvas import HEIGHT, WIDTH
from explorer.preview.card import Card, card
from explorer.web.page import TITLE, Head
from explorer.web.proxy import app_address


def head(page: str, connection: HTTPConnection) -> Head:
    """Title and tags of an address. Waits for nothing: the page is sent after it.

    Args:
        page: a key of `card.PAGES`.
        connection: the request for it.
    """
    hub = shared_hub()
    query = connection.scope["query_string"].decode("latin-1")
    shown = card(page, query, hub.known_catalogue, hub)
    return Head(shown.title, tags(shown, page, app_address(connection)))


def tags(card: Card, page: str, root: str) -> str:
    """The tags beside the title. Chats take relative addresses for none, so all are absolute."""
    address = address_of(card, page, root)
    named = {"description": card.description, "twitter:card": "summary_large_image"}
    properties = {
        "og:type": "website",
        "og:site_name": TITLE,
        "og:title": card.title,
        "og:description": card.description,
        "og:url": address,
        "og:image": picture_of(card, root),
        "og:image:type": "image/png",
        "og:image:width": str(WIDTH),
        "og:image:height": str(HEIGHT),
        "og:image:alt": card.alt,
    }
    lines = [_tag("link", rel="canonical", href=address)]
    lines += [_tag("meta", name=name, content=text) for name, text in named.items()]
    lines += [_tag("meta", property=name, content=text) for name, text in properties.items()]
    lines.append(
        _tag(
            "link",
            rel="alternate",
            type="application/json+oembed",
            href=oembed_of(address, root),
            title=card.title,
        )
    )
    return "\n".join(lines)


def _tag(element: str, /, **attributes: str) -> str:
    parts = "".join(f' {key}="{escape(text)}"' for key, text in attributes.items())
    return f"<{element}{parts}>"
