"""The panel's modules and Plotly.js, compressed once, immutable under their version."""

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

PANEL = files("explorer.panel") / "static"
PLOTLY = files("plotly") / "package_data" / "plotly.min.js"
_IMPORT = re.compile(r'from "\./([\w-]+\.js)"')


@dataclass(frozen=True)
class Asset:
    """A file as it is sent."""

    media_type: str
    compressed: bytes


def panel_modules() -> dict[str, str]:
    """Sources of the panel's ES modules by name, each behind those that it imports.

    They travel together: a request a module would cost more than all their bytes.
    """
    sources = {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in PANEL.iterdir()
        if entry.name.endswith(".js")
    }
    imports = {name: sorted(_IMPORT.findall(sources[name])) for name in sorted(sources)}
    return {name: sources[name] for name in TopologicalSorter(imports).static_order()}


def _assets() -> tuple[dict[str, Asset], str, str]:
    modules = json.dumps(panel_modules()).encode()
    version = hashlib.sha256(modules).hexdigest()[:12]
    panel = f"api/panel/{version}/modules.json"
    plotly_js = f"api/plotly/{plotly.__version__}/plotly.min.js"
    assets = {
        panel: Asset("application/json", gzip.compress(modules, mtime=0)),
        plotly_js: Asset("text/javascript", gzip.compress(PLOTLY.read_bytes(), 6, mtime=0)),
    }
    return assets, panel, plotly_js


ASSETS, PANEL_PATH, PLOTLY_PATH = _assets()
"""Served files by path; the panel's modules; Plotly.js. Paths are relative to the app."""


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
