"""What a proxy in front of the server has to pass on, and whether it did."""

import re
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from explorer.web.prefix import prefix
from explorer.web.sockets import origin_allowed

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[0-9A-Za-z_.-]{1,253})(:[0-9]{1,5})?")
_PATH = re.compile(r"(/[0-9A-Za-z_.~-]{1,100})*")


def app_address(connection: HTTPConnection) -> str:
    """The app's root as the visitor's browser addresses it, with a slash at its end.

    Of a trusted proxy, uvicorn has put `X-Forwarded-Proto` into the request's scheme;
    `X-Forwarded-Host` is the host, and `X-Forwarded-Prefix` the path that it has stripped. In
    place of a header that is no host stands the server's own address.
    """
    headers = connection.headers
    host, stripped = headers.get("host", ""), ""
    if through_trusted_proxy(connection):
        host = headers.get("x-forwarded-host", host).split(",")[0].strip()
        stripped = headers.get("x-forwarded-prefix", "").strip().rstrip("/")
    if not _HOST.fullmatch(host):
        name, port = connection.scope.get("server") or ("localhost", 80)
        host = f"[{name}]:{port}" if ":" in name else f"{name}:{port}"
    if not _PATH.fullmatch(stripped):
        stripped = ""
    return f"{connection.scope['scheme']}://{host}{stripped}{prefix()}/"


def through_trusted_proxy(connection: HTTPConnection) -> bool:
    """Whether uvicorn trusts the peer and has replaced its address by `X-Forwarded-For`.

    Such an address comes without a port, so its port is 0; that of a peer never is.
    """
    return connection.client is not None and connection.client.port == 0


def received(connection: HTTPConnection, address: str) -> dict[str, bool]:
    """Compare a request with what the browser that made it says.

    Holds only what follows from the two, so that nothing of the network behind a proxy is
    disclosed to its visitors.

    Args:
        connection: the request.
        address: of the app's root, as the browser has it.

    Returns:
        `host` and `origin`: whether these headers are the browser's; `allowed`: whether sockets
        with them may be opened; `address`: whether the server takes `address` for the app's;
        `client`: whether visitors are told apart, which they are not where the proxy's
        `X-Forwarded-For` is not trusted.

    Raises:
        ValueError: `address` is none.
    """
    browser = urlsplit(address)
    if browser.scheme not in ("http", "https") or not browser.netloc:
        raise ValueError(
            f"expected an address with http:// or https://; received: {address[:60]!r}"
        )
    headers = connection.headers
    forwarded = "x-forwarded-for" in headers
    return {
        "host": headers.get("host") == browser.netloc,
        "origin": headers.get("origin") in (None, f"{browser.scheme}://{browser.netloc}"),
        "allowed": origin_allowed(connection),
        "address": app_address(connection) == address,
        "client": not forwarded or through_trusted_proxy(connection),
    }
