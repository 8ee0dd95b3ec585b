"""What `check` and `WiringCheck` return: the report, as people and programs read it."""

from dataclasses import dataclass

from explorer.doctor.html import fragment, page
from explorer.records.checkup import Checked, Checkup
from explorer.records.outcome import Chain
from explorer.words.checkup import plain, summary, text


class WiringError(Exception):
    """A loss parameter does not train."""


@dataclass(frozen=True)
class Report:
    """The chain of each loss parameter, and what is wrong."""

    checkup: Checkup

    @property
    def ok(self) -> bool:
        """Whether no loss parameter has a fault; one that cannot be judged is not ok."""
        return self.checkup.verdict == "fine"

    @property
    def verdict(self) -> str:
        """'broken', 'fine' or 'cannot tell'."""
        return self.checkup.verdict

    @property
    def findings(self) -> tuple[Checked, ...]:
        """The parameters with a fault."""
        return self.checkup.faults

    @property
    def chains(self) -> dict[str, Chain]:
        """The chain of each parameter by its path."""
        return {checked.path: checked.chain for checked in self.checkup.parameters}

    def to_dict(self) -> dict:
        """The report as values for JSON."""
        return plain(self.checkup)

    def to_html(self) -> str:
        """The report as one HTML page, which needs no network."""
        return page(self.checkup)

    def throw(self) -> None:
        """Raise if there is a fault.

        Raises:
            WiringError: with the sentence about each fault.
        """
        if self.findings:
            raise WiringError(summary(self.checkup).replace("*", ""))

    def __str__(self) -> str:
        return text(self.checkup)

    def _repr_html_(self) -> str:
        return fragment(self.checkup)
