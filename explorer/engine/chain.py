"""The chain: five links a loss parameter must pass, measured on the running objects.

Nothing here knows which wiring ran. A link holds for a run when it holds for every
loss parameter.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.engine.outcome import Chain, ExceptionRecord, LinkResult
from explorer.engine.probe import Observation, tf_variable

FIRST = 100
"""k: the steps that `used` and `moved` look at."""
MOVED = 1e-3
"""A parameter moved when |change| > MOVED * max(1, |start|)."""


@dataclass(frozen=True)
class ParameterTrace:
    """One loss parameter over the first k steps (or fewer)."""

    name: str
    objects: Sequence[object]
    """What the loss held at each step that was watched; a compiled step is traced once."""
    initial: float
    available: np.ndarray
    values: np.ndarray


def measure(
    parameters: Sequence[ParameterTrace],
    seen: Sequence[Observation],
    measured_on: str = "compiled step",
    error: ExceptionRecord | None = None,
) -> Chain:
    """Judge each link from what was observed.

    Args:
        parameters: the loss parameters, at least one.
        seen: one observation a watched step: one for a compiled step, more for eager ones.
        measured_on: 'compiled step' or 'two eager steps'.
        error: what the last watched step raised; no gradient counts as delivered then.
    """
    judges: Mapping[str, Callable] = {
        "variable": _variable,
        "used": _used,
        "listed": lambda p: _listed(p, seen),
        "delivered": lambda p: _delivered(p, seen, error),
        "moved": _moved,
    }
    results = []
    for link, judge in judges.items():
        named: dict[str, list[str]] = {}
        verdicts = [judge(parameter) for parameter in parameters]
        for parameter, (_, words) in zip(parameters, verdicts, strict=True):
            named.setdefault(words, []).append(parameter.name)
        evidence = "; ".join(f"{', '.join(names)}: {words}" for words, names in named.items())
        results.append(LinkResult(link, all(ok for ok, _ in verdicts), evidence))
    return Chain(tuple(results), measured_on)


def _variable(p: ParameterTrace) -> tuple[bool, str]:
    variables = [tf_variable(item) for item in p.objects]
    kind = f"{type(p.objects[0]).__module__.split('.')[0]} {type(p.objects[0]).__name__}"
    if variables[0] is None:
        return False, f"a {kind}, not a variable"
    if not all(variable is variables[0] for variable in variables):
        return False, "a new variable at every step"
    if not variables[0].trainable:
        return False, "a variable with trainable=False"
    return True, "one trainable variable, the same at every step"


def _used(p: ParameterTrace) -> tuple[bool, str]:
    finite = np.isfinite(p.available)
    if not finite.any():
        return False, "no gradient reaches it under a tape"
    nonzero = finite & (p.available != 0)
    if not nonzero.any():
        return False, f"gradient exactly 0 at each of the first {len(p.available)} steps"
    ok = bool(finite.all())
    shown = f"gradient {p.available[0]:.4g} at step 1"
    return ok, shown if ok else f"{shown}, not finite later"


def _listed(p: ParameterTrace, seen: Sequence[Observation]) -> tuple[bool, str]:
    count = len({id(source) for source in seen[0].sources})
    listed = all(
        step.lists(tf_variable(item)) for step, item in zip(seen, _held(p, seen), strict=True)
    )
    place = "one of" if listed else "not among"
    return listed, f"{place} the {count} variables that the step differentiates"


def _delivered(
    p: ParameterTrace, seen: Sequence[Observation], error: ExceptionRecord | None
) -> tuple[bool, str]:
    if error:
        return False, f"step {error.step} raised {error.type}: {error.message}"
    delivered = all(
        step.delivered(tf_variable(item)) is not None
        for step, item in zip(seen, _held(p, seen), strict=True)
    )
    if delivered:
        to = next(
            name for _, variable, name in seen[0].received if variable is tf_variable(p.objects[0])
        )
        return True, f"{to} received its gradient"
    optimizers = list(dict.fromkeys(name for _, _, name in seen[0].received))
    if not optimizers:
        return False, "no optimizer received anything"
    count = len({id(variable) for _, variable, _ in seen[0].received})
    named = " and ".join(optimizers)
    return False, f"{named} received gradients for {count} variables, not for this one"


def _moved(p: ParameterTrace) -> tuple[bool, str]:
    finite = p.values[np.isfinite(p.values)]
    change = float(finite[-1] - p.initial) if len(finite) else 0.0
    moved = abs(change) > MOVED * max(1.0, abs(p.initial))
    if change == 0:
        return False, f"unchanged after {len(finite)} steps"
    shown = f"changed by {change:+.4g} in {len(finite)} steps"
    return moved, shown if moved else f"{shown}, too little to count as moved"


def _held(p: ParameterTrace, seen: Sequence[Observation]) -> list[object]:
    return list(p.objects) if len(p.objects) == len(seen) else [p.objects[0]] * len(seen)
