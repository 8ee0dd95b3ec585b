"""The picture of a link: GET api/preview.png?<link>."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from explorer import limits
from explorer.hub.shared import shared_hub
from explorer.preview.address import PICTURE
from explorer.preview.contents import contents
from explorer.preview.drawing import drawn
from explorer.preview.gallery import Gallery, Print
from explorer.preview.subject import Subject
from explorer.web.rate import SECONDS, Rate
from explorer.web.sockets import Busy
from explorer.web.visitors import client_of

MAX_CHARACTERS = 4000
"""Of a link; those that the page makes are far shorter."""
STARTING_SECONDS = 10
MEASURED_SECONDS = 86_400
"""How long a picture of runs holds: the same link has the same runs."""
DECLARED_SECONDS = 60
"""How long one of declared chains holds: somebody may run the link."""
GALLERY = Gallery()
RATE = Rate("pictures", limits.PICTURES, limits.PICTURES_OF_CLIENT)
THREAD = ThreadPoolExecutor(1, thread_name_prefix="explorer-preview")
"""One picture at a time: drawing must not keep the pages waiting."""


async def picture(request: Request) -> Response:
    """The picture of the link in the query; values that the page would ignore are ignored.

    Returns:
        200 and a PNG, or 304 if the client holds it; else `{"message"}`: 414 for a link that is
        too long, 429 if the client or the server has asked for too many, 503 while nothing can
        be run yet.
    """
    query = request.url.query
    if len(query) > MAX_CHARACTERS:
        message = f"link: expected at most {MAX_CHARACTERS:,} characters; received: {len(query):,}"
        return _refusal(414, message)
    hub = shared_hub()
    catalogue = hub.known_catalogue
    if catalogue is None:
        return _refusal(503, "no worker is ready", STARTING_SECONDS)
    subject = Subject.from_query(query, catalogue)
    runs = () if subject.open else subject.runs(catalogue, hub)
    # The fingerprints tell a measured picture from a declared one, and runs of other versions.
    key = (subject.comparison, subject.open, tuple(run.outcome.fingerprint for run in runs))
    found = GALLERY.find(key)
    if found is None:
        try:
            RATE.admit(client_of(request))
        except Busy as busy:
            return _refusal(429, str(busy), SECONDS)
        loop = asyncio.get_running_loop()
        png = await loop.run_in_executor(THREAD, lambda: drawn(contents(subject, runs, catalogue)))
        found = Print.of(png)
        GALLERY.keep(key, found)
    seconds = MEASURED_SECONDS if runs else DECLARED_SECONDS
    headers = {"ETag": found.etag, "Cache-Control": f"public, max-age={seconds}"}
    if found.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(found.png, headers=headers, media_type="image/png")


def _refusal(status: int, message: str, retry_seconds: int | None = None) -> JSONResponse:
    headers = {"Cache-Control": "no-store"}
    if retry_seconds is not None:
        headers["Retry-After"] = str(retry_seconds)
    return JSONResponse({"message": message}, status, headers)


def picture_route(prefix: str) -> Route:
    """The route under the app's base path."""
    return Route(f"{prefix}/{PICTURE}", picture)
