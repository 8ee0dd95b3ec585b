"""Telling the browser with the Explore page itself what its panel will need."""

from explorer.server.assets import PANEL_PATH, PLOTLY_PATH


class PreloadMiddleware:
    """Adds a `Link` header to the first page; the others may never show a panel.

    Args:
        app: the ASGI app inside.
        prefix: the path that the app is served under.
    """

    def __init__(self, app, prefix: str):
        self.app = app
        self.page = f"{prefix}/"
        links = (
            f"<{prefix}/{PLOTLY_PATH}>; rel=preload; as=script; fetchpriority=low",
            f"<{prefix}/{PANEL_PATH}>; rel=preload; as=fetch; crossorigin",
        )
        self.header = (b"link", ", ".join(links).encode())

    async def __call__(self, scope, receive, send):
        async def send_with_links(message):
            if message["type"] == "http.response.start" and any(
                name.lower() == b"content-type" and value.startswith(b"text/html")
                for name, value in message["headers"]
            ):
                message["headers"] = [*message["headers"], self.header]
            await send(message)

        explore = scope["type"] == "http" and f"{scope['path'].rstrip('/')}/" == self.page
        await self.app(scope, receive, send_with_links if explore else send)
