"""The link as a QR code, for those who sit before a projector: its route."""

import asyncio
from functools import lru_cache

import segno
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from explorer import limits
from explorer.export.route import refusal
from explorer.web.proxy import app_address
from explorer.web.sockets import Busy, Refused
from explorer.web.stream import comparison_in, ready_catalogue
from explorer.web.visitors import Visitors, client_of

QUIET = 4
"""Light modules around a code, as ISO/IEC 18004 asks for."""
MOST_MODULES = 62
"""The widest code, with its quiet zone, that a whole room can scan.

A phone reads a code from ten times its width if the code is 25 modules wide: a module is then
1/250 of the distance. The last row sits four heights of the picture away (the rule of four, six
and eight, for fine detail). A code as high as the picture has 250 / 4 such modules.
"""
VISITORS = Visitors("QR codes", limits.EXPORTS, limits.EXPORTS_OF_CLIENT)


async def qr(request: Request) -> JSONResponse:
    """Make a QR code of the link in the query.

    Returns:
        200 and the `link`, its code as `svg`, and whether it `scans` well; else
        `{"type": "refused", "message"}`: 400 for a value that is not allowed or a link that no
        code can hold, 429 if the client or the server has too many open, 503 while no worker is
        ready.
    """
    try:
        with VISITORS.admit(client_of(request)):
            return await _answer(request)
    except Busy as busy:
        return refusal(429, busy)
    except Refused as refused:
        return refusal(400, refused)


async def _answer(request: Request) -> JSONResponse:
    try:
        catalogue = await asyncio.to_thread(ready_catalogue)
    except Busy as busy:
        return refusal(503, busy)
    comparison, _ = comparison_in(request.url.query, catalogue, beside={})
    link = f"{app_address(request)}?{comparison.to_query_string(catalogue)}"
    svg, modules = await asyncio.to_thread(code, link)
    answer = {"link": link, "svg": svg, "scans": modules <= MOST_MODULES}
    return JSONResponse(answer, headers={"Cache-Control": "private, max-age=3600"})


@lru_cache(maxsize=256)
def code(text: str) -> tuple[str, int]:
    """A QR code as SVG, dark on light whatever is around it, and its width in modules.

    Its error correction is the least that there is, since nothing on a screen wears off, or more
    where that needs no more modules.

    Raises:
        Refused: no code can hold the text.
    """
    try:
        made = segno.make_qr(text, error="l")
    except segno.DataOverflowError:
        raise Refused(
            f"link: expected at most 2,953 characters, all that a QR code holds; "
            f"received: {len(text):,}"
        ) from None
    svg = made.svg_inline(border=QUIET, dark="#000", light="#fff", omitsize=True)
    return svg, made.symbol_size(border=QUIET)[0]


def qr_route(prefix: str) -> Route:
    """The route under the app's base path."""
    return Route(f"{prefix}/api/qr", qr)
