"""How messages name records and quote input."""

from explorer.records.catalogue import Dataset, Loss, Wiring


def named(record: Loss | Dataset | Wiring) -> str:
    """The title of a record with the key that links and the command line take."""
    return f"{record.title} ({quoted(record.key)})"


def quoted(text: str) -> str:
    """At most 60 characters of `text` between backticks, which a page shows as code.

    Backticks in `text` itself are replaced, so that every pair in a message is one of ours.
    """
    return f"`{' '.join(text[:60].split()).replace('`', 'ˋ')}`"
