"""Pictures that were drawn, kept for the next chat that asks for them."""

import hashlib
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

MOST_BYTES = 16_000_000
"""Of all that are kept, about 200 pictures."""


@dataclass(frozen=True)
class Print:
    """A drawn picture as it is sent."""

    png: bytes
    etag: str

    @classmethod
    def of(cls, png: bytes) -> "Print":
        """A picture with the tag that its bytes have."""
        return cls(png, f'"{hashlib.sha256(png).hexdigest()[:32]}"')


class Gallery:
    """Keeps the pictures asked for last. For one thread, that of the event loop."""

    def __init__(self, most_bytes: int = MOST_BYTES):
        self._most_bytes = most_bytes
        self._prints: OrderedDict[Hashable, Print] = OrderedDict()
        self._bytes = 0

    def find(self, key: Hashable) -> Print | None:
        """The picture with that key, if it is kept."""
        found = self._prints.get(key)
        if found is not None:
            self._prints.move_to_end(key)
        return found

    def keep(self, key: Hashable, new: Print) -> None:
        """Keep a picture; drop those not asked for longest if there are too many bytes."""
        replaced = self._prints.pop(key, None)
        self._bytes += len(new.png) - (len(replaced.png) if replaced else 0)
        self._prints[key] = new
        while self._bytes > self._most_bytes and len(self._prints) > 1:
            _, dropped = self._prints.popitem(last=False)
            self._bytes -= len(dropped.png)
