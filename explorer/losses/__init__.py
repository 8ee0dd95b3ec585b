"""Losses with trainable parameters: one file a family, each with its records in `ENTRIES`."""
