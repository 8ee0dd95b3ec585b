"""Lint rules: one file each. Its `RULE` says what it is, `check` yields what it finds."""
