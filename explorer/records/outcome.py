"""How a run ended: everything a sentence, the command line or a page reports about it."""

import math
from dataclasses import dataclass
from typing import Literal

from explorer.records.catalogue import LINKS, Link
from explorer.records.finding import Finding
from explorer.records.spec import RunSpec

Verdict = Literal["works", "worse", "wrong", "lost", "raised", "diverged"]
"""Of a run as a whole: every link holds and the fit got better; it got worse; something beside
the chain is wrong; a link is lost; it raised; its loss was no longer finite."""
LinkState = Literal["ok", "lost", "unreached"]
Mode = Literal["xla", "graph", "eager"]
MeasuredOn = Literal["compiled step", "two eager steps", "eager steps"]


def states_where(broken: Link | None) -> tuple[LinkState, ...]:
    """The state of each link of a chain that breaks there; None for one that holds."""
    lost = len(LINKS) if broken is None else LINKS.index(broken)
    return tuple(
        "ok" if i < lost else "lost" if i == lost else "unreached" for i in range(len(LINKS))
    )


@dataclass(frozen=True)
class LinkResult:
    """One link of the chain, measured."""

    link: Link
    ok: bool
    findings: tuple[tuple[str, Finding], ...]
    """What was found for each parameter, by name; failures first."""

    @property
    def finding(self) -> Finding:
        """What was found for the first parameter that fails, else for the first."""
        return self.findings[0][1]


@dataclass(frozen=True)
class Chain:
    """The five links in order, and where they were measured."""

    links: tuple[LinkResult, ...]
    measured_on: MeasuredOn = "compiled step"

    @property
    def broken_link(self) -> Link | None:
        """The first link that fails; None when all hold."""
        return next((result.link for result in self.links if not result.ok), None)

    @property
    def states(self) -> tuple[LinkState, ...]:
        """The state of each link; those after the lost one are not reached."""
        return states_where(self.broken_link)


@dataclass(frozen=True)
class ExceptionRecord:
    """An exception as Keras or TensorFlow raised it, without file paths, and its step."""

    type: str
    message: str
    step: int


@dataclass(frozen=True)
class ParameterResult:
    """Start, end, and the two gradients at the first step (None where there was none)."""

    initial: float
    final: float | None
    """None where it is not finite."""
    grad_available: float | None
    grad_delivered: float | None
    grad_last: float | None
    """The gradient available at the last step."""


@dataclass(frozen=True)
class Diagnosis:
    """What was found about the steps of one segment."""

    chain: Chain
    parameters: dict[str, ParameterResult]
    mode: Mode
    """How the chain and rows were computed; 'eager' where the step could not be traced."""
    remarks: tuple[Finding, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """The end of a run."""

    spec: RunSpec
    status: Literal["finished", "raised", "diverged"]
    step: int
    """Steps recorded; for a run that diverged, the step whose loss was not finite."""
    exception: ExceptionRecord | None
    mode: Mode
    """Of the last segment, as are chain and remarks."""
    chain: Chain
    parameters: dict[str, ParameterResult]
    first_loss: float | None
    final_loss: float | None
    first_validation: float | None
    final_validation: float | None
    steps_per_second: float | None
    """Train steps only, without compilation; None when none ran."""
    fingerprint: str
    versions: str
    warnings: tuple[str, ...] = ()
    """What Keras and TensorFlow warned of, as they wrote it."""
    first_scores: tuple[float | None, ...] = ()
    """Of the first snapshot, as their task measures them."""
    final_scores: tuple[float | None, ...] = ()
    """Of the last snapshot."""
    least_error: float | None = None
    """The lowest value of the first score, which is always an error."""
    constant_error: float | None = None
    """The first score of the best prediction that is the same everywhere."""
    verdict: Verdict = "works"
    remarks: tuple[Finding, ...] = ()
    """What was measured beside the chain and is wrong."""
    reads_as_is: bool = True
    """Whether the loss sees its parameters as they are, so that their readings hold."""
    segments: tuple[Diagnosis, ...] = ()
    """Of each segment that was begun, where the run has events."""

    @property
    def steps(self) -> int:
        """Steps recorded."""
        return self.step - 1 if self.status == "diverged" else self.step

    @property
    def chains(self) -> tuple[Chain, ...]:
        """The chain of each segment that was begun."""
        return tuple(segment.chain for segment in self.segments) or (self.chain,)

    @property
    def broken_link(self) -> Link | None:
        """The first link of the chain that failed."""
        return self.chain.broken_link

    @property
    def finding(self) -> Finding | None:
        """What was found where the chain breaks; None where it holds."""
        return next((result.finding for result in self.chain.links if not result.ok), None)

    @property
    def silent(self) -> bool:
        """Whether the user saw neither an exception nor a warning."""
        return self.exception is None and not self.warnings


def finite(value) -> float | None:
    """`value` as a float; None where it is not a finite number."""
    return float(value) if math.isfinite(value) else None
