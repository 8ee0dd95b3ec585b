"""The chain: five links a loss parameter must pass, measured on the running objects.

Nothing here knows which wiring ran. A link holds for a run when it holds for every
loss parameter.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.engine.probe import Observation, is_among, tf_variable
from explorer.records.number import count, number, signed
from explorer.records.outcome import Chain, ExceptionRecord, LinkResult, MeasuredOn

FIRST = 100
"""k: the steps that `used` and `moved` look at."""
MOVED = 1e-3
"""A parameter moved when |change| > MOVED * max(1, |start|)."""


@dataclass(frozen=True)
class Write:
    """A parameter changed between two steps, by something other than the train step."""

    step: int
    """The step after which it happened."""
    before: float
    after: float


@dataclass(frozen=True)
class ParameterTrace:
    """One loss parameter over the first k steps (or fewer)."""

    name: str
    initial: float
    available: np.ndarray
    delivered: np.ndarray
    values: np.ndarray
    """After each step's update."""
    writes: Sequence[Write] = ()
    rebound_at: int | None = None
    """The step after which the loss held an object other than the one watched."""
    frozen_at: int | None = None
    """The step after which it was set to trainable=False."""


@dataclass(frozen=True)
class Evidence:
    """What the links of one run are judged from.

    `seen` is one observation per watched step: one for a compiled step, which is traced once,
    more for eager ones. `error` is what the last watched step raised; no gradient counts as
    delivered then.
    """

    parameters: Sequence[ParameterTrace]
    seen: Sequence[Observation]
    measured_on: MeasuredOn = "compiled step"
    error: ExceptionRecord | None = None
    diverged: bool = False


def measure(evidence: Evidence) -> Chain:
    """Judge each link from what was observed."""
    judges: Mapping[str, Callable] = {
        "variable": _variable,
        "used": _used,
        "listed": _listed,
        "delivered": _delivered,
        "moved": _moved,
    }
    if not evidence.seen:
        reason = "the run raised before its first step"
        return Chain(
            tuple(LinkResult(link, False, reason, reason) for link in judges), evidence.measured_on
        )
    results = []
    for link, judge in judges.items():
        named: dict[str, list[str]] = {}
        verdicts = [judge(parameter, evidence) for parameter in evidence.parameters]
        # Failures first: the first of them breaks the chain.
        judged = sorted(
            zip(evidence.parameters, verdicts, strict=True), key=lambda pair: pair[1][0]
        )
        for parameter, (_, words) in judged:
            named.setdefault(words, []).append(parameter.name)
        evidence_text = "; ".join(f"{', '.join(names)}: {words}" for words, names in named.items())
        ok, reason = judged[0][1]
        results.append(LinkResult(link, ok, evidence_text, reason))
    return Chain(tuple(results), evidence.measured_on)


def _variable(p: ParameterTrace, run: Evidence) -> tuple[bool, str]:
    held = [step.held[p.name] for step in run.seen if p.name in step.held]
    if not held:
        return False, "nothing yet: the step raised before creating it"
    kinds = [_kind(item.parameter) for item in held]
    if tf_variable(held[0].parameter) is None:
        return False, f"a {kinds[0]}, not a variable"
    changed = next((i for i, kind in enumerate(kinds) if kind != kinds[0]), None)
    if changed is not None:
        return False, f"a variable at step 1, a {kinds[changed]} from step {changed + 1} on"
    if not all(item.parameter is held[0].parameter for item in held):
        return False, "a new variable at every step"
    if p.rebound_at is not None:
        return False, (
            f"another object since step {p.rebound_at}, while the compiled step still reads "
            "the first one"
        )
    if not held[0].trainable:
        return False, "a variable with trainable=False"
    if p.frozen_at is not None:
        return True, (
            f"trainable when the step was compiled; trainable=False came after step "
            f"{p.frozen_at}, too late for it"
        )
    return True, "one trainable variable, the same at every step"


def _kind(item: object) -> str:
    if tf_variable(item) is not None:
        return "variable"
    package = type(item).__module__.split(".")[0]
    name = {"builtins": "Python", "tensorflow": "TensorFlow"}.get(package, package)
    return f"{name} {type(item).__name__}"


