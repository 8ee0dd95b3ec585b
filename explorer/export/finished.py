"""A comparison whose runs have ended: what every export is made of."""

from dataclasses import dataclass

from explorer.hub.run import Run
from explorer.records.catalogue import Catalogue
from explorer.records.spec import Comparison


@dataclass(frozen=True)
class Finished:
    """A comparison and all that was recorded of its runs.

    Attributes:
        comparison: what was run.
        catalogue: what it is made of.
        runs: complete and without failure, in the order of `comparison.runs`.
        app: the app's address, such as `http://localhost:8501/`.
    """

    comparison: Comparison
    catalogue: Catalogue
    runs: tuple[Run, ...]
    app: str

    @property
    def link(self) -> str:
        """The address that opens this comparison."""
        return f"{self.app}?{self.comparison.to_query_string(self.catalogue)}"


def file_name(comparison: Comparison, ending: str) -> str:
    """What a file made of a comparison is called."""
    return f"{comparison.name}.{ending}"
