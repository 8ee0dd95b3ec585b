"""Which cards the page shows."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.records.catalogue import VERDICTS, Catalogue, Dataset, Loss
from explorer.tasks import TASKS
from explorer.web.filter import AddressedFilter, passes

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
        shows = {"losses": self._shows_loss, "datasets": self._shows_dataset}[self.section]
        return [record for record in getattr(catalogue, self.section) if shows(record)]

    def _shows_loss(self, loss: Loss) -> bool:
        parameters = [f"{p.name} {p.title} {p.symbol}" for p in loss.parameters]
        words = (loss.key, loss.title, loss.summary, loss.verdict, loss.verdict_text, loss.cure)
        return (
            passes(loss.task, self.tasks)
            and passes(loss.verdict, self.verdicts)
            and self.matches(" ".join((*words, loss.destination, loss.reference, *parameters)))
        )

    def _shows_dataset(self, dataset: Dataset) -> bool:
        words = (dataset.key, dataset.title, dataset.summary, dataset.source)
        axes = (dataset.x_title, dataset.y_title, *dataset.names)
        return passes(dataset.task, self.tasks) and self.matches(" ".join((*words, *axes)))
