"""The stream over real sockets: every row once, in order, to everyone."""

import asyncio
import json
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from urllib.request import Request, urlopen

import numpy as np
import psutil
import pytest
from app_server import AppServer
from cutting_proxy import CuttingProxy
from stream_reader import Reader
from websockets.asyncio.client import connect as connect_async
from websockets.exceptions import ConnectionClosed, InvalidMessage, InvalidStatus
from websockets.sync.client import connect

from explorer.records.spec import Comparison
from explorer.web.stream import Refused, parse


def read(server, query, pause=0.0, frames=None, reader=None, after=lambda reader: None):
    """Follow a stream to its end, or only for so many frames; do something after each message."""
    reader = reader or Reader()
    with connect(server.socket_url(query), max_queue=1, max_size=None) as socket:
        try:
            while frames is None or frames > 0:
                message = socket.recv(timeout=120)
                reader.take(message)
                after(reader)
                if isinstance(message, bytes) and frames is not None:
                    frames -= 1
                time.sleep(pause)
        except ConnectionClosed as closed:
            assert closed.rcvd.code == 1000, closed
    return reader


STEPS = 20_000


def test_two_viewers_a_slow_one_and_one_that_reconnects_get_the_same_rows(server, catalogue):
    comparison = Comparison(seed=21, steps=STEPS)
    query = comparison.to_query_string(catalogue)

    def reconnecting(_):
        reader = read(server, query, frames=3)
        held = ",".join(str(reader.held.get(run, 0)) for run in (0, 1))
        return read(server, f"{query}&from={held}", reader=reader)

    ways = [
        lambda _: read(server, query),
        lambda _: read(server, query),
        lambda _: read(server, query, pause=0.02),
        reconnecting,
    ]
    with ThreadPoolExecutor() as pool:
        quick, other, slow, again = pool.map(lambda way: way(None), ways)
    for run in (0, 1):
        assert quick.held[run] == STEPS
        assert quick.bytes(run) == other.bytes(run) == slow.bytes(run) == again.bytes(run)
        assert quick.snapshots[run] == slow.snapshots[run] == again.snapshots[run]
        assert quick.snapshots[run][0] == 1
        assert quick.snapshots[run][-1] == STEPS
    fingerprints = {reader.ends()[1]["fingerprint"] for reader in (quick, other, slow, again)}
    assert len(fingerprints) == 1


def test_messages_come_in_the_order_a_panel_needs(server):
    reader = read(server, "steps=300&seed=22")
    for run in (0, 1):
        kinds = [m["type"] for m in reader.messages if m["run"] == run and m["type"] != "state"]
        assert kinds == ["run", "chain", "done", "landscape"]
    start = next(m for m in reader.messages if m["type"] == "run")
    assert start["columns"][:2] == ["loss", "grad_norm"]
    assert start["parameters_initial"] == {"log_variance": 0.0}
    assert len(start["view"]["input"]) == 128
    assert reader.ends()[0]["sentence"].startswith("σ stayed at 1.000 for 300 steps")
    assert [reader.ends()[run]["verdict"] for run in (0, 1)] == ["lost", "works"]
    landscape = next(m["landscape"] for m in reader.messages if m["type"] == "landscape")
    assert landscape["steps"][-1] == 300
    assert set(landscape["slices"]) == {"log_variance"}
    chain = next(m for m in reader.messages if m["type"] == "chain" and m["run"] == 0)
    assert chain["broken_link"] == "listed"
    assert chain["links"][0]["link"] == "variable"


def test_a_query_that_does_not_parse_is_refused_in_words(server):
    reader = Reader()
    with connect(server.socket_url("steps=many")) as socket:
        reader.take(socket.recv(timeout=60))
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=60)
    assert closed.value.rcvd.code == 1000
    assert reader.messages == [
        {
            "type": "refused",
            "message": "steps: expected a whole number from 1 to 20,000; received: `many`",
        }
    ]


LONG = ["9" * 5000, "0" * 5000, "1" + "0" * 10]


@pytest.mark.parametrize("given", ["-1", "x", "1,2,3", "2001,0", "", "1e2", "٣", *LONG])
def test_a_bad_cursor_is_refused(catalogue, given):
    with pytest.raises(Refused, match="from: expected a row from 0 to 2,000"):
        parse(f"v=1&from={given}", catalogue)


