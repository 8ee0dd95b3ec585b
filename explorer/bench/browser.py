"""The app in headless Chromium against a bare Streamlit page: loading time and playback."""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parent.parent.parent
ROUNDS = 7
PLAYED_SECONDS = 4.0
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BARE = "import streamlit as st\n\nst.write('bare page')\n"

# Milliseconds since navigation at which `test` first holds, checked before every frame.
WHEN = """(test) => new Promise((resolve) => {
  const look = new Function('panel', `return (${test})`);
  const find = () => {
    for (const host of document.querySelectorAll('[data-testid="stBidiComponentRegular"], *')) {
      const panel = host.shadowRoot?.querySelector('section.panel');
      if (panel) return panel;
    }
    return null;
  };
  const each = () => {
    if (look(find())) resolve(performance.now());
    else requestAnimationFrame(each);
  };
  each();
})"""
TESTS = {
    "bare": "document.body.innerText.includes('bare page')",
    "sentence": "panel?.querySelectorAll('.sentence[data-state=done]').length === 2",
    "chain": "panel?.querySelector('[data-link=listed][data-state=lost]')",
    "first_point": "Number(panel?.dataset.frames) > 0 && panel.querySelector('[data-axes]')",
}
# Redraws, time in tasks over 50 ms, and frames in which a chart already drawn is blank.
WATCH = """(seconds) => new Promise((resolve) => {
  const panel = [...document.querySelectorAll('*')].map((e) => e.shadowRoot)
    .map((root) => root?.querySelector('section.panel')).find(Boolean);
  let blocked = 0, blank = 0, looked = 0, shown = null;
  const tasks = new PerformanceObserver((list) => {
    for (const task of list.getEntries()) blocked += task.duration;
  });
  tasks.observe({ type: 'longtask' });
  const first = Number(panel.dataset.frames), began = performance.now();
  const ink = (canvas) => {
    const { width, height } = canvas;
    if (!width || !height) return false;
    const pixels = canvas.getContext('2d').getImageData(0, 0, width, height).data;
    for (let i = 3; i < pixels.length; i += 4 * 7) if (pixels[i]) return true;
    return false;
  };
  const each = (now) => {
    const plots = [...panel.querySelectorAll('.plot')].slice(0, 3);
    if (looked++ % 5 === 0) {
      const empty = plots.filter((plot) => {
        const canvas = plot.querySelector('.lines');
        const lines = plot.querySelector('.js-line, .scatterlayer path');
        return !lines && !(canvas && ink(canvas));
      });
      if (empty.length) blank += 1;
    }
    if (now - began < 1000 * seconds) return requestAnimationFrame(each);
    tasks.disconnect();
    const spent = (now - began) / 1000;
    resolve({
      updates_per_s: (Number(panel.dataset.frames) - first) / spent,
      blocked_ms_per_s: blocked / spent,
      blank_frames: blank,
      frames_looked_at: Math.ceil(looked / 5),
    });
  };
  requestAnimationFrame(each);
})"""


def chromium() -> str:
    """The path of the Chromium to measure with.

    Raises:
        RuntimeError: Playwright or a Chromium is missing.
    """
    if find_spec("playwright") is None:
        raise RuntimeError("playwright is missing: pip install -r tests/requirements.txt")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise RuntimeError("no chromium on the PATH: install the package chromium")
    return path


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
    rounds = []
    for _ in range(ROUNDS):
        seen = {"bare": _seen(browser, plain, "bare")}
        seen |= {name: _seen(browser, app, name) for name in ("sentence", "chain", "first_point")}
        rounds.append(seen)
    seconds = {name: median(each[name] for each in rounds) / 1000 for name in TESTS}
    ratios = {
        name: median(each[name] / each["bare"] for each in rounds)
        for name in ("sentence", "chain", "first_point")
    }
    return {"seconds": seconds, "ratio": ratios}


def _seen(browser, url: str, name: str) -> float:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(url, wait_until="commit")
    shown = page.evaluate(WHEN, TESTS[name])
    context.close()
    return shown


def _playing(browser, app: str) -> dict:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{app}/?seed=1")
    page.evaluate(WHEN, "panel?.dataset.state === 'playing' && Number(panel.dataset.step) > 50")
    figures = page.evaluate(WATCH, PLAYED_SECONDS)
    context.close()
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
    try:
        with urlopen(url, timeout=5):
            return True
    except (URLError, OSError):
        return False
