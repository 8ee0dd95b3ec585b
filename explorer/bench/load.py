"""The server under load: many viewers, many runs, and a visitor beside a client that floods it.

Every visitor has an address of its own in 127.0.0.0/8, which Linux assigns to loopback.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from urllib.request import urlopen

import psutil
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from explorer.bench.browser import ROOT, serving
from explorer.hub.telemetry import HEADER

VIEWERS = 200
RUNS = 50
RUDE_STREAMS = 190
LONGEST_SECONDS = 600.0
"""A scenario ends after this time, finished or not."""
HEALTH_SECONDS = 0.1
"""Pause between two requests to the health route."""


@dataclass
class Visitor:
    """One stream: what it received, and when (seconds of `time.monotonic`).

    Attributes:
        at: when frames arrived, by run of the comparison.
        rows: how many rows arrived, by run.
        refused: the server's refusal, if any.
    """

    query: str
    address: str
    at: dict[int, list[float]] = field(default_factory=dict)
    rows: dict[int, int] = field(default_factory=dict)
    ended_at: float | None = None
    refused: str | None = None
    opened_at: float = 0.0

    async def watch(self, url: str) -> None:
        """Read the stream until it ends or the task is cancelled."""
        self.opened_at = time.monotonic()
        address = f"{url.replace('http', 'ws', 1)}/api/stream?{self.query}"
        with suppress(ConnectionClosed):
            async with connect(
                address, max_size=None, open_timeout=60, local_addr=(self.address, 0)
            ) as socket:
                async for message in socket:
                    self._take(message)

    def _take(self, message: str | bytes) -> None:
        now = time.monotonic()
        if isinstance(message, bytes):
            run, _, _, rows, _ = HEADER.unpack_from(message)
            self.at.setdefault(run, []).append(now)
            self.rows[run] = self.rows.get(run, 0) + rows
            return
        kind = json.loads(message)["type"]
        if kind == "refused":
            self.refused = message
        elif kind in ("done", "diverged", "raised", "error"):
            self.ended_at = now

    @property
    def first_row_at(self) -> float:
        """When the first row of any run arrived, if one did."""
        return min(times[0] for times in self.at.values())

    def updates(self, since: float, until: float) -> float:
        """Frames a second of the slower run, until `until` or the end of the stream."""
        until = min(until, self.ended_at or until)
        if until <= since:
            return 0.0
        counts = [sum(since <= t < until for t in times) for times in self.at.values()]
        return min(counts, default=0) / (until - since)

    def longest_gap(self, since: float, until: float) -> float:
        """Longest time without a frame of any run, in seconds."""
        until = min(until, self.ended_at or until)
        times = sorted(t for times in self.at.values() for t in times if since <= t <= until)
        return max((b - a for a, b in pairwise([since, *times, until])), default=0.0)


class Watch:
    """Polls health and memory while a scenario runs."""

    def __init__(self, url: str):
        self.url = url
        self.latencies: list[float] = []
        self.peak_bytes = 0
        self.processes = 0
        self.runs_of_workers: list[int] = []

    async def look(self) -> None:
        """Poll until cancelled."""
        while True:
            began = time.perf_counter()
            status = await asyncio.to_thread(self.status)
            self.latencies.append(time.perf_counter() - began)
            held = [worker["runs"] for worker in status.get("workers", ())]
            if sum(held) > sum(self.runs_of_workers):
                self.runs_of_workers = held
            self._measure()
            await asyncio.sleep(HEALTH_SECONDS)

    def all_ready(self) -> bool:
        """Whether every worker is ready."""
        workers = self.status().get("workers")
        return bool(workers) and all(worker["ready"] for worker in workers)

    def status(self) -> dict:
        """What the health route answers; empty where it does not."""
        with suppress(OSError), urlopen(f"{self.url}/api/health", timeout=60) as answer:
            return json.load(answer)
        return {}

    def _measure(self) -> None:
        sizes = []
        for process in psutil.Process().children(recursive=True):
            with suppress(psutil.Error):
                if "explorer.engine.process" in process.cmdline():
                    sizes.append(process.memory_info().rss)
        self.peak_bytes = max(self.peak_bytes, sum(sizes))
        self.processes = max(self.processes, len(sizes))

    def figures(self) -> dict:
        """Latency of health in ms, memory of all workers in MB, runs of each worker at the peak."""
        return {
            "health_ms": {
                "median": 1000 * median(self.latencies),
                "worst": 1000 * max(self.latencies),
            },
            "workers_mb": self.peak_bytes / 1e6,
            "worker_processes": self.processes,
            "runs_of_workers": self.runs_of_workers,
        }


def measure() -> dict:
    """Run every scenario on a server of its own.

    Returns:
        `lecture_hall`, `different_setups`, `beside_rude`: figures by name.
    """
    scenarios = {
        "lecture_hall": _lecture_hall,
        "different_setups": _different_setups,
        "beside_rude": _beside_rude,
    }
    return {name: _on_a_server(scenario) for name, scenario in scenarios.items()}


def _on_a_server(scenario: Callable[[str], Awaitable[dict]]) -> dict:
    async def watched(url: str) -> dict:
        watch = Watch(url)
        await _until(watch.all_ready, 60)
        looking = asyncio.create_task(watch.look())
        try:
            return await scenario(url) | watch.figures()
        finally:
            looking.cancel()

    with serving(ROOT / "app.py", "/api/health") as url:
        return asyncio.run(watched(url.replace("localhost", "127.0.0.1")))


@asynccontextmanager
async def _watching(url: str, visitors: list[Visitor]) -> AsyncIterator[asyncio.Future]:
    tasks = [asyncio.create_task(visitor.watch(url)) for visitor in visitors]
    all_of_them = asyncio.gather(*tasks, return_exceptions=True)
    try:
        yield all_of_them
    finally:
        for watching in tasks:
            watching.cancel()
        with suppress(asyncio.CancelledError):
            await all_of_them


async def _lecture_hall(url: str) -> dict:
    """All look at one link, and some train something of their own meanwhile."""
    deep = "view=fixed&steps=20000&width=128&depth=3"
    viewers = [Visitor(deep, _address(n)) for n in range(VIEWERS)]
    runs = [Visitor(f"{deep}&seed={1000 + n}", _address(VIEWERS + n)) for n in range(RUNS)]
    began, now = await _to_the_end(url, viewers + runs)
    return {"viewers": _of_runs(viewers, began, now), "runs": _of_runs(runs, began, now)}


async def _different_setups(url: str) -> dict:
    """Each run is compiled for itself."""
    widths = range(33, 33 + RUNS)
    runs = [Visitor(f"view=fixed&steps=20000&width={w}", _address(w)) for w in widths]
    return _of_runs(runs, *await _to_the_end(url, runs))


async def _to_the_end(url: str, visitors: list[Visitor]) -> tuple[float, float]:
    """Watch until all have ended, or for LONGEST_SECONDS; when that began, and when it ended."""
    began = time.monotonic()
    async with _watching(url, visitors) as all_ended:
        await asyncio.wait([all_ended], timeout=LONGEST_SECONDS)
        return began, time.monotonic()


def _of_runs(visitors: list[Visitor], began: float, now: float) -> dict:
    ended = [visitor.ended_at for visitor in visitors if visitor.ended_at]
    starts = [visitor.first_row_at for visitor in visitors if visitor.at]
    rates = [visitor.updates(visitor.first_row_at, now) for visitor in visitors if visitor.at]
    return {
        "updates_per_s": {"least": min(rates, default=0), "median": median(rates or [0])},
        "ended": len(ended),
        "last_end_s": max(ended) - began if ended else None,
        "first_rows_s": [min(starts) - began, max(starts) - began] if starts else None,
        "never_a_row": sum(not visitor.at for visitor in visitors),
        "refused": sum(visitor.refused is not None for visitor in visitors),
    }


async def _beside_rude(url: str) -> dict:
    rude = [
        Visitor(f"view=fixed&steps=20000&width={width}", _address(0))
        for width in range(2, 2 + RUDE_STREAMS)
    ]
    early = Visitor("steps=20000&width=64&depth=3&seed=1", _address(1))
    known_program = Visitor("steps=20000&seed=2", _address(2))
    new_program = Visitor("steps=20000&width=250&seed=2", _address(3))
    async with _watching(url, [early]):
        await _until(lambda: len(early.at) == 2, 30)
        async with _watching(url, rude):
            began = time.monotonic()
            await asyncio.sleep(5)
            async with _watching(url, [known_program, new_program]):
                await asyncio.sleep(30)
                now = time.monotonic()
            return {
                "rude_refused": sum(visitor.refused is not None for visitor in rude),
                "rude_with_rows": sum(bool(visitor.at) for visitor in rude),
                "early_visitor": _beside(early, began, now),
                "known_program": _beside(known_program, None, now),
                "new_program": _beside(new_program, None, now),
            }


def _beside(visitor: Visitor, since: float | None, now: float) -> dict:
    if not visitor.at:
        return {"first_row_s": None, "refused": visitor.refused}
    since = since or visitor.first_row_at
    return {
        "first_row_s": visitor.first_row_at - visitor.opened_at,
        "updates_per_s": visitor.updates(since, now),
        "longest_gap_s": visitor.longest_gap(since, now),
    }


async def _until(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        await asyncio.sleep(0.05)


def _address(number: int) -> str:
    return f"127.0.{1 + number // 250}.{1 + number % 250}"