def test_cursors_are_read(catalogue):
    assert parse("from=5,7&seed=1", catalogue) == (Comparison(seed=1), [5, 7])
    assert parse("from=5", catalogue)[1] == [5, 5]
    assert parse("", catalogue)[1] == [0, 0]


def test_a_step_of_a_run_in_the_stream_can_be_examined(server):
    reader = read(server, "steps=300&seed=22")
    with urlopen(f"{server.url}/api/step?steps=300&seed=22&run=1&step=200&tab=k2") as answer:
        examined = json.load(answer)["parameters"]["log_variance"]
    start = next(m for m in reader.messages if m["type"] == "run" and m["run"] == 1)
    row = dict(zip(start["columns"], np.concatenate(reader.rows[1])[199], strict=True))
    assert examined["difference"] == pytest.approx(row["log_variance.grad_available"], rel=1e-3)
    assert examined["finding"] == "agrees"


def test_another_origin_is_turned_away(server):
    with (
        pytest.raises(InvalidStatus),
        connect(server.socket_url("v=1"), origin="http://elsewhere.example"),
    ):
        pass


def test_plotly_is_the_installed_one_compressed_and_cached(server):
    import plotly

    path = f"/api/plotly/{plotly.__version__}/plotly.min.js"
    request = Request(server.url + path, headers={"Accept-Encoding": "gzip"})
    with urlopen(request) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "immutable" in answer.headers["Cache-Control"]
    with urlopen(server.url) as page:
        assert f'href=".{path}"' in page.read().decode()


def test_a_worker_killed_while_someone_looks_shows_at_most_a_pause(server, catalogue):
    query = Comparison(view="fixed", seed=24, steps=3000, width=128).to_query_string(catalogue)
    killed = []

    def kill(reader):
        if not killed and reader.held.get(0, 0) > 100:
            killed.extend([w["pid"] for w in server.health()["workers"] if w["runs"]][:1])
            for pid in killed:
                os.kill(pid, signal.SIGKILL)

    reader = read(server, query, after=kill)
    assert killed
    assert any(message["type"] == "restarted" for message in reader.messages)
    assert reader.ends()[0]["type"] == "done"
    undisturbed = read(server, query)
    assert undisturbed.bytes(0) == reader.bytes(0)


def test_through_a_proxy_that_cuts_sockets_every_row_comes_once(server, catalogue):
    comparison = Comparison(seed=25, steps=8000)
    query = comparison.to_query_string(catalogue)
    proxy, reader = CuttingProxy(server.port, seconds=0.5), Reader()

    async def read_again_and_again():
        async with proxy.serving() as port:
            while not all(run in reader.ends() for run in (0, 1)):
                held = ",".join(str(reader.held.get(run, 0)) for run in (0, 1))
                address = f"ws://127.0.0.1:{port}/api/stream?{query}&from={held}"
                with suppress(ConnectionClosed, InvalidMessage, OSError):
                    async with connect_async(address, max_size=None) as socket:
                        async for message in socket:
                            reader.take(message)

    asyncio.run(asyncio.wait_for(read_again_and_again(), 120))
    assert proxy.cut
    undisturbed = read(server, query)
    for run in (0, 1):
        assert reader.held[run] == comparison.steps
        assert reader.bytes(run) == undisturbed.bytes(run)
        assert reader.snapshots[run] == undisturbed.snapshots[run]
        assert reader.ends()[run]["fingerprint"] == undisturbed.ends()[run]["fingerprint"]


def test_under_a_base_path_and_with_one_worker_and_nothing_left_behind():
    environment = {"EXPLORER_WORKERS": "1"}
    flags = ("--server.baseUrlPath", "lab/wiring")
    with AppServer(*flags, environment=environment, base="/lab/wiring") as server:
        assert len(server.health()["workers"]) == 1
        # One that is not compiled, and one that is compiled before anyone asks.
        reader = read(server, "broken=fresh_loss&steps=200")
        assert [reader.ends()[run]["type"] for run in (0, 1)] == ["raised", "done"]
        with urlopen(server.url + "/") as page:
            assert 'href="./api/plotly/' in page.read().decode()
        children = psutil.Process(server.process.pid).children(recursive=True)
        assert children
    _, alive = psutil.wait_procs(children, timeout=20)
    assert not alive
