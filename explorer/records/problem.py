"""What is wrong with a part of a link."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """A part of a link that could not be used, and what is allowed there."""

    name: str
    message: str

    def __str__(self) -> str:
        return f"{self.name}: {self.message}"
