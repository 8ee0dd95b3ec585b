"""The arithmetic of one step: dL/dα from the loss itself, as JSON."""

import asyncio
import re

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from explorer import limits
from explorer.hub import bounds
from explorer.hub.questions import NotReady, Question
from explorer.hub.shared import shared_hub
from explorer.records.catalogue import Catalogue
from explorer.records.examination import Examination
from explorer.records.spec import RunSpec
from explorer.web.sockets import Busy, Refused
from explorer.web.stream import comparison_in
from explorer.web.visitors import Visitors, client_of
from explorer.words.findings import phrase

ANSWER_SECONDS = 60.0
"""Longest wait for an answer; an uncompiled run takes up to ten seconds to its last step."""
VISITORS = Visitors("questions about steps", limits.QUESTIONS, limits.QUESTIONS_OF_CLIENT)
FAILED = {
    "replaced": (409, "another step was asked for meanwhile"),
    "failed": (500, "the step could not be examined; see the server's log"),
}


async def step(request: Request) -> JSONResponse:
    """Examine the step in the query: a link, `run` (the index of a run shown), `step`, `tab`.

    A later question of the same client and `tab` about the same run replaces an earlier one.

    Returns:
        200 and `{"step", "parameters": {name: {"difference", "h", "finding", "words"}}}`; else
        `{"type": "refused", "message"}`, with `"retry": true` where trying again may work:
        400 for a value that is not allowed, 404 for a step that the run does not have, 409 if
        replaced, 429 if the client or the server has too many open, 500 on a fault, 503 while no
        worker is ready, 504 if it takes too long.
    """
    client = client_of(request)
    try:
        with VISITORS.admit(client):
            return await _answer(request.url.query, client)
    except Busy as busy:
        return _refusal(429, busy)


async def _answer(query: str, client: str) -> JSONResponse:
    over, loop = asyncio.Event(), asyncio.get_running_loop()

    def notify() -> None:
        loop.call_soon_threadsafe(over.set)

    try:
        # Off the event loop: the hub may be busy.
        question = await asyncio.to_thread(_ask, query, client, notify)
    except (NotReady, TimeoutError, RuntimeError) as error:
        return _refusal(503, Busy(str(error)))
    except bounds.Busy as error:
        return _refusal(429, Busy(str(error)))
    except Refused as refused:
        return _refusal(400, refused)
    try:
        await asyncio.wait_for(over.wait(), ANSWER_SECONDS)
    except TimeoutError:
        return _refusal(504, Busy(f"no answer within {ANSWER_SECONDS:.0f} s"))
    finally:
        if question.state == "waiting":
            await asyncio.to_thread(shared_hub().withdraw, question)
    return _told(question)


def _ask(query: str, client: str, notify) -> Question:
    hub = shared_hub()
    index, spec, step, tab = parse(query, hub.catalogue(timeout=0))
    return hub.ask(spec, step, client, (client, tab, index), notify)


def parse(query: str, catalogue: Catalogue) -> tuple[int, RunSpec, int, str]:
    """The index of the run, the run, the step, and the tab that asks.

    Raises:
        Refused: a value is not allowed.
    """
    beside = dict.fromkeys(("run", "step", "tab"), "")
    comparison, (run, step, tab) = comparison_in(query, catalogue, beside)
    specs = comparison.runs(catalogue)
    index = _whole("run", run, 0, len(specs) - 1)
    spec = specs[index]
    if not re.fullmatch("[0-9a-z]{0,16}", tab):
        raise Refused(f"tab: expected up to 16 of 0-9 and a-z; received: {tab[:60]!r}")
    return index, spec, _whole("step", step, 1, spec.steps), tab


def _whole(name: str, text: str, least: int, most: int) -> int:
    if not re.fullmatch("[0-9]{1,9}", text) or not least <= int(text) <= most:
        raise Refused(
            f"{name}: expected a whole number from {least} to {most:,}; received: {text[:60]!r}"
        )
    return int(text)


def _told(question: Question) -> JSONResponse:
    if question.answer is None:
        status, words = FAILED[question.state]
        return _refusal(status, Refused(words))
    if question.answer.steps is not None:
        words = f"step: the run ended after step {question.answer.steps:,}"
        return _refusal(404, Refused(words))
    return _json(200, as_dict(question.answer))


def as_dict(examination: Examination) -> dict:
    """An examination as plain values, with its words."""
    return {
        "step": examination.step,
        "parameters": {
            name: {
                "difference": examined.difference,
                "h": examined.h,
                "finding": examined.finding.kind,
                "words": phrase(examined.finding),
            }
            for name, examined in examination.parameters.items()
        },
    }


def _refusal(status: int, refused: Refused) -> JSONResponse:
    return _json(status, refused.as_dict())


def _json(status: int, content: dict) -> JSONResponse:
    return JSONResponse(content, status, headers={"Cache-Control": "no-store"})


def step_route(prefix: str) -> Route:
    """The route under the app's base path."""
    return Route(f"{prefix}/api/step", step)
