"""The arithmetic of one step, examined: dL/dα from the loss itself, beside the tape's."""

from dataclasses import dataclass

from explorer.records.finding import Finding


@dataclass(frozen=True)
class Examined:
    """One loss parameter at one step.

    Attributes:
        difference: (L(α+h) − L(α−h)) / 2h, in units of the loss per unit of the parameter; None
            where it cannot be had or is not finite.
        h: how far the parameter was moved to either side; None where it was not.
        finding: whether that is what the tape gives, else why not.
    """

    difference: float | None
    h: float | None
    finding: Finding


@dataclass(frozen=True)
class Examination:
    """One step of a run, examined.

    Attributes:
        step: which one, from 1.
        parameters: by name; empty where the run has no such step.
        steps: how many the run has, where it has no such step.
    """

    step: int
    parameters: dict[str, Examined]
    steps: int | None = None
