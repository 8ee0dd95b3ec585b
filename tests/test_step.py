"""The route of one step's arithmetic: what it answers, and what it refuses in which words."""

import asyncio
import json
from threading import Thread
from unittest.mock import patch

import pytest
from fake_workers import FakeWorker
from limiting import at_most
from starlette.requests import Request

from explorer.hub import shared
from explorer.hub.hub import RunHub
from explorer.records.examination import Examination, Examined
from explorer.records.finding import found
from explorer.records.messages import Answered, Examine, Ready
from explorer.web import step
from explorer.web.sockets import Refused

EXAMINED = Examination(
    3,
    {
        "log_variance": Examined(0.25, 1e-4, found("agrees")),
        "other": Examined(None, None, found("no_loss")),
    },
)


class Answering(FakeWorker):
    """Answers every question about a step, step 9 not at all, and step 4 with a fault."""

    def __init__(self, hear, **options):
        super().__init__(hear, **options)
        self.hear = hear

    def send(self, message):
        super().send(message)
        if isinstance(message, Examine) and message.step != 9:
            known = {3: EXAMINED, 4: None, 5: Examination(5, {}, steps=4)}
            answer = Answered(message.question, known[message.step])
            Thread(target=self.hear, args=(self, answer)).start()


@pytest.fixture
def hub(catalogue):
    hub = RunHub(workers=1, start_worker=Answering).start()
    hub._hear(hub._crew.workers[0], Ready(catalogue))
    with patch.object(shared, "_hub", hub):
        yield hub
    hub.close()


def request(query):
    scope = {"type": "http", "method": "GET", "path": "/api/step", "headers": []}
    return Request({**scope, "query_string": query.encode(), "client": ("192.0.2.1", 1)})


async def get(query):
    answer = await step.step(request(query))
    return answer.status_code, json.loads(answer.body)


def fetch(query):
    return asyncio.run(get(query))


def test_an_answer_has_each_parameter_with_its_words(hub):
    status, answer = fetch("loss=gaussian&run=1&step=3")
    assert status == 200
    assert answer["step"] == 3
    agrees, none = answer["parameters"].values()
    assert (agrees["difference"], agrees["h"], agrees["finding"]) == (0.25, 1e-4, "agrees")
    assert (none["difference"], none["h"], none["finding"]) == (None, None, "no_loss")
    assert agrees["words"] and none["words"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("run=2&step=3", "run: expected a whole number from 0 to 1; received: '2'"),
        ("run=-1&step=3", "run: expected a whole number from 0 to 1; received: '-1'"),
        ("step=3", "run: expected a whole number from 0 to 1; received: ''"),
        ("run=0", "step: expected a whole number from 1 to 2,000; received: ''"),
        ("run=0&step=0", "step: expected a whole number from 1 to 2,000; received: '0'"),
        ("run=0&step=2001", "step: expected a whole number from 1 to 2,000; received: '2001'"),
        ("run=0&step=%D9%A3", "step: expected a whole number from 1 to 2,000; received: '٣'"),
        ("run=0&step=3&tab=A", "tab: expected up to 16 of 0-9 and a-z; received: 'A'"),
        ("run=0&step=3&steps=many", "steps: expected a whole number from 1 to 20,000"),
        ("run=0&step=3&" + "&".join(f"f{i}=1" for i in range(100)), "more than 100 fields"),
    ],
)
def test_a_bad_value_is_refused_in_words(hub, query, words):
    status, refusal = fetch(query)
    assert status == 400
    assert words in refusal["message"]
    assert "retry" not in refusal


def test_a_run_is_counted_among_those_shown(catalogue):
    index, spec, number, tab = step.parse("view=fixed&run=0&step=7&tab=k2", catalogue)
    assert (index, catalogue.wiring(spec.wiring).kind, number, tab) == (0, "fixed", 7, "k2")
    with pytest.raises(Refused):
        step.parse("view=fixed&run=1&step=7", catalogue)


def test_a_step_that_the_run_does_not_have_is_not_found(hub):
    status, refusal = fetch("run=0&step=5")
    assert status == 404
    assert refusal["message"] == "step: the run ended after step 4"


def test_a_fault_of_ours_is_named_as_one(hub):
    assert fetch("run=0&step=4")[0] == 500


def test_no_answer_is_waited_for_without_end(hub, monkeypatch):
    monkeypatch.setattr(step, "ANSWER_SECONDS", 0.1)
    status, refusal = fetch("run=0&step=9")
    assert (status, refusal["retry"]) == (504, True)
    assert hub._questions._waiting == {}


def test_a_newer_question_of_the_same_tab_replaces_the_older(hub):
    async def both():
        older = asyncio.create_task(get("run=0&step=9&tab=k2"))
        await asyncio.sleep(0.2)
        return await get("run=0&step=3&tab=k2"), await asyncio.wait_for(older, 10)

    (new, _), (old, _) = asyncio.run(both())
    assert (new, old) == (200, 409)


def test_a_client_has_so_many_questions_at_once(hub, monkeypatch):
    visitors = step.Visitors("questions about steps", at_most(9), at_most(1))
    monkeypatch.setattr(step, "VISITORS", visitors)
    with visitors.admit("192.0.2.1"):
        status, refusal = fetch("run=0&step=3")
    assert (status, refusal["retry"]) == (429, True)
    assert "your address already has 1 open questions about steps" in refusal["message"]
    assert fetch("run=0&step=3")[0] == 200


def test_without_a_ready_worker_it_is_unavailable(hub):
    hub._crew.workers[0].ready = False
    status, refusal = fetch("run=0&step=3")
    assert (status, refusal["retry"]) == (503, True)


def test_the_route_is_under_the_apps_base_path():
    assert step.step_route("/lab").path == "/lab/api/step"
