"""The HTML document of every page: what the browser can load before the app's script runs.

Streamlit's own document loads its main bundle, connects, runs the script, and only then learns
which of its modules it needs. Here the document names them, together with the panel's modules and
Plotly.js, and links the stylesheet, so that nothing on the page moves later.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from importlib.resources import files

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection

from explorer.web.assets import (
    BOOT_PATH,
    OUTCOMES_PATH,
    PANEL_PATH,
    PLOTLY_PATH,
    STYLE_PATH,
    SWEEP_PATH,
)

TITLE = "Loss Wiring Explorer"
ELEMENTS = {
    "": ("Html", "BidiComponent", "ButtonGroup", "Selectbox"),
    "doctor": ("Html", "TextArea", "FileUploader", "Button"),
    "catalogue": ("Html", "ButtonGroup", "TextInput", "rehype-katex", "rehype-raw"),
    "outcomes": ("Html", "BidiComponent", "ButtonGroup", "TextInput", "Multiselect"),
    "sweep": ("Html", "BidiComponent", "Multiselect", "Selectbox", "TextInput"),
    "stories": ("Html", "BidiComponent", "Button", "PageLink"),
    "article": ("Html", "Progress"),
}
"""Streamlit's modules for the elements of each page, by the page's path."""
FILES = {
    "": ((PANEL_PATH, "fetch"), (PLOTLY_PATH, "script")),
    "outcomes": ((OUTCOMES_PATH, "fetch"),),
    "sweep": ((SWEEP_PATH, "fetch"), (PLOTLY_PATH, "script")),
    "stories": ((PANEL_PATH, "fetch"), (PLOTLY_PATH, "script")),
}
"""Our own files that a page loads, and how each is loaded."""
STREAMLIT_JS = files("streamlit") / "static" / "static" / "js"
BOOT = f"""<script>
setTimeout(() => import(new URL("./{BOOT_PATH}", document.baseURI)).catch(() => {{
  const told = document.querySelector(".explorer-boot [role=alert]");
  told.style = "position: fixed; inset: auto 0 0; z-index: 9; padding: 1rem; background: #fff3f3";
  told.style.color = "#31333f";
  told.textContent =
    "Base path: the proxy has to pass on all paths below this page’s, such as ./api/.";
}}), 5000);
</script>
"""
"""Says why a page does not come up; see `boot.js`. If that does not arrive, our style did not."""
_IMPORT = re.compile(r'(?:from|import)"\./([\w.-]+\.js)"')
CONDITIONAL = (b"if-none-match", b"if-modified-since", b"accept-encoding", b"range")


@dataclass(frozen=True)
class Head:
    """What the head of a document says of the address that was asked for.

    Attributes:
        title: plain text.
        tags: HTML.
    """

    title: str
    tags: str = ""


Describe = Callable[[str, HTTPConnection], Head]
"""Makes the head, from a key of `ELEMENTS` and the request."""


class PageMiddleware:
    """Completes Streamlit's HTML document for the pages of `ELEMENTS`.

    The document depends on the address and on this code, and not only on Streamlit's file. With
    that file's validators, a client that holds the document of one link would be told 304 for
    every other. So they are not sent, and conditional requests are answered in full. No cache on
    the way may keep it either: its addresses repeat the host and the scheme of the request.

    Args:
        prefix: the path that the app is served under.
        describe: title and tags of the document.
    """

    def __init__(self, app, prefix: str, describe: Describe):
        self.app = app
        self.prefix = prefix
        self.describe = describe

    async def __call__(self, scope, receive, send):
        page = scope.get("path", "").removeprefix(self.prefix).strip("/")
        if scope["type"] != "http" or page not in ELEMENTS:
            await self.app(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name not in CONDITIONAL]
        inner = scope | {"headers": headers}
        bare = scope["method"] == "HEAD"
        if bare:  # it has the headers of the same GET
            inner["method"] = "GET"
        messages = []

        async def keep(message):
            messages.append(message)

        await self.app(inner, receive, keep)
        start, *parts = _completed(messages, page, self.describe(page, HTTPConnection(scope)))
        await send(start)
        for part in parts:
            await send(part | {"body": b""} if bare else part)


def _completed(messages: list[dict], page: str, head: Head) -> list[dict]:
    """The messages of a response; if it is HTML, of the completed document."""
    start, *parts = messages
    headers = MutableHeaders(raw=start["headers"])
    if not headers.get("content-type", "").startswith("text/html"):
        return messages
    for name in ("etag", "last-modified", "content-length", "accept-ranges"):
        del headers[name]
    body = b"".join(part.get("body", b"") for part in parts)
    body = with_head(completed(body.decode(), page), head).encode()
    headers["content-length"] = str(len(body))
    headers["cache-control"] = "private, no-cache"
    return [start | {"headers": headers.raw}, {"type": "http.response.body", "body": body}]


@lru_cache(maxsize=len(ELEMENTS))
def completed(document: str, page: str) -> str:
    """Streamlit's document with our stylesheet, and the modules that `page` needs.

    Addresses are relative, as in Streamlit's own part, so they hold under any base path.

    Args:
        document: HTML as Streamlit sends it.
        page: a key of `ELEMENTS`.
    """
    preloads = [
        f'<link rel="modulepreload" crossorigin href="./static/js/{name}">'
        for name in modules_behind(ELEMENTS[page])
        if name not in document
    ]
    for path, kind in FILES.get(page, ()):
        rank = "crossorigin" if kind == "fetch" else 'fetchpriority="low"'
        preloads.append(f'<link rel="preload" as="{kind}" {rank} href="./{path}">')
    # In the body, the stylesheet comes after Streamlit's own rules and takes precedence.
    opening = (
        f'<link rel="stylesheet" href="./{STYLE_PATH}">\n'
        f'<p class="explorer-title explorer-boot">{escape(TITLE)} <small>is loading …</small>'
        f'<span role="alert"></span></p>\n{BOOT}'
    )
    document = document.replace("</head>", "\n".join(preloads) + "</head>")
    return document.replace("<body>", f"<body>{opening}")


def with_head(document: str, head: Head) -> str:
    """The document with this head in place of Streamlit's title: crawlers read only so far."""
    title = f"<title>{escape(head.title)}</title>\n{head.tags}"
    return document.replace("<title>Streamlit</title>", title, 1)


@cache
def modules_behind(elements: tuple[str, ...]) -> tuple[str, ...]:
    """File names of Streamlit's JavaScript modules for `elements`, with all that they import."""
    names = sorted(entry.name for entry in STREAMLIT_JS.iterdir())
    waiting = [name for name in names if name.split(".")[0] in elements]
    found = dict.fromkeys(waiting)
    while waiting:
        source = (STREAMLIT_JS / waiting.pop()).read_text(encoding="utf-8")
        new = [name for name in _IMPORT.findall(source) if name not in found]
        found.update(dict.fromkeys(new))
        waiting += new
    return tuple(found)
