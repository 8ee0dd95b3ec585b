"""The chain: five links a loss parameter must pass, measured on the running objects.

Nothing here knows which wiring ran. A link holds for a run when it holds for every
loss parameter.
"""

import numpy as np

from explorer.engine.evidence import Evidence, ParameterTrace
from explorer.engine.probe import Observation, is_among, tf_variable
from explorer.records.catalogue import LINKS, MOVED
from explorer.records.finding import Finding, found
from explorer.records.outcome import Chain, LinkResult, finite


def measure(evidence: Evidence) -> Chain:
    """Judge each link from what was observed."""
    judges = dict(zip(LINKS, (_variable, _used, _listed, _delivered, _moved), strict=True))
    results = []
    for link, judge in judges.items():
        if evidence.seen:
            verdicts = [(p.name, *judge(p, evidence)) for p in evidence.parameters]
        else:
            verdicts = [(p.name, False, found("not_measured")) for p in evidence.parameters]
        # Failures first: the first of them breaks the chain.
        verdicts.sort(key=lambda verdict: verdict[1])
        findings = tuple((name, finding) for name, _, finding in verdicts)
        results.append(LinkResult(link, verdicts[0][1], findings))
    return Chain(tuple(results), evidence.measured_on)


def _variable(p: ParameterTrace, run: Evidence) -> tuple[bool, Finding]:
    held = [step.held[p.name] for step in run.seen if p.name in step.held]
    if not held:
        return False, found("not_made")
    kinds = [kind_of(item.parameter) for item in held]
    if tf_variable(held[0].parameter) is None:
        return False, found("not_a_variable", holds=kinds[0])
    changed = next((i for i, kind in enumerate(kinds) if kind != kinds[0]), None)
    if changed is not None:
        return False, found("replaced", holds=kinds[changed], step=run.begun + changed + 1)
    if not all(item.parameter is held[0].parameter for item in held):
        return False, found("new_each_step")
    if p.rebound_at is not None:
        return False, found("rebound", after=p.rebound_at)
    if not held[0].trainable:
        return False, found("frozen")
    if p.frozen_at is not None:
        return True, found("frozen_too_late", after=p.frozen_at)
    return True, found("one_variable")


def kind_of(item: object) -> str:
    """What an object is, for somebody who expects a variable."""
    if tf_variable(item) is not None:
        return "variable"
    package = type(item).__module__.split(".")[0]
    name = {"builtins": "Python", "tensorflow": "TensorFlow"}.get(package, package)
    return f"{name} {type(item).__name__}"


def _used(p: ParameterTrace, run: Evidence) -> tuple[bool, Finding]:
    if run.diverged and not len(p.available):
        return False, found("loss_not_finite", step=run.begun + 1)
    there = np.isfinite(p.available)
    if not there.any():
        return False, _why_no_gradient(p, run)
    if not (there & (p.available != 0)).any():
        return False, found("zero_gradient", steps=len(p.available), first=run.begun + 1)
    ok = bool(there.all())
    kind = "gradient" if ok else "gradient_not_finite"
    return ok, found(kind, gradient=finite(p.available[0]), step=run.begun + 1)


def _why_no_gradient(p: ParameterTrace, run: Evidence) -> Finding:
    first = run.seen[0]
    variable = first.variable(p.name) if p.name in first.held else None
    if variable is None:
        return found("nothing_to_differentiate")
    if not variable.dtype.is_floating:
        return found("not_floating", dtype=variable.dtype.name)
    return found("cut" if is_among(variable, first.read) else "not_recorded")


def _listed(p: ParameterTrace, run: Evidence) -> tuple[bool, Finding]:
    sources = len({id(source) for source in run.seen[0].sources})
    if not sources:
        return False, found("nothing_differentiated")
    listed = all(p.name in step.held and step.lists(step.variable(p.name)) for step in run.seen)
    return listed, found("listed" if listed else "not_listed", sources=sources)


def _delivered(p: ParameterTrace, run: Evidence) -> tuple[bool, Finding]:
    if run.error:
        error = run.error
        return False, found("raised", step=error.step, type=error.type, message=error.message)
    first = run.seen[0]
    variable = first.variable(p.name)
    if all(step.delivered(step.variable(p.name)) is not None for step in run.seen):
        to = next(by for _, updated, by in first.received if updated is variable)
        return True, found("delivered", optimizer=_name(to))
    if variable is not None and is_among(variable, first.assigned):
        return True, found("assigned_by_hand")
    optimizers = {id(by): by for _, _, by in first.received}.values()
    if not optimizers:
        return False, found("no_update")
    if any(updated is variable for _, updated, _ in first.received):
        return False, found("none_delivered")
    return False, found("not_held", optimizers=[(_name(by), _size(by, first)) for by in optimizers])


def _name(optimizer) -> str:
    return type(optimizer).__name__


def _size(optimizer, seen: Observation) -> int:
    return len({id(variable) for _, variable, by in seen.received if by is optimizer})


def _moved(p: ParameterTrace, run: Evidence) -> tuple[bool, Finding]:
    values = p.values[np.isfinite(p.values)]
    steps = len(values)
    if p.writes:
        times, last = len(p.writes), p.writes[-1].after
        if _is_move(last - p.initial, p.initial):
            return True, found("set_between_steps", times=times, steps=steps)
        return False, found("set_back", times=times, steps=steps, value=finite(last))
    changes = values - p.initial
    if not changes.any():
        return False, _unchanged(p, run, steps)
    last, farthest = float(changes[-1]), float(changes[np.abs(changes).argmax()])
    if _is_move(last, p.initial):
        return True, found("changed", change=last, steps=steps, diverged=run.diverged)
    if not _is_move(farthest, p.initial):
        return False, found("too_little", change=last, steps=steps)
    # A parameter whose optimum is its start oscillates around it, and may be back there now.
    return True, found("wavered", change=farthest, steps=steps, diverged=run.diverged)


def _unchanged(p: ParameterTrace, run: Evidence, steps: int) -> Finding:
    delivered = p.delivered[np.isfinite(p.delivered)]
    if not delivered.any():
        return found("unchanged", steps=steps)
    constraint = getattr(run.seen[0].held[p.name].parameter, "constraint", None)
    return found(
        "unchanged",
        steps=steps,
        gradient=float(delivered[delivered != 0][0]),
        handed_over=run.error is not None,
        constraint=type(constraint).__name__ if constraint else None,
    )


def _is_move(change: float, initial: float) -> bool:
    return abs(change) > MOVED * max(1.0, abs(initial))
