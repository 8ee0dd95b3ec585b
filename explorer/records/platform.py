"""What a worker computes on: the same spec gives the same bits wherever this is the same."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Platform:
    """The kind of machine and the versions that the last bits of a result depend on."""

    processor: str
    """The model, as the system names it."""
    instructions: str
    """A digest of the instruction sets that it offers: a virtual machine may hide some."""
    versions: str

    def __str__(self) -> str:
        return f"{self.processor} ({self.instructions}), {self.versions}"
