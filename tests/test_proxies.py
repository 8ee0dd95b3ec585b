"""The app behind real proxies, set up as the README prints it; skipped where there is none."""

import re
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager

import pytest
from app_server import ROOT, AppServer
from playwright.sync_api import expect
from test_browser import PANEL, ended

README = (ROOT / "README.md").read_text(encoding="utf-8")
PATH = "/explorer"
CHANGES = {
    ("nginx", "root"): {},
    ("nginx", "path"): {"location / {": f"location {PATH}/ {{"},
    ("nginx", "stripped"): {
        "location / {": f"location {PATH}/ {{",
        ":8501;": ":8501/;",
        'X-Forwarded-Prefix ""': f"X-Forwarded-Prefix {PATH}",
    },
    ("caddy", "root"): {},
    ("caddy", "path"): {"handle {": f"redir {PATH} {PATH}/\n\thandle {PATH}/* {{"},
    ("caddy", "stripped"): {
        "handle {": f"redir {PATH} {PATH}/\n\thandle_path {PATH}/* {{",
        "-X-Forwarded-Prefix": f"X-Forwarded-Prefix {PATH}",
    },
    ("caddy", "tls"): {"explorer.example.org {": "explorer.example.org {\n\ttls internal"},
}
"""What the README says to change, by proxy and by how it serves the app."""
NGINX = "daemon off; worker_processes 1; pid pid; error_log stderr;\nevents {}\nhttp {\n%s\n}\n"
CADDY = "{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n"
FAULTS = {
    "host": {"proxy_set_header Host $http_host;": ""},
    "origin": {
        "proxy_set_header Host": "proxy_set_header Origin http://inside; proxy_set_header Host"
    },
    "upgrade": {"proxy_set_header Upgrade $http_upgrade;": ""},
    "base path": {"location / {": "location /api/ { return 404; }\n    location / {"},
}
"""What makes the README's nginx wrong."""


class Proxy:
    """A real proxy in front of a server, until the block ends.

    Args:
        program: nginx or caddy.
        changes: texts of the README's configuration, and what to write for each.
        port: of the server.
        folder: an empty one, for what the proxy writes.
        scheme: of the addresses that it serves.
    """

    def __init__(self, program, changes, port, folder, scheme="http"):
        if not shutil.which(program):
            pytest.skip(f"{program} is not installed")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"{scheme}://localhost:{self.port}"
        text = re.search(rf"^```{program}\n(.*?)^```$", README, re.M | re.S)[1]
        for old, new in changes.items():
            assert old in text
            text = text.replace(old, new)
        text = text.replace("127.0.0.1:8501", f"127.0.0.1:{port}")
        file = folder / program
        if program == "nginx":
            listening = text.replace("listen 80;", f"listen {self.port}; access_log off;")
            file.write_text(NGINX % listening)
            self.command = ["nginx", "-p", folder, "-c", file]
        else:
            named = text.replace("explorer.example.org", self.url)
            file.write_text(named.replace("{\n", CADDY, 1))
            self.command = ["caddy", "run", "--config", file, "--adapter", "caddyfile"]
        self.environment = {"PATH": "/usr/sbin:/usr/bin:/bin", "HOME": str(folder)}

    def start(self):
        """Return once it listens."""
        self.process = subprocess.Popen(
            self.command, env=self.environment, stderr=subprocess.PIPE, text=True
        )
        deadline = time.monotonic() + 20
        while True:
            assert self.process.poll() is None, self.process.stderr.read()
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.05)

    def stop(self):
        """End it, and with it all connections."""
        self.process.terminate()
        self.process.wait(20)
        self.process.stderr.close()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()


@pytest.fixture
def browser(chromium):
    """Open an address in a browser context of its own, without waiting for playback."""
    contexts = []

    def go(address):
        context = chromium.new_context(
            viewport={"width": 1440, "height": 900},
            reduced_motion="reduce",
            permissions=["clipboard-read", "clipboard-write"],
            ignore_https_errors=True,
        )
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        return page

    yield go
    for context in contexts:
        context.close()


@contextmanager
def served(program, how, folder):
    """A server of its own behind a proxy; the proxy, and the app's address there."""
    environment = {"EXPLORER_CACHE": str(folder), "STREAMLIT_SERVER_ADDRESS": "127.0.0.1"}
    base = PATH if how == "path" else ""
    if base:
        environment["STREAMLIT_SERVER_BASE_URL_PATH"] = base.strip("/")
    scheme = "https" if how == "tls" else "http"
    with (
        AppServer(environment=environment, base=base) as server,
        Proxy(program, CHANGES[program, how], server.port, folder, scheme) as proxy,
    ):
        yield proxy, proxy.url + ("" if how in ("root", "tls") else PATH) + "/"
        assert "Traceback" not in server.read_log()


