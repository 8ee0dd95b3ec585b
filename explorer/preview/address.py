"""Absolute addresses of this server, as the client that asks sees it."""

from urllib.parse import urlencode, urlsplit

from explorer.preview.card import PAGES, Card

PICTURE, OEMBED = "api/preview.png", "api/oembed"
"""Our routes below the app's root."""


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
