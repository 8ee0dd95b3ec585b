"""Which runs can share a compiled program."""

from dataclasses import dataclass

from explorer.records.catalogue import Dataset
from explorer.records.spec import RunSpec


@dataclass(frozen=True)
class ProgramKey:
    """What the compiled graph depends on. All else is a variable or an argument.

    The shapes of all arrays follow from it, so it holds none: samples are split in the same ratio
    everywhere, and where a fit is looked at depends on the inputs and on the loss's task.
    """

    wiring: str
    loss: str
    optimizer: str
    width: int
    depth: int
    batch_size: int
    samples: int
    inputs: int
    outputs: int

    @classmethod
    def of(cls, spec: RunSpec, dataset: Dataset, wiring: str = "") -> "ProgramKey":
        """The key of a run as it begins, or under another `wiring` that it comes to.

        `dataset` is the record of the one that the run names.
        """
        return cls(
            wiring or spec.wiring,
            spec.loss,
            spec.optimizer,
            spec.width,
            spec.depth,
            min(spec.batch_size, dataset.training_samples),
            dataset.samples,
            dataset.inputs,
            dataset.outputs,
        )
