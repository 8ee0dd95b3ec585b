"""What the tests share: one catalogue, one session of compiled programs, one hub."""

import pytest

from explorer.engine.start import single_threaded

single_threaded()

from app_server import AppServer  # noqa: E402

from explorer.engine.inventory import inventory  # noqa: E402
from explorer.engine.session import Session  # noqa: E402


@pytest.fixture(scope="session")
def catalogue():
    return inventory().catalogue


@pytest.fixture(scope="session")
def session():
    return Session()


@pytest.fixture(scope="session")
def server():
    """The real app, started as the README says, on a free port; its address."""
    with AppServer() as started:
        yield started
