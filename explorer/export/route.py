"""The route of exports: computes the runs of a link if need be, and sends a file made of them."""

import asyncio
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from explorer import limits
from explorer.export.finished import Finished, file_name
from explorer.export.forms import FORMS
from explorer.hub import bounds
from explorer.hub.run import Run
from explorer.hub.shared import shared_hub
from explorer.records.catalogue import Catalogue
from explorer.records.spec import Comparison
from explorer.web.proxy import app_address
from explorer.web.sockets import Busy, Refused
from explorer.web.stream import comparison_in, ready_catalogue
from explorer.web.visitors import Visitors, client_of

COMPUTED_SECONDS = 120.0
"""Longest wait for the runs of a link that nobody watches."""
VISITORS = Visitors("exports", limits.EXPORTS, limits.EXPORTS_OF_CLIENT)


async def export(request: Request) -> Response:
    """Make a file of the link in the query.

    Returns:
        200 and the file; else `{"type": "refused", "message"}`: 400 for a value that is not
        allowed, 404 for an unknown form, 429 if the client or the server has too many open or no
        worker is ready, 500 on a fault, 504 if the runs take too long.
    """
    form = FORMS.get(request.path_params["form"])
    if form is None:
        return refusal(404, Refused(f"form: expected one of {', '.join(FORMS)}"))
    client = client_of(request)
    try:
        with VISITORS.admit(client):
            finished = await _computed(request, client)
            content = await asyncio.to_thread(form.make, finished)
    except Busy as busy:
        return refusal(429, busy)
    except Refused as refused:
        return refusal(400, refused)
    except TimeoutError:
        return refusal(504, Busy(f"the runs were not over within {COMPUTED_SECONDS:.0f} s"))
    except RuntimeError as error:
        return refusal(500, Refused(str(error)))
    file = file_name(finished.comparison, form.ending)
    headers = {
        "Content-Disposition": f'attachment; filename="{file}"',
        "Cache-Control": "no-store",
    }
    return Response(content, headers=headers, media_type=form.media_type)


async def _computed(request: Request, client: str) -> Finished:
    query = request.url.query
    comparison, catalogue, runs = await asyncio.to_thread(_opened, query, client)
    await asyncio.wait_for(_until_complete(runs), COMPUTED_SECONDS)
    failures = [run.failure for run in runs if run.failure is not None]
    if failures:
        raise RuntimeError(failures[0])
    return Finished(comparison, catalogue, tuple(runs), app_address(request))


def _opened(query: str, client: str) -> tuple[Comparison, Catalogue, list[Run]]:
    catalogue = ready_catalogue()
    comparison, _ = comparison_in(query, catalogue, beside={})
    try:
        runs = shared_hub().open_all(comparison.runs(catalogue), client, bounds.RUNS)
    except bounds.Busy as error:
        raise Busy(str(error)) from error
    return comparison, catalogue, runs


async def _until_complete(runs: Sequence[Run]) -> None:
    """Watch the runs, so that they are computed, until nothing more will come."""
    loop, changed = asyncio.get_running_loop(), asyncio.Event()

    def notify() -> None:
        loop.call_soon_threadsafe(changed.set)

    for run in runs:
        run.watch(notify)
    try:
        while not all(run.complete for run in runs):
            await changed.wait()
            changed.clear()
    finally:
        for run in runs:
            run.unwatch(notify)


def refusal(status: int, refused: Refused) -> JSONResponse:
    """An answer that says why there is no file."""
    return JSONResponse(refused.as_dict(), status, headers={"Cache-Control": "no-store"})


def export_route(prefix: str) -> Route:
    """The route under the app's base path."""
    return Route(f"{prefix}/api/export/{{form}}", export)
