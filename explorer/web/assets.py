"""Stylesheet, modules and Plotly.js, compressed once, immutable under their version."""

import gzip
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from importlib.resources import files

import plotly
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from explorer.web.prefix import base_path

ROOMS = files("explorer")
PANEL = ROOMS / "panel" / "static"
STYLES = (
    "web/shell.css",
    "web/listing.css",
    "outcomes/filters.css",
    "cards/cards.css",
    "article/article.css",
    "stories/page/stories.css",
    "words/stations.css",
    "clinic/clinic.css",
    "sweep/controls.css",
    "web/verdict.css",
    "web/print.css",
)
"""The stylesheet of the pages, in order; components bring their own."""
OUTCOMES = ROOMS / "outcomes" / "static"
SHARED = ("base.js", "dom.js", "format.js", "mount.js", "reach.js", "socket.js", "wording.js")
"""Modules of the panel that the table of outcomes and sweeps use, too."""
SWEEP = ROOMS / "sweep" / "static"
BOOT = (ROOMS / "web" / "boot.js", PANEL / "reach.js", PANEL / "wording.js")
"""What the document loads while the page does not come up: a module and those that it imports."""
PLOTLY = files("plotly") / "package_data" / "plotly.min.js"
_IMPORT = re.compile(r'from "\./([\w-]+\.js)"')


@dataclass(frozen=True)
class Asset:
    """A file as it is sent."""

    media_type: str
    compressed: bytes


def panel_modules() -> dict[str, str]:
    """Sources of the panel's ES modules by name, each after those that it imports.

    They are sent together: one request per module would cost more than all their bytes.
    """
    return _in_order(_modules(PANEL))


def outcomes_modules() -> dict[str, str]:
    """The same for the table of outcomes."""
    return _with_shared(SHARED, OUTCOMES)


def sweep_modules() -> dict[str, str]:
    """The same for sweeps."""
    return _with_shared((*SHARED, "copying.js", "plotly.js", "theme.js"), SWEEP)


def _with_shared(names: Sequence[str], folder) -> dict[str, str]:
    panel = _modules(PANEL)
    return _in_order({name: panel[name] for name in names} | _modules(folder))


def _modules(folder) -> dict[str, str]:
    return {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".js")
    }


def _in_order(sources: dict[str, str]) -> dict[str, str]:
    imports = {name: sorted(_IMPORT.findall(sources[name])) for name in sorted(sources)}
    return {name: sources[name] for name in TopologicalSorter(imports).static_order()}


ASSETS: dict[str, Asset] = {}
"""Served files by their paths, which are relative to the app."""


def _serve(path: str, media_type: str, content: bytes) -> str:
    """Add a file to `ASSETS`; returns its path, with a digest of the file in place of `{}`."""
    path = path.format(hashlib.sha256(content).hexdigest()[:12])
    ASSETS[path] = Asset(media_type, gzip.compress(content, mtime=0))
    return path


def _serve_together(folder: str, media_type: str, sources: dict[str, bytes]) -> dict[str, str]:
    """Add files that import each other; returns their paths, all in one folder named by `{}`."""
    folder = folder.format(hashlib.sha256(b"".join(sources.values())).hexdigest()[:12])
    return {name: _serve(f"{folder}/{name}", media_type, sources[name]) for name in sources}


def _bundle(sources: dict[str, str]) -> bytes:
    return json.dumps(sources).encode()


STYLE_PATH = _serve(
    "api/style/{}/pages.css", "text/css", b"".join((ROOMS / name).read_bytes() for name in STYLES)
)
PANEL_PATH = _serve("api/panel/{}/modules.json", "application/json", _bundle(panel_modules()))
OUTCOMES_PATH = _serve(
    "api/outcomes/{}/modules.json", "application/json", _bundle(outcomes_modules())
)
SWEEP_PATH = _serve("api/sweep/{}/modules.json", "application/json", _bundle(sweep_modules()))
BOOT_PATH = _serve_together(
    "api/boot/{}", "text/javascript", {file.name: file.read_bytes() for file in BOOT}
)["boot.js"]
PLOTLY_PATH = _serve(
    f"api/plotly/{plotly.__version__}/plotly.min.js", "text/javascript", PLOTLY.read_bytes()
)


def panel_addresses() -> dict[str, str]:
    """Where a panel finds its stream, the arithmetic of a step and its files: the app's base, and
    the rest below it."""
    return {
        "base_path": base_path(),
        "stream": "api/stream",
        "seeds": "api/seeds",
        "step": "api/step",
        "export": "api/export",
        "qr": "api/qr",
        "modules": PANEL_PATH,
        "plotly": PLOTLY_PATH,
    }


def asset_route(prefix: str) -> Route:
    """The route of all assets under the app's base path."""

    async def send(request: Request) -> Response:
        path = request.url.path.removeprefix(f"{prefix}/")
        asset = ASSETS.get(path)
        if asset is None:
            return Response(f"no such file: {path}", status_code=404, media_type="text/plain")
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        content = asset.compressed
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        else:
            content = gzip.decompress(content)
        return Response(content, headers=headers, media_type=asset.media_type)

    return Route(f"{prefix}/api/{{path:path}}", send)
