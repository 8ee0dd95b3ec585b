"""The panel's files and Plotly.js, compressed once, immutable under their version."""

import gzip
import hashlib
from dataclasses import dataclass
from importlib.resources import files

import plotly
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PANEL = files("explorer.panel") / "static"
PLOTLY = files("plotly") / "package_data" / "plotly.min.js"
TYPES = {"js": "text/javascript", "css": "text/css"}


@dataclass(frozen=True)
class Asset:
    """A file as it is sent."""

    media_type: str
    compressed: bytes


def _load() -> tuple[dict[str, Asset], str, str]:
    panel = {
        entry.name: entry.read_bytes()
        for entry in sorted(PANEL.iterdir(), key=lambda entry: entry.name)
        if entry.name.rpartition(".")[2] in TYPES
    }
    version = hashlib.sha256(b"".join(panel.values())).hexdigest()[:12]
    panel_base = f"api/panel/{version}/"
    plotly_path = f"api/plotly/{plotly.__version__}/plotly.min.js"
    served = {panel_base + name: content for name, content in panel.items()}
    served[plotly_path] = PLOTLY.read_bytes()
    assets = {
        path: Asset(TYPES[path.rpartition(".")[2]], gzip.compress(content, 6, mtime=0))
        for path, content in served.items()
    }
    return assets, panel_base, plotly_path


ASSETS, PANEL_BASE, PLOTLY_PATH = _load()
"""Served files by path; the folder of the panel's modules; Plotly.js. Relative to the app."""


def asset_route(prefix: str) -> Route:
    """The route of all assets under the app's base path."""

    async def send(request: Request) -> Response:
        path = request.url.path.removeprefix(f"{prefix}/")
        asset = ASSETS.get(path)
        if asset is None:
            return Response(f"no such file: {path}", status_code=404, media_type="text/plain")
        headers = {
            "Cache-Control": "public, max-age=31536000, immutable",
            "Vary": "Accept-Encoding",
        }
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(
                gzip.decompress(asset.compressed), headers=headers, media_type=asset.media_type
            )
        headers["Content-Encoding"] = "gzip"
        return Response(asset.compressed, headers=headers, media_type=asset.media_type)

    return Route(f"{prefix}/api/{{path:path}}", send)


class PreloadMiddleware:
    """Tell the browser with the page itself what the panel will need."""

    def __init__(self, app, prefix: str):
        self.app = app
        links = [f"<{prefix}/{PLOTLY_PATH}>; rel=preload; as=script"]
        links += [
            f"<{prefix}/{path}>; rel=modulepreload"
            for path in ASSETS
            if path.startswith(PANEL_BASE) and path.endswith(".js")
        ]
        self.header = (b"link", ", ".join(links).encode())

    async def __call__(self, scope, receive, send):
        async def send_with_links(message):
            if message["type"] == "http.response.start" and any(
                name.lower() == b"content-type" and value.startswith(b"text/html")
                for name, value in message["headers"]
            ):
                message["headers"] = [*message["headers"], self.header]
            await send(message)

        await self.app(scope, receive, send_with_links if scope["type"] == "http" else send)
