"""The small pictures of losses and datasets, as `sketches` computes them."""

from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class LossSketch:
    """The shape of a loss: float32 lines over `x`, which `x_words` names.

    Attributes:
        x: residuals, margins, or for physics the values of a parameter, `[points]`.
        lines: the loss there, `[lines, points]`, to be drawn from faint to strong.
        x_words: e.g. 'residual'.
        start: the line with the first values of the parameters; for physics, of a fit.
        values: by parameter, its value at each line, `[lines]`; empty for physics, whose lines
            are stages of a fit.
    """

    x: np.ndarray
    lines: np.ndarray
    x_words: str
    start: int = 0
    values: dict[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True)
class DatasetSketch:
    """Some points of a dataset, and what the axes are.

    Attributes:
        points: `[points, 2]`.
        groups: which class or target a point belongs to, int `[points]`.
        x_words, y_words: what is drawn to the right and upwards.
        caption: what is drawn, e.g. 'target over input 3, the most correlated of 10'.
        there: how many points there are, of which these may be some.
        plane: whether these are the dataset's two inputs, which have one scale.
    """

    points: np.ndarray
    groups: np.ndarray
    x_words: str
    y_words: str
    caption: str = ""
    there: int = 0
    plane: bool = False


@dataclass(frozen=True)
class ImageSketch:
    """One image of each of the first classes, in their order.

    Attributes:
        images: from 0 for paper to 1 for full ink, `[classes, height, width]`.
    """

    images: np.ndarray


Sketch = LossSketch | DatasetSketch | ImageSketch
