"""The loss around the parameters of a run, as `survey` measures it."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Landscape:
    """float32 arrays, a row for each snapshot; NaN for what is not there.

    Attributes:
        steps: of the snapshots.
        x: residuals or margins, `[points]`.
        shape: the loss of one sample at `x`, `[snapshots, lines, points]`: a line for each
            target, or for each of two classes.
        marks: residuals or margins of some training samples, `[snapshots, lines, samples]`.
        at: by parameter, the values that its slice is drawn for, `[points]`.
        slices: by parameter, the training loss there, `[snapshots, points]`.
        optima: by parameter, the best value for the predictions of the snapshot, `[snapshots]`;
            infinite where its bound is as good as any, and left out where its loss has no
            `optimum`.
    """

    steps: tuple[int, ...]
    x: np.ndarray
    shape: np.ndarray
    marks: np.ndarray
    at: dict[str, np.ndarray]
    slices: dict[str, np.ndarray]
    optima: dict[str, np.ndarray]

    @property
    def nbytes(self) -> int:
        """Of all arrays."""
        dicts = (self.at, self.slices, self.optima)
        arrays = [self.x, self.shape, self.marks, *(a for each in dicts for a in each.values())]
        return sum(array.nbytes for array in arrays)
