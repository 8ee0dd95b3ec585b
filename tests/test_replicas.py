"""Several web processes behind nginx, as the README prints it: one dies in mid-run."""

import re
import signal
import time

import pytest
from app_server import AppServer
from playwright.sync_api import expect
from test_browser import PANEL, ended
from test_proxies import README, Proxy
from test_proxies import browser as browser
from test_stream import Reader
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from explorer.records.spec import Comparison

UPSTREAM = re.search(r"^```nginx\n(upstream explorer \{.*?)^```$", README, re.M | re.S)[1]
STEPS = 20_000


@pytest.fixture
def replicas(tmp_path):
    """Two servers that share a cache, and a proxy that passes to either."""
    environment = {"EXPLORER_CACHE": str(tmp_path / "cache"), "EXPLORER_WORKERS": "1"}
    with (
        AppServer(environment=environment) as first,
        AppServer(environment=environment) as second,
    ):
        upstream = UPSTREAM.replace(":8502", f":{second.port}")
        changes = {
            "map $http_upgrade": f"{upstream}\nmap $http_upgrade",
            "proxy_pass http://127.0.0.1:8501;": "proxy_pass http://explorer;",
        }
        with Proxy("nginx", changes, first.port, tmp_path) as proxy:
            yield proxy, [first, second]
        for server in (first, second):
            assert "Traceback" not in server.read_log()


def kill_the_busy_one(servers):
    """SIGKILL the web process that computes; returns the other one."""
    (busy,) = [server for server in servers if server.health().get("live_runs")]
    busy.process.send_signal(signal.SIGKILL)
    busy.process.wait(20)
    return next(server for server in servers if server is not busy)


@pytest.mark.long
def test_a_stream_resumes_in_another_process_without_gap_or_repeat(replicas, session, catalogue):
    proxy, servers = replicas
    comparison = Comparison(view="fixed", seed=31, steps=STEPS, width=128, depth=3)
    address = f"{proxy.url.replace('http', 'ws')}/api/stream?"
    query = comparison.to_query_string(catalogue)
    reader = Reader()
    killed = False
    deadline = time.monotonic() + 300
    while not reader.ends():
        assert time.monotonic() < deadline
        try:
            held = f"&from={reader.held.get(0, 0)}"
            with connect(address + query + held, max_size=None, open_timeout=30) as socket:
                while not reader.ends():
                    reader.take(socket.recv(timeout=120))
                    if not killed and reader.held.get(0, 0) > STEPS // 5:
                        kill_the_busy_one(servers)
                        killed = True
        except (ConnectionClosed, InvalidStatus, OSError):
            time.sleep(0.3)
    assert killed
    assert reader.held[0] == STEPS
    (spec,) = comparison.runs(catalogue)
    alone = session.run_to_end(spec)
    assert reader.bytes(0) == alone.rows.tobytes()
    assert reader.ends()[0]["fingerprint"] == alone.outcome.fingerprint


@pytest.mark.long
def test_a_page_goes_on_in_another_process(replicas, browser):
    proxy, servers = replicas
    address = f"{proxy.url}/?view=fixed&steps=20000&seed=32&width=128&depth=3"
    page = browser(address)
    panel = page.locator(PANEL)
    expect(panel).to_have_attribute("data-rows", re.compile("[1-9]"), timeout=60_000)
    kill_the_busy_one(servers)
    assert int(panel.get_attribute("data-rows")) < STEPS
    fingerprint = ended(page)
    assert panel.get_attribute("data-rows") == str(STEPS)
    assert ended(browser(address)) == fingerprint
