"""Rude clients of both sockets: refused with a message, without a traceback, within bounds."""

import asyncio
import json
import time

import psutil
import pytest
from websockets.asyncio.client import connect as connect_async
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from explorer.outcomes.measuring import News
from explorer.outcomes.route import MAX_CELLS, MAX_CHARACTERS, Inbox, parse
from explorer.records.spec import RunSpec


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"bytes", "expected a message of text; received: binary data"),
        (" " * (MAX_CHARACTERS + 1), "expected at most 500,000 characters; received: 500,001"),
        ("[" * 99_999, "expected JSON"),
    ],
)
def test_what_no_table_sends_is_refused(server, sent, words):
    with connect(server.socket_url(route="outcomes")) as socket:
        socket.send(sent)
        answer = json.loads(socket.recv(timeout=30))
        assert answer["type"] == "refused"
        assert words in answer["message"]
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=30)
    assert closed.value.rcvd.code == 1000


# The stream's run lasts longer than the test: a stream whose runs are over closes by itself.
@pytest.mark.parametrize(
    ("query", "route"), [("", "outcomes"), ("steps=20000&width=256&depth=4", "stream")]
)
def test_huge_frames_are_not_read(server, query, route):
    address = server.socket_url(query, route)
    process = psutil.Process(server.process.pid)
    before = process.memory_info().rss
    for _ in range(3):
        with pytest.raises(ConnectionClosed) as closed, connect(address) as socket:
            socket.send("x" * 50_000_000)
            while True:
                socket.recv(timeout=30)
        # The server may hang up before the client has sent it all and can read why.
        assert closed.value.rcvd is None or closed.value.rcvd.code == 1009
    assert process.memory_info().rss - before < 100_000_000


def test_clients_that_leave_while_they_are_refused_leave_no_traceback(server):
    async def leave(query):
        socket = await connect_async(server.socket_url(query))
        socket.transport.abort()

    async def churn():
        await asyncio.gather(*(leave(f"steps=many{i}") for i in range(60)))

    for _ in range(3):
        asyncio.run(churn())
    time.sleep(1)
    assert server.health()["ready"]
    assert "Traceback" not in server.read_log()


def test_a_cell_that_is_named_twice_is_one(catalogue):
    cells = [["joint_tape", "gaussian"]] * MAX_CELLS
    _, specs = parse(json.dumps({"type": "look", "cells": cells}), catalogue)
    assert len(specs) == 1


def test_a_table_that_does_not_read_gathers_the_latest_of_each_cell():
    async def read():
        inbox = Inbox()
        first, second = RunSpec("joint_tape"), RunSpec("fresh_loss")
        for kind in ("waiting", "measuring") * 500:
            inbox.put_nowait(News(kind, first))
        inbox.put_nowait(News("waiting", second))
        inbox.put_nowait(News("failed", first))
        taken = [await inbox.get(), await inbox.get()]
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(inbox.get(), 0.05)
        return [(news.kind, news.spec) for news in taken], (first, second)

    taken, (first, second) = asyncio.run(read())
    assert taken == [("waiting", second), ("failed", first)]
