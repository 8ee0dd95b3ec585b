"""The Chromium that draws pictures on the command line, and is measured by the benchmark."""

import shutil
from importlib.util import find_spec

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """The path of the Chromium that Playwright is to start.

    Raises:
        RuntimeError: Playwright or a Chromium is missing.
    """
    if find_spec("playwright") is None:
        raise RuntimeError("playwright is missing: pip install -r tests/requirements.txt")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise RuntimeError("no chromium on the PATH: install the package chromium")
    return path
