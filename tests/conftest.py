"""What the tests share: one catalogue, one session of compiled programs, one server, Chromium."""

import os
import tempfile

import pytest
from playwright.sync_api import expect, sync_playwright

from explorer.engine.start import single_threaded

single_threaded()

from app_server import ROOT, AppServer  # noqa: E402
from cold_worker import ColdWorker  # noqa: E402
from visits import visits  # noqa: E402

from explorer.bench import browser as bench  # noqa: E402
from explorer.engine.inventory import inventory  # noqa: E402
from explorer.engine.session import Session  # noqa: E402
from explorer.hub import shared  # noqa: E402
from explorer.hub.hub import RunHub  # noqa: E402
from explorer.outcomes.table import spec_of  # noqa: E402

expect.set_options(timeout=30_000)

CHROMIUM = [
    *bench.FLAGS,
    # The address bar of each window is two pages of its own, a sixth of the time of a visit. This
    # replaces the list that Playwright gives; what else of it can be seen in a page is repeated.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,HttpsUpgrades,PaintHolding",
]


@pytest.fixture(scope="session")
def catalogue():
    return inventory().catalogue


@pytest.fixture(scope="session", autouse=True)
def workers_on_purpose():
    """No page that a test opens in its own process starts workers that nobody waits for."""
    yield
    assert shared._hub is None


@pytest.fixture
def spec(catalogue):
    """A run of the table of outcomes."""
    return spec_of(catalogue.wiring("joint_tape"), "gaussian", catalogue)


@pytest.fixture(scope="session")
def session():
    return Session()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The real app, started as the README says, on a free port, with a cache of its own."""
    cache = str(tmp_path_factory.mktemp("cache"))
    with AppServer(environment={"EXPLORER_CACHE": cache}) as started:
        yield started
        assert "Traceback" not in started.read_log()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where temporary folders of workers are made meanwhile."""
    before, tempfile.tempdir = tempfile.tempdir, str(tmp_path_factory.mktemp("workers"))
    yield tempfile.tempdir
    tempfile.tempdir = before


@pytest.fixture(scope="module")
def hub(folder):
    """Two real workers, which leave no folder behind."""
    hub = RunHub(workers=2, start_worker=ColdWorker).start()
    hub.catalogue(timeout=120)
    yield hub
    hub.close()
    assert os.listdir(folder) == []  # noqa: PTH208


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=bench.chromium(), args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def modules(chromium):
    """A page that can import the panel's modules, e.g. from "/format.js"."""
    address = "http://panel.test/"

    def answer(route):
        name = route.request.url.removeprefix(address)
        if name:
            path = ROOT / "explorer" / "panel" / "static" / name
            route.fulfill(path=path, content_type="text/javascript")
        else:
            route.fulfill(body="", content_type="text/html")

    page = chromium.new_page()
    page.route(f"{address}**", answer)
    page.goto(address)
    yield page
    page.close()


@pytest.fixture
def visit(chromium, server):
    """Open the app as often as a test wants."""
    with visits(chromium, server) as go:
        yield go
