"""What a proxy passes on: judged by the server, and put into words in the browser."""

import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import HTTPConnection
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from explorer.web.lost import document
from explorer.web.proxy import app_address, received

SITE = "https://explorer.example.org/"


def request(headers, client=("10.0.0.9", 4711), scheme="https"):
    """A request as uvicorn hands it on; the port of a client that a trusted proxy names is 0."""
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "scheme": scheme, "headers": raw, "client": client, "path": "/"}
    return HTTPConnection(scope)


RIGHT = {"Host": "explorer.example.org", "Origin": "https://explorer.example.org"}


@pytest.mark.parametrize(
    ("headers", "wrong"),
    [
        ({}, set()),
        ({"Host": "inside:8501"}, {"host", "allowed", "address"}),
        ({"Origin": "http://inside"}, {"origin", "allowed"}),
        ({"X-Forwarded-For": "192.0.2.7"}, {"client"}),
    ],
)
def test_the_server_knows_what_a_proxy_changed(headers, wrong):
    answer = received(request(RIGHT | headers), SITE)
    assert {name for name, right in answer.items() if not right} == wrong


def test_a_trusted_proxy_tells_the_address():
    headers = {
        "Host": "inside:8501",
        "X-Forwarded-For": "192.0.2.7",
        "X-Forwarded-Host": "explorer.example.org, inner",
        "X-Forwarded-Prefix": "/explorer/",
    }
    assert app_address(request(headers, ("192.0.2.7", 0))) == f"{SITE}explorer/"
    assert app_address(request(headers)) == "https://inside:8501/"


@given(st.text(), st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126)))
def test_a_probe_discloses_nothing_but_whether_it_fits(address, host):
    try:
        answer = received(request({"Host": host}), address)
    except ValueError:
        return
    assert set(map(type, answer.values())) == {bool}


def test_a_path_that_is_not_found_is_text():
    told = document("/<script>", "/lab")
    assert "<script>" not in told
    assert 'href="/lab/outcomes"' in told


HELD = {"host": True, "origin": True, "allowed": True}


@pytest.mark.parametrize(
    ("status", "seen", "opens", "faults"),
    [
        (200, HELD, True, []),
        (200, HELD, False, ["upgrade"]),
        (200, HELD | {"host": False, "allowed": False}, False, ["host"]),
        (200, HELD | {"origin": False, "allowed": False}, False, ["origin"]),
        (200, dict.fromkeys(HELD, False), False, ["host", "origin"]),
        (200, HELD | {"host": False}, True, []),  # the origin is in corsAllowedOrigins
        (404, None, False, ["path"]),
        (200, None, False, ["path"]),
        (502, None, False, []),  # the server is down
    ],
)
def test_each_fault_is_told_from_the_others(modules, status, seen, opens, faults):
    code = "async ([answer, opens]) => (await import('/reach.js')).judge(answer, opens)"
    assert modules.evaluate(code, [{"status": status, "seen": seen}, opens]) == faults


@pytest.mark.parametrize(("base", "advice"), [("/", False), ("/explorer/", True)])
def test_a_wrong_base_path_is_named(modules, base, advice):
    code = """async (base) => {
      const { UNREACHABLE } = await import("/wording.js");
      return UNREACHABLE.path(new URL(base, "http://panel.test"), 404);
    }"""
    words = modules.evaluate(code, base)
    assert f"http://panel.test{base}api/health" in words
    assert "404" in words
    assert (f"BASE_URL_PATH of the server has to be {base}" in words) == advice


# A socket that never opens, asked why; `answers` are those of the server, the last one again.
ASKED = """async (answers) => {
  const { LastingSocket } = await import("/socket.js");
  const { setTimeout, WebSocket, fetch } = window;
  const lost = [], asked = [];
  let opened = false;
  window.setTimeout = (run, wait) => setTimeout(run, wait / 100);
  window.WebSocket = class {
    constructor(address) {
      queueMicrotask(() => (this.onerror?.(), this.onclose?.()));
    }
    close() {}
  };
  window.fetch = async (address, { method }) => {
    asked.push(`${method} ${address}`);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (!answer) throw new TypeError("Failed to fetch");
    return new Response(JSON.stringify(answer), { status: 200 });
  };
  const socket = new LastingSocket({
    address: () => new URL("ws://panel.test/explorer/api/stream?v=1"),
    received: () => {},
    lost: (why) => lost.push(why),
  });
  while (lost.length < 8) await new Promise((resolve) => setTimeout(resolve, 5));
  socket.close();
  Object.assign(window, { setTimeout, WebSocket, fetch });
  return { lost, asked };
}"""


def test_a_socket_that_never_opens_says_why_once_it_is_known(modules):
    told = modules.evaluate(ASKED, [None, HELD])
    assert told["lost"][:2] == ["", ""]
    assert told["lost"][-1].startswith("Upgrade: ")
    probe = "POST http://panel.test/explorer/api/health?probe=http%3A%2F%2Fpanel.test%2Fexplorer%2F"
    assert set(told["asked"]) == {probe}


def test_a_server_that_is_down_is_no_fault_of_a_proxy(modules):
    assert set(modules.evaluate(ASKED, [None])["lost"]) == {""}


def test_a_browser_is_told_where_no_page_is_and_others_as_ever(server):
    def answered(accept, path="/explorer/"):
        asked = Request(server.url + path, headers={"Accept": accept})
        try:
            with urlopen(asked) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()

    assert answered("text/html")[0] == 404
    assert "Nothing is at /explorer/" in answered("text/html")[1]
    assert answered("*/*")[0] == 200
    assert answered("text/html", "/_stcore/health") == (200, "ok")
    assert answered("text/html", "/outcomes/")[0] == 200


def test_a_probe_that_is_no_address_is_refused(server):
    with pytest.raises(HTTPError) as refused:
        urlopen(f"{server.url}/api/health?probe=ftp://x")
    assert refused.value.code == 400
    assert "received: 'ftp://x'" in json.load(refused.value)["message"]


def test_a_socket_opens_for_our_own_pages_only(server):
    with connect(server.socket_url(route="health")):
        pass
    with (
        pytest.raises(InvalidStatus),
        connect(server.socket_url(route="health"), origin="http://elsewhere.example"),
    ):
        pass
