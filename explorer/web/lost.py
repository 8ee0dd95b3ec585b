"""What a browser is shown where no page is; a wrong base path leads there, too."""

from html import escape

from starlette.responses import HTMLResponse

from explorer.web.page import ELEMENTS, TITLE

DOCUMENT = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Not found · {title}</title>
<style>
  :root {{ color-scheme: light dark; }}
  body {{ font: 16px/1.5 "Source Sans", sans-serif; margin: 2.5rem 1.5rem; max-width: 46rem; }}
  h1 {{ font-size: 1.3rem; overflow-wrap: anywhere; }}
</style>
<h1>Nothing is at {path}</h1>
<p>The pages of the {title}: {pages}.</p>
<p>If a proxy serves it under a path of its own: that path has to be the server’s
<code>STREAMLIT_SERVER_BASE_URL_PATH</code>, which is {base}; or the proxy has to strip the path
before it passes a request on, and that setting has to be empty.</p>
</html>
"""


class LostMiddleware:
    """Answers a browser 404 where Streamlit sends its document for a page that does not exist.

    Streamlit's own answers leave people alone with a blank page or, behind a proxy that adds the
    slash which Streamlit removes, with endless redirects.
    """

    def __init__(self, app, prefix: str):
        self.app = app
        self.prefix = prefix

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http" or self._is_page(scope["path"]) or not _wants_page(scope):
            await self.app(scope, receive, send)
            return
        found = False

        async def pass_on(message):
            nonlocal found
            if message["type"] == "http.response.start":
                found = not _is_lost(message)
            if found:
                await send(message)

        await self.app(scope, receive, pass_on)
        if not found:
            content = document(scope["path"], self.prefix)
            await HTMLResponse(content, 404)(scope, receive, send)

    def _is_page(self, path: str) -> bool:
        inside = f"{path}/".startswith(f"{self.prefix}/")
        return inside and path.removeprefix(self.prefix).strip("/") in ELEMENTS


def _wants_page(scope) -> bool:
    accepted = dict(scope["headers"]).get(b"accept", b"")
    return scope["method"] in ("GET", "HEAD") and b"text/html" in accepted


def _is_lost(start: dict) -> bool:
    kind = dict(start["headers"]).get(b"content-type", b"")
    return start["status"] in (301, 404) or kind.startswith(b"text/html")


def document(path: str, prefix: str) -> str:
    """The page for a path where nothing is, under the app's base path."""
    pages = ", ".join(
        f'<a href="{escape(prefix)}/{page}">{(page or "explore").capitalize()}</a>'
        for page in ELEMENTS
    )
    base = f"<code>{escape(prefix.strip('/'))}</code>" if prefix else "empty"
    return DOCUMENT.format(title=escape(TITLE), path=escape(path), pages=pages, base=base)
