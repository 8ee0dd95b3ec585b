"""How much one server takes on, so that it refuses in words instead of failing."""

MAX_STREAMS = 1000
"""Open streams; a tab has one."""
MAX_TABLES = 300
"""Open tables of outcomes."""
MAX_LIVE_RUNS = 200
"""Runs being computed at once."""
