"""The server over a long time: visitors come and go, and its memory is measured all the while."""

import asyncio
import random
import time
from collections import Counter
from contextlib import suppress
from statistics import linear_regression
from urllib.request import urlopen

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from explorer.bench.browser import ROOT, serving
from explorer.bench.load import Visitor, Watch

VISITORS = 12
"""At a time; each comes back with another link as soon as it has seen one."""
LEAVING = 0.3
"""The part of visits that end in the middle of a run."""
LOOK_SECONDS = 10.0
PAGES = ("", "doctor", "catalogue", "outcomes", "sweep", "stories", "article")
WIRINGS = {
    "broken": ("loss_in_compile", "closure", "fresh_loss"),
    "fixed": ("joint_tape", "endpoint_layer", "registering_model"),
}


class Soak:
    """Owns the visits and the curve.

    Attributes:
        curve: `minute`, `web_mb`, `workers_mb` (of all workers), `workers` and `runs` (held by the
            server), every `LOOK_SECONDS`.
        visits: how many there were of each kind, and how many failed.
    """

    def __init__(self, url: str, minutes: float):
        self.url = url
        self.seconds = 60 * minutes
        self.curve: list[dict] = []
        self.visits: Counter[str] = Counter()
        self._began = time.monotonic()

    async def run(self) -> None:
        """Let visitors come and go until the time is over."""
        await asyncio.gather(self._look(), *(self._come(number) for number in range(VISITORS)))

    @property
    def _on(self) -> bool:
        return time.monotonic() - self._began < self.seconds

    async def _look(self) -> None:
        while self._on:
            status = await asyncio.to_thread(Watch(self.url).status)
            minute = (time.monotonic() - self._began) / 60
            self.curve.append({"minute": minute, "runs": status.get("runs"), **_memory()})
            await asyncio.sleep(LOOK_SECONDS)

    async def _come(self, number: int) -> None:
        chance = random.Random(number)
        visits = {self._watch: 6, self._open_page: 3, self._ask: 2, self._compare_seeds: 1}
        while self._on:
            (visit,) = chance.choices(list(visits), list(visits.values()))
            try:
                await visit(chance, number)
                self.visits[visit.__name__.strip("_")] += 1
            except (OSError, TimeoutError, WebSocketException) as error:
                self.visits[f"{visit.__name__.strip('_')} failed: {error}"] += 1

    async def _watch(self, chance: random.Random, number: int) -> None:
        """A run as a panel watches it, to its end or until the visitor has seen enough."""
        visitor = Visitor(_link(chance), f"127.0.9.{1 + number}")
        patience = chance.uniform(0.5, 3.0) if chance.random() < LEAVING else 120.0
        with suppress(TimeoutError):
            await asyncio.wait_for(visitor.watch(self.url), patience)
        self.visits["refused"] += visitor.refused is not None

    async def _open_page(self, chance: random.Random, _: int) -> None:
        """A page as a browser opens it: its document, and a session that runs its script."""
        page = chance.choice(PAGES)
        await self._get(f"/{page}")
        address = f"{self.url.replace('http', 'ws', 1)}/_stcore/stream"
        async with connect(address, max_size=None, subprotocols=["streamlit"]) as socket:
            request = BackMsg()
            request.rerun_script.query_string = _link(chance) if not page else ""
            request.rerun_script.page_name = page
            await socket.send(request.SerializeToString())
            async with asyncio.timeout(60):
                async for message in socket:
                    received = ForwardMsg()
                    received.ParseFromString(message)
                    if received.WhichOneof("type") == "script_finished":
                        return

    async def _ask(self, chance: random.Random, _: int) -> None:
        """What is made of a link: the picture for a chat, a code, and its telemetry."""
        link = _link(chance)
        for path in ("/api/preview.png", "/api/qr", "/api/export/csv"):
            await self._get(f"{path}?{link}")

    async def _compare_seeds(self, chance: random.Random, _: int) -> None:
        address = f"{self.url.replace('http', 'ws', 1)}/api/seeds?{_link(chance)}"
        with suppress(TimeoutError):
            async with asyncio.timeout(30), connect(address, max_size=None) as socket:
                async for _ in socket:
                    pass

    async def _get(self, address: str) -> None:
        def get() -> None:
            with urlopen(f"{self.url}{address}", timeout=130) as answer:
                answer.read()

        await asyncio.to_thread(get)


def _link(chance: random.Random) -> str:
    """One of very many, so that the server can seldom answer from memory."""
    kind = chance.choice(list(WIRINGS))
    return (
        f"view={kind}&{kind}={chance.choice(WIRINGS[kind])}"
        f"&steps={chance.choice((500, 2000, 20_000))}&seed={chance.randrange(10**6)}"
        f"&width={chance.randrange(16, 64, 4)}&depth={chance.randrange(3)}"
    )


def _memory() -> dict:
    """Resident MB of the web process and of its workers."""
    web, workers = 0, []
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            command, size = process.cmdline(), process.memory_info().rss / 1e6
            if "explorer.engine.process" in command:
                workers.append(size)
            elif "streamlit" in command:
                web += size
    return {"web_mb": web, "workers_mb": sum(workers), "workers": len(workers)}


def measure(minutes: float) -> dict:
    """Soak a server of its own.

    Returns:
        `curve` and `visits`, see `Soak`, and `web_mb_per_minute`: how fast the web process still
        grew in the second half.
    """
    with serving(ROOT / "app.py", "/api/health") as url:
        soak = Soak(url.replace("localhost", "127.0.0.1"), minutes)
        asyncio.run(soak.run())
    half = soak.curve[len(soak.curve) // 2 :]
    return {
        "curve": soak.curve,
        "visits": dict(soak.visits),
        "web_mb_per_minute": _slope([(each["minute"], each["web_mb"]) for each in half]),
    }


def _slope(points: list[tuple[float, float]]) -> float:
    """Of the straight line that is closest to the points."""
    return linear_regression(*zip(*points, strict=True)).slope if len(points) > 1 else 0.0
