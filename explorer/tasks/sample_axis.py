"""What the loss of one sample is drawn over: its residual, its margin, or nothing."""

import numpy as np


class SampleAxis:
    """No axis, for losses that need more than one sample's target and prediction: it has no line.

    The panel then shows no shape, and a card the loss of all samples over a parameter.
    """

    title = ""
    meaning = ""
    """What a place on it is, as a clause after 'by'."""
    own = (0, 0)
    """Of a sample at `x`, in a line's own column: its target, and its prediction over `x`."""

    def lines(self, outputs: int) -> int:
        """How many lines a loss has, for that many columns of y."""
        return 0

    def marks(self, y: np.ndarray, f: np.ndarray) -> np.ndarray:
        """Where samples stand, `[lines, samples]`; NaN on a line that is not theirs."""
        return np.empty((0, len(y)), np.float32)

    def places(self, points: int, marks: np.ndarray | None = None) -> np.ndarray:
        """Where lines are evaluated, float32; with `marks`, as far as those of a run go."""
        return np.empty(0, np.float32)

    def singles(self, x: np.ndarray, outputs: int) -> tuple[np.ndarray, np.ndarray]:
        """Batches y and f of one sample at each of the places `x`, line after line.

        All other columns hold 0.
        """
        target, prediction = self.own
        y = np.zeros((self.lines(outputs), len(x), 1, outputs), np.float32)
        f = np.zeros_like(y)
        for line in range(len(y)):
            y[line, :, 0, line], f[line, :, 0, line] = target, prediction * x
        return y.reshape(-1, 1, outputs), f.reshape(-1, 1, outputs)


class Residual(SampleAxis):
    """True less predicted; a line for each target."""

    title = "residual (true − predicted)"
    meaning = "how far its prediction is off"
    own = (0, -1)
    REACH = 3.0
    """Residuals on a card, to both sides."""

    def lines(self, outputs):
        return outputs

    def marks(self, y, f):
        return (y - f).T

    def places(self, points, marks=None):
        reach = self.REACH
        if marks is not None:  # nearly all, at the first snapshot and at the last
            ends = np.abs(marks[[0, -1]])
            ends = ends[np.isfinite(ends)]
            reach = max(float(np.quantile(ends, 0.98)), 1e-3) if len(ends) else 1.0
        return np.linspace(-reach, reach, points, dtype=np.float32)

    def shown(self, lines: np.ndarray) -> tuple[int, str]:
        """Which of `[cases, lines, points]` a card shows, and over what; here the first."""
        return 0, "residual" if lines.shape[1] == 1 else "residual of the first task"


class Margin(SampleAxis):
    """The lead of the true class's logit over the best other; of two classes, a line for each."""

    title = "margin of the true class"
    meaning = "how clearly its own class wins"
    own = (1, 1)
    REACH = 6.0
    """Margins, to both sides."""

    def lines(self, outputs):
        return 2 if outputs == 2 else 1

    def marks(self, y, f):
        margins = (f * y).sum(axis=1) - np.where(y > 0, -np.inf, f).max(axis=1)
        return margins[None] if self.lines(y.shape[1]) == 1 else np.where(y.T > 0, margins, np.nan)

    def places(self, points, marks=None):
        return np.linspace(-self.REACH, self.REACH, points, dtype=np.float32)

    def shown(self, lines: np.ndarray) -> tuple[int, str]:
        """Which a card shows, and over what; here the class whose loss the cases change more."""
        line = int(lines.std(axis=0).mean(axis=-1).argmax())
        alike = lines.shape[1] == 1 or np.allclose(lines[:, 0], lines[:, 1], atol=1e-4)
        return line, "margin" if alike else f"margin in class {line}"
