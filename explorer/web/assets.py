"""Stylesheet, modules and Plotly.js, compressed once, immutable under their version."""

import gzip
import hashlib
import json
import re
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
    "web/print.css",
)
"""The stylesheet of the pages, in order; components bring their own."""
OUTCOMES = ROOMS / "outcomes" / "static"
SHARED = ("base.js", "dom.js", "format.js", "mount.js", "socket.js", "wording.js")
"""Modules of the panel that the table of outcomes also uses."""
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
    panel = _modules(PANEL)
    return _in_order({name: panel[name] for name in SHARED} | _modules(OUTCOMES))


def _modules(folder) -> dict[str, str]:
    return {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".js")
    }


def _in_order(sources: dict[str, str]) -> dict[str, str]:
    imports = {name: sorted(_IMPORT.findall(sources[name])) for name in sorted(sources)}
    return {name: sources[name] for name in TopologicalSorter(imports).static_order()}


def _bundle(name: str, sources: dict[str, str]) -> tuple[str, Asset]:
    modules = json.dumps(sources).encode()
    version = hashlib.sha256(modules).hexdigest()[:12]
    asset = Asset("application/json", gzip.compress(modules, mtime=0))
    return f"api/{name}/{version}/modules.json", asset


def _stylesheet() -> tuple[str, Asset]:
    sheet = b"".join((ROOMS / name).read_bytes() for name in STYLES)
    version = hashlib.sha256(sheet).hexdigest()[:12]
    return f"api/style/{version}/pages.css", Asset("text/css", gzip.compress(sheet, mtime=0))


def _assets() -> tuple[dict[str, Asset], str, str, str, str]:
    style, style_asset = _stylesheet()
    panel, panel_asset = _bundle("panel", panel_modules())
    outcomes, outcomes_asset = _bundle("outcomes", outcomes_modules())
    plotly_js = f"api/plotly/{plotly.__version__}/plotly.min.js"
    assets = {
        style: style_asset,
        panel: panel_asset,
        outcomes: outcomes_asset,
        plotly_js: Asset("text/javascript", gzip.compress(PLOTLY.read_bytes(), 6, mtime=0)),
    }
    return assets, style, panel, outcomes, plotly_js


ASSETS, STYLE_PATH, PANEL_PATH, OUTCOMES_PATH, PLOTLY_PATH = _assets()
"""Served files by path, and the paths of the stylesheet, the modules of panel and table, and
Plotly.js, relative to the app."""


def panel_addresses() -> dict[str, str]:
    """Where a panel finds its stream and its files: the app's base, and the rest below it."""
    return {
        "base_path": base_path(),
        "stream": "api/stream",
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