def _used(p: ParameterTrace, run: Evidence) -> tuple[bool, str]:
    if run.diverged and not len(p.available):
        return False, "the loss was not finite at step 1"
    finite = np.isfinite(p.available)
    if not finite.any():
        return False, _why_no_gradient(p, run)
    nonzero = finite & (p.available != 0)
    if not nonzero.any():
        steps = len(p.available)
        many = f"each of the first {steps} steps" if steps > 1 else "step 1"
        return False, f"gradient exactly 0 at {many}"
    ok = bool(finite.all())
    shown = f"gradient {number(p.available[0])} at step 1"
    return ok, shown if ok else f"{shown}, not finite later"


def _why_no_gradient(p: ParameterTrace, run: Evidence) -> str:
    first = run.seen[0]
    variable = first.variable(p.name) if p.name in first.held else None
    if variable is None:
        return "no gradient: there is no variable to differentiate"
    if not variable.dtype.is_floating:
        return f"no gradient: its dtype is {variable.dtype.name}, and only floats have one"
    if is_among(variable, first.read):
        return "no gradient: the step reads it, but through an operation without one"
    return "no gradient: the tape of the step did not record it"


def _listed(p: ParameterTrace, run: Evidence) -> tuple[bool, str]:
    count = len({id(source) for source in run.seen[0].sources})
    if not count:
        return False, "the step differentiates nothing"
    listed = all(p.name in step.held and step.lists(step.variable(p.name)) for step in run.seen)
    if count == 1:
        place = "" if listed else "not "
        return listed, f"{place}the only variable that the step differentiates"
    place = "one of" if listed else "not among"
    return listed, f"{place} the {count} variables that the step differentiates"


def _delivered(p: ParameterTrace, run: Evidence) -> tuple[bool, str]:
    if run.error:
        return False, f"step {run.error.step} raised {run.error.type}: {run.error.message}"
    first = run.seen[0]
    variable = first.variable(p.name)
    if all(step.delivered(step.variable(p.name)) is not None for step in run.seen):
        to = next(by for _, updated, by in first.received if updated is variable)
        return True, f"{_name(to)} received its gradient"
    if variable is not None and is_among(variable, first.assigned):
        return True, "the step assigns it by hand; no optimizer is needed"
    optimizers = {id(by): by for _, _, by in first.received}.values()
    if not optimizers:
        return False, "no optimizer received anything"
    if any(updated is variable for _, updated, _ in first.received):
        return False, "an optimizer received None in place of its gradient"
    sizes = [f"{_name(by)} holds {_size(by, first)} variables" for by in optimizers]
    return False, f"{' and '.join(sizes)}; this is not one of them"


def _name(optimizer) -> str:
    return type(optimizer).__name__


def _size(optimizer, seen: Observation) -> int:
    return len({id(variable) for _, variable, by in seen.received if by is optimizer})


def _moved(p: ParameterTrace, run: Evidence) -> tuple[bool, str]:
    finite = p.values[np.isfinite(p.values)]
    steps = len(finite)
    if p.writes:
        change = p.writes[-1].after - p.initial
        moved = _is_move(change, p.initial)
        times = f"{len(p.writes)} times" if len(p.writes) > 1 else "once"
        text = f"set between steps, not by the step: {times} in {count(steps, 'step')}"
        return moved, text if moved else f"{text}, back to {number(p.writes[-1].after)}"
    changes = finite - p.initial
    if not changes.any():
        return False, _why_unchanged(p, run, steps)
    shown = f"changed by {signed(changes[-1])} in {count(steps, 'step')}"
    if not _is_move(changes[-1], p.initial):
        farthest = changes[np.abs(changes).argmax()]
        if not _is_move(farthest, p.initial):
            return False, f"{shown}: too little to see"
        # A parameter whose optimum is its start oscillates around it, and may be back there now.
        shown = f"changed by up to {signed(farthest)} in {count(steps, 'step')}"
    return True, f"{shown}, until the loss was no longer finite" if run.diverged else shown


def _why_unchanged(p: ParameterTrace, run: Evidence, steps: int) -> str:
    text = f"unchanged after {count(steps, 'step')}"
    delivered = p.delivered[np.isfinite(p.delivered)]
    if not delivered.any():
        return text
    how = "handed over" if run.error else "delivered"
    text += f", with a gradient of {number(delivered[delivered != 0][0])} {how}"
    held = run.seen[0].held[p.name].parameter
    constraint = getattr(held, "constraint", None)
    return (
        f"{text}: its constraint {type(constraint).__name__} undoes the update"
        if constraint
        else text
    )


def _is_move(change: float, initial: float) -> bool:
    return abs(change) > MOVED * max(1.0, abs(initial))
