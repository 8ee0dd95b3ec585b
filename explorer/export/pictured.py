"""The charts of a comparison as one picture, which a Chromium draws from the player."""

import base64
import tempfile
from pathlib import Path

from explorer.export.chromium import FLAGS, chromium
from explorer.export.finished import Finished

PICTURES = ("png", "svg")
"""Made by the command line only: a server has no browser."""
VIEWPORT = {"width": 1920, "height": 1080}
# The runs have ended, and every chart has its lines.
DRAWN = """() => {
  const root = document.getElementById("panel").shadowRoot;
  const plots = [...root.querySelectorAll(".charts:not([hidden]) .plot")];
  return root.querySelector(".panel").dataset.state === "ended"
    && plots.every((plot) => plot.dataset.lines === "plotly");
}"""
PICTURE = """async (type) => {
  const reader = new FileReader();
  reader.readAsDataURL(await window.picture(type));
  await new Promise((resolve) => (reader.onload = resolve));
  return reader.result.split(",")[1];
}"""


def pictured(finished: Finished, kind: str) -> bytes:
    """The picture as a file.

    Args:
        finished: what it shows, at its last step.
        kind: one of `PICTURES`.

    Raises:
        RuntimeError: what `chromium` needs is missing, or it does not draw.
    """
    path = chromium()
    from playwright.sync_api import Error, sync_playwright

    from explorer.export.player import player

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "player.html"
        file.write_text(player(finished), encoding="utf-8")
        try:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            page = browser.new_page(viewport=VIEWPORT, reduced_motion="reduce")
            page.goto(file.as_uri())
            page.wait_for_function(DRAWN)
            return base64.b64decode(page.evaluate(PICTURE, kind))
        except Error as error:
            raise RuntimeError(
                f"{path} draws no picture: {error.message.splitlines()[0]}"
            ) from error
