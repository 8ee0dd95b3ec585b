"""The app in headless Chromium against a bare Streamlit page: loading time and playback."""

import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from explorer.export.chromium import FLAGS, chromium

ROOT = Path(__file__).parent.parent.parent
ROUNDS = 7
PLAYED_SECONDS = 4.0
VIEWPORT = {"width": 1440, "height": 900}
BARE = "import streamlit as st\n\nst.write('bare page')\n"

# Milliseconds since navigation, once `test` holds; checked before every frame.
WHEN = """(test) => {
  const panel = [...document.querySelectorAll('*')].map((e) => e.shadowRoot)
    .map((root) => root?.querySelector('section.panel')).find(Boolean);
  return new Function('panel', `return (${test})`)(panel) && performance.now();
}"""
TESTS = {
    "bare": "document.body.innerText.includes('bare page')",
    "sentence": "panel?.querySelectorAll('.sentence[data-state=done]').length === 2",
    "chain": "panel?.querySelector('[data-link=listed][data-state=lost]')",
    "first_point": "Number(panel?.dataset.frames) > 0 && panel.querySelector('[data-axes]')",
}
WATCH = (Path(__file__).parent / "watch.js").read_text(encoding="utf-8")


def measure() -> dict:
    """`first_point` (seconds and ratios to a bare page) and `stream` while two runs play.

    Raises:
        RuntimeError: what `chromium` needs is missing, or the app does not start.
    """
    path = chromium()
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE)
        with (
            serving(ROOT / "app.py", "/api/health") as app,
            serving(bare, "/_stcore/health") as plain,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            _seen(browser, app, "first_point")  # computes the run once
            return {"first_point": _opening(browser, app, plain), "stream": _playing(browser, app)}


def _opening(browser, app: str, plain: str) -> dict:
    """Run all tests in turn, each with an empty cache; medians, of ratios per round, too."""
    rounds = [
        {name: _seen(browser, plain if name == "bare" else app, name) for name in TESTS}
        for _ in range(ROUNDS)
    ]
    seconds = {name: median(each[name] for each in rounds) / 1000 for name in TESTS}
    ratios = {
        name: median(each[name] / each["bare"] for each in rounds)
        for name in TESTS
        if name != "bare"
    }
    return {"seconds": seconds, "ratio": ratios}


def _seen(browser, url: str, name: str) -> float:
    page = browser.new_page(viewport=VIEWPORT)
    page.goto(url, wait_until="commit")
    shown = page.wait_for_function(WHEN, arg=TESTS[name], timeout=0).json_value()
    page.close()
    return shown


def _playing(browser, app: str) -> dict:
    page = browser.new_page(viewport=VIEWPORT)
    page.goto(f"{app}/?seed=1")
    playing = "panel?.dataset.state === 'playing' && Number(panel.dataset.step) > 50"
    page.wait_for_function(WHEN, arg=playing, timeout=0)
    figures = page.locator("section.panel").evaluate(WATCH, PLAYED_SECONDS)
    page.close()
    return figures


@contextmanager
def serving(script: Path, health: str):
    """Run `streamlit run script` on a free port; yields its address once `health` answers 200."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    command += ["--server.headless", "true", "--browser.gatherUsageStats", "false"]
    process = subprocess.Popen(
        command, cwd=script.parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://localhost:{port}"
    try:
        deadline = time.monotonic() + 120
        while not _answers(url + health):
            if time.monotonic() > deadline or process.poll() is not None:
                raise RuntimeError(f"{script.name} does not start")
            time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait()


def _answers(url: str) -> bool:
    with suppress(OSError), urlopen(url, timeout=5):
        return True
    return False
