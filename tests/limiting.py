"""Limits of other sizes, for tests."""

from explorer.limits import Limit


def at_most(value, variable="EXPLORER_TEST"):
    """A limit of this size."""
    return Limit(variable, value, 1_000_000, "what a test limits")


def lower(monkeypatch, limit, value):
    """Let a limit of the server have another value until the test is over."""
    monkeypatch.setitem(vars(limit), "value", value)
