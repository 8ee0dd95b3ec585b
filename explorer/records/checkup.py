"""What the doctor found about a program: plain records, as its JSON has them."""

from dataclasses import dataclass, field
from typing import Literal

from explorer.records.finding import Finding
from explorer.records.outcome import Chain

Severity = Literal["fault", "note", "fine"]
CheckupVerdict = Literal["broken", "fine", "cannot tell"]


@dataclass(frozen=True)
class Place:
    """A line of the user's program."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Mend:
    """What to change."""

    wiring: str | None
    """The fixed wiring of the catalogue that it follows."""
    patch: str | None = None
    """A unified diff of the user's own file."""
    snippet: str | None = None
    """The shortest code that shows it, where no patch could be made."""
    resembles: str | None = None
    """The broken wiring of the catalogue that is nearest to the program."""
    optimizers: tuple[str, ...] = ()
    """The optimizers of the program that may be meant for the parameter, where patch and snippet
    use another."""


@dataclass(frozen=True)
class Said:
    """A warning or an exception of Keras about a parameter."""

    text: str
    misleads: bool = False
    """Whether its hint leads away from the fault."""


@dataclass(frozen=True)
class Checked:
    """One loss parameter of the program."""

    name: str
    path: str
    made_at: Place | None
    handed_over_at: Place | None
    """Where its loss was given to `compile`."""
    differentiated_at: Place | None
    """Where the step that comes farthest with it computes gradients."""
    chain: Chain
    severity: Severity
    initial: float | None
    final: float | None
    steps: int
    """Train steps seen that could have changed it."""
    curve: dict[str, list] = field(default_factory=dict)
    """Columns `step`, `value`, `available`, `delivered`; None where there was nothing."""
    mend: Mend | None = None
    keras_said: tuple[Said, ...] = ()
    copy_moved: float | None = None
    """How far a copy moved that was updated as if it were listed; None where there was none."""
    excuse: Finding | None = None
    """Why a broken chain is no fault here."""
    elements: int = 1
    """Of the variable. Where it has several, `initial` is 0; `final` and the curve's values are how
    far the farthest element is from its start; and a gradient is a norm."""

    @property
    def finding(self) -> Finding | None:
        """What was found where the chain breaks; None where it holds."""
        return next((link.finding for link in self.chain.links if not link.ok), None)


@dataclass(frozen=True)
class Checkup:
    """The whole report."""

    parameters: tuple[Checked, ...]
    exception: str | None
    """What ended the program, as 'type: message'."""
    steps: int
    """Calls of `gradient` seen, inside graphs or not."""
    versions: str
    program: str
    errors: tuple[str, ...] = ()
    """Tracebacks of the doctor's own errors."""

    @property
    def faults(self) -> tuple[Checked, ...]:
        """The parameters that do not train and should."""
        return tuple(p for p in self.parameters if p.severity == "fault")

    @property
    def verdict(self) -> CheckupVerdict:
        """Of the whole program; an error of the doctor's is never 'fine'."""
        if self.faults:
            return "broken"
        return "cannot tell" if self.errors or not self.steps else "fine"
