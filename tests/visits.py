"""Visits of the app in Chromium: what no visit may do, and how dark a page is."""

import re
from contextlib import contextmanager

DARKEST = """() => Math.min(...[...document.querySelectorAll('html, body, .stApp, .stMain')]
  .map((each) => getComputedStyle(each).backgroundColor.match(/[\\d.]+/g).map(Number))
  .filter(([r, g, b, alpha = 1]) => alpha > 0).map(([r, g, b]) => Math.min(r, g, b)))"""
"""The least brightness of what lies behind the page's text, 0 to 255."""

SHIFTS = """
  window.shifts = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
"""
GOOD = 0.1
"""The layout shift that a page may have, after web.dev's Core Web Vitals."""


def stays_in_place(page):
    """Nothing that is seen moved while a page loaded that began with `SHIFTS`."""
    page.wait_for_timeout(1500)
    assert page.evaluate("window.shifts") < GOOD


def ours(message):
    """An error that the console shows, unless it is Streamlit's: it looks for its server under
    the path of the page first."""
    is_ours = message.type == "error" and "/_stcore/" not in message.location.get("url", "")
    return [message.text] if is_ours else []


@contextmanager
def visits(chromium, server):
    """Open the app in browser contexts of their own; every page error fails at the end.

    Runs appear at their end at once, as for everyone who asked for less motion, unless `plays`.
    """
    contexts, errors, hosts = [], [], set()

    def go(query="", width=1440, height=900, before=None, plays=False, **options):
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            reduced_motion="no-preference" if plays else "reduce",
            **options,
        )
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        if before:
            page.add_init_script(before)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.extend(ours(message)))
        page.on(
            "request", lambda request: hosts.add(re.sub(r"\w+://([^/:]*).*", r"\1", request.url))
        )
        page.goto(f"{server.url}/{query}")
        return page

    yield go
    for context in contexts:
        context.close()
    assert not errors, errors
    assert {host for host in hosts if not host.startswith(("data:", "blob:"))} == {"localhost"}
