"""The arrays a run works on."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.datasets.split import split
from explorer.engine import picture
from explorer.records.catalogue import Dataset
from explorer.records.outcome import finite
from explorer.tasks import TASKS
from explorer.tasks.task import Picture, Task

SAMPLE = 2048
"""Most training samples whose outputs are kept, for slices and optima of the loss.

No dataset here has more: a part of them would have another optimum than the one trained for."""


@dataclass(frozen=True)
class RunData:
    """float32 arrays: train and validation points, and the inputs that the fit is drawn at."""

    dataset: Dataset
    x_train: np.ndarray
    y_train: np.ndarray
    x_validation: np.ndarray
    y_validation: np.ndarray
    x_view: np.ndarray

    @property
    def task(self) -> Task:
        """The dataset's task."""
        return TASKS[self.dataset.task]

    @property
    def picture(self) -> Picture:
        """How the fit is drawn."""
        return self.task.picture(self.dataset.inputs)

    @property
    def arrays(self) -> tuple[np.ndarray, ...]:
        """What the train steps and snapshots of a run are computed from."""
        return (self.x_train, self.y_train, self.x_validation, self.y_validation, self.x_view)

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """What a compiled program depends on."""
        return tuple(array.shape for array in self.arrays)

    @property
    def y_sample(self) -> np.ndarray:
        """The targets of some training samples; the split has shuffled them."""
        return self.y_train[:SAMPLE]

    def view(self) -> dict:
        """What the fit chart needs once, before any prediction, as plain lists."""
        return picture.points(self) | {"scores": self._score_count}

    @property
    def _score_count(self) -> int:
        return len(self.task.score_columns(self.dataset.outputs))

    def scores(self, snapshot: np.ndarray) -> tuple[float | None, ...]:
        """The scores in a snapshot; None for what is not finite."""
        return tuple(map(finite, snapshot[1 : 1 + self._score_count]))

    def constant_error(self) -> float | None:
        """The first score of the best prediction that is the same everywhere."""
        y = self.y_validation
        best = np.broadcast_to(self.task.best_constant(self.y_train), (1, *y.shape))
        return finite(self.task.measure(best, y, self.y_train)[0, 0])

    def snapshots(self, computed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What is kept of looks at the network, all at once, since NumPy costs time per call.

        Args:
            computed: `[looks, 1 + outputs]`: validation loss, then the network's outputs at the
                validation points, at the sample of `y_sample`, and at `x_view`.

        Returns:
            The snapshots, float32 `[looks, 1 + scores + values]`: validation loss, scores, and
            what the picture of this dataset is drawn from. And the network's outputs at the
            sample, `[looks, samples, outputs]`.
        """
        looks, held_out, seen = len(computed), len(self.x_validation), len(self.y_sample)
        points = held_out + seen + len(self.x_view)
        outputs = computed[:, 1:].reshape(looks, points, -1)
        validation, sample, view = np.split(outputs, [held_out, held_out + seen], axis=1)
        # A run that diverges gives values that are not finite; its snapshots keep them.
        with np.errstate(all="ignore"):
            parts = (
                computed[:, :1],
                self.task.measure(validation, self.y_validation, self.y_train),
                picture.values(self, validation, view),
            )
            return np.concatenate(parts, axis=1, dtype=np.float32), sample


def prepare(dataset: Dataset, load: Callable, seed: int) -> RunData:
    """Load, split, and choose where the network is looked at."""
    x, y = load(seed)
    (x_train, y_train), (x_validation, y_validation) = split(x, y, seed)
    x_view = picture.inputs(TASKS[dataset.task].picture(dataset.inputs), x, x_train)
    return RunData(dataset, x_train, y_train, x_validation, y_validation, x_view)