def share_the_run(browser, address):
    """Open, flip, copy the link, open it in a second browser."""
    page = browser(f"{address}?view=broken&steps=300")
    ended(page)
    expect(page.locator(".sentence.broken")).to_contain_text("no optimizer ever received it")
    page.get_by_role("radio", name="Fixed").click()
    expect(page).to_have_url(re.compile("view=fixed"))
    expect(page.locator(".chain.fixed [data-link=moved]")).to_have_attribute("data-state", "ok")
    fingerprint = ended(page)
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("Link copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{address}?")
    assert ended(browser(link)) == fingerprint


def lose_the_connection(browser, address, proxy):
    """End the proxy in mid-run and start it again: the run goes on, and is the same."""
    query = "?view=fixed&steps=20000&seed=11"
    page = browser(address + query)
    panel = page.locator(PANEL)
    expect(panel).to_have_attribute("data-rows", re.compile("[1-9]"))
    proxy.stop()
    expect(panel).to_have_attribute("data-connected", "false")
    assert int(panel.get_attribute("data-rows")) < 20_000
    proxy.start()
    fingerprint = ended(page)
    assert panel.get_attribute("data-rows") == "20000"
    assert ended(browser(address + query)) == fingerprint


def test_a_run_is_shared_through_nginx(server, browser, tmp_path):
    with Proxy("nginx", {}, server.port, tmp_path) as proxy:
        share_the_run(browser, f"{proxy.url}/")


@pytest.mark.long
@pytest.mark.parametrize(("program", "how"), CHANGES)
def test_the_app_works_behind_a_proxy(program, how, browser, tmp_path):
    with served(program, how, tmp_path) as (proxy, address):
        share_the_run(browser, address)
        page = browser(address + "outcomes")
        measured = page.locator(".cell[data-state=lost]").first
        expect(measured).to_be_visible(timeout=120_000)
        page.get_by_role("link", name="Article").click()
        expect(page).to_have_url(address + "article")
        answer = page.evaluate(
            "async (address) => (await fetch(`${address}api/health?probe=${address}`)).json()",
            address,
        )
        assert answer and all(answer.values())
        lose_the_connection(browser, address, proxy)


@pytest.mark.long
@pytest.mark.parametrize("program", ["nginx", "caddy"])
def test_half_open_connections_are_dropped(program, tmp_path):
    with (
        Proxy(program, {}, 9, tmp_path) as proxy,
        socket.create_connection(("127.0.0.1", proxy.port)) as rude,
    ):
        rude.settimeout(15)
        rude.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        while rude.recv(1000):
            pass


@pytest.mark.long
@pytest.mark.parametrize("fault", FAULTS)
def test_a_page_says_what_a_proxy_does_wrong(fault, server, browser, tmp_path):
    with Proxy("nginx", FAULTS[fault], server.port, tmp_path) as proxy:
        page = browser(f"http://explorer.localhost:{proxy.port}/")
        if fault == "base path":
            expect(page.get_by_text("cannot be loaded (HTTP status 404)")).to_be_visible()
        told = page.locator(".explorer-boot").get_by_role("alert")
        expect(told).to_be_visible()
        expect(told).to_contain_text(re.compile(f"^{fault}: ", re.IGNORECASE))


@pytest.mark.long
def test_a_panel_says_what_a_proxy_does_wrong(server, browser, tmp_path):
    """On localhost, Streamlit connects under any Host."""
    with Proxy("nginx", FAULTS["host"], server.port, tmp_path) as proxy:
        page = browser(f"{proxy.url}/?view=fixed")
        expect(page.locator(f"{PANEL} .connection")).to_contain_text(
            f"Host: localhost:{proxy.port}"
        )
        page = browser(f"{proxy.url}/outcomes")
        expect(page.locator("section.outcomes")).to_contain_text(f"Host: localhost:{proxy.port}")


@pytest.mark.long
def test_a_path_that_the_server_does_not_know_is_not_found(server, browser, tmp_path):
    with Proxy("nginx", CHANGES["nginx", "path"], server.port, tmp_path) as proxy:
        page = browser(f"{proxy.url}{PATH}/")
        expect(page.get_by_role("heading")).to_have_text(f"Nothing is at {PATH}/")
        expect(page.locator("body")).to_contain_text(
            "STREAMLIT_SERVER_BASE_URL_PATH, which is empty"
        )
