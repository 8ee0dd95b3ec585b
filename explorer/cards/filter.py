"""Which cards the page shows."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.records.catalogue import TASKS, VERDICTS, Catalogue, Dataset, Loss
from explorer.web.filter import AddressedFilter

SECTIONS = {"losses": "Losses", "datasets": "Datasets"}


@dataclass(frozen=True)
class CardFilter(AddressedFilter):
    """The cards to show; an empty choice means all. A dataset has no verdict."""

    section: str = "losses"
    tasks: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()

    @classmethod
    def allowed(cls, catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
        return {"section": tuple(SECTIONS), "tasks": tuple(TASKS), "verdicts": VERDICTS}

    def cards(self, catalogue: Catalogue) -> list[Loss] | list[Dataset]:
        """The records of the section that pass, in the catalogue's order."""
        passes = {"losses": self._passes_loss, "datasets": self._passes_dataset}[self.section]
        return [record for record in getattr(catalogue, self.section) if passes(record)]

    def _passes_loss(self, loss: Loss) -> bool:
        parameters = [f"{p.name} {p.title} {p.symbol}" for p in loss.parameters]
        words = (loss.key, loss.title, loss.summary, loss.verdict, loss.verdict_text, loss.cure)
        return (
            self._of_task(loss)
            and (not self.verdicts or loss.verdict in self.verdicts)
            and self.matches(" ".join((*words, loss.destination, loss.reference, *parameters)))
        )

    def _passes_dataset(self, dataset: Dataset) -> bool:
        words = (dataset.key, dataset.title, dataset.summary, dataset.source)
        axes = (dataset.x_title, dataset.y_title, *dataset.names)
        return self._of_task(dataset) and self.matches(" ".join((*words, *axes)))

    def _of_task(self, record: Loss | Dataset) -> bool:
        return not self.tasks or record.task in self.tasks
