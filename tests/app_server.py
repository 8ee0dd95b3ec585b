"""The real app: in a process of its own, or its pages in Streamlit's own test runner."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parent.parent


class AppServer:
    """`streamlit run app.py`; ready when a worker is. Ends it, and reads its log, on exit.

    Args:
        flags: further flags of `streamlit run`.
        environment: variables added to the environment.
        base: the path it is served under.
    """

    def __init__(self, *flags: str, environment: dict | None = None, base: str = ""):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://localhost:{self.port}{base}"
        self.command = [sys.executable, "-m", "streamlit", "run", "app.py"]
        self.command += ["--server.port", str(self.port), *flags]
        self.environment = {**os.environ, **(environment or {})}

    def __enter__(self):
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log
        )
        deadline = time.monotonic() + 120
        while not self.health().get("ready"):
            assert self.process.poll() is None, self.read_log()
            assert time.monotonic() < deadline, self.read_log()
            time.sleep(0.2)
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.log.close()

    def health(self) -> dict:
        """What the health route says; empty while nothing listens."""
        try:
            with urlopen(f"{self.url}/api/health", timeout=10) as answer:
                return json.load(answer)
        except HTTPError as error:
            return json.load(error)
        except (URLError, OSError):
            return {}

    def socket_url(self, query: str = "", route: str = "stream") -> str:
        """The address of a socket, by default of the stream of a comparison."""
        return f"{self.url.replace('http', 'ws', 1)}/api/{route}?{query}"

    def read_log(self) -> str:
        """All that the server printed."""
        self.log.seek(0)
        return self.log.read()


def python(*arguments, **options):
    """What this Python printed, and how it ended."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    options = {"cwd": ROOT, "text": True, "timeout": 120, **pipes, **options}
    return subprocess.run([sys.executable, *arguments], **options)


def opened(script, query="", **state):
    """A page in the test runner, at an address; `state` is there before it runs."""
    app = AppTest.from_file(str(ROOT / script), default_timeout=60)
    for name, value in state.items():
        app.session_state[name] = value
    for name, value in (part.split("=") for part in query.split("&") if part):
        app.query_params[name] = [*app.query_params.get(name, []), value]
    app.run()
    assert not app.exception
    return app


def address(app):
    """The query of a page, several values of one name with commas."""
    given = app.query_params.items()
    return {name: value if isinstance(value, str) else ",".join(value) for name, value in given}
