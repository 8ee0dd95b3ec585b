"""From what the watch saw to the five links of each loss parameter; the engine judges them."""

from dataclasses import replace

import numpy as np

from explorer.doctor.known import Known, Site
from explorer.doctor.rows import Rows
from explorer.doctor.variables import is_trainable, wrapper
from explorer.doctor.watch import Watch
from explorer.engine.chain import kind_of, measure
from explorer.engine.evidence import Evidence, ParameterTrace, Write
from explorer.engine.probe import Held, Observation
from explorer.records.catalogue import LINKS
from explorer.records.finding import Finding, found
from explorer.records.outcome import Chain, ExceptionRecord, LinkResult, finite


def chain_of(known: Known, name: str, watch: Watch) -> tuple[Chain, Site, Rows]:
    """The chain of one variable, at the site where it comes farthest, and its rows there.

    Args:
        known: a variable with rows.
        name: what the report calls it.
        watch: what was seen.
    """
    judged = []
    for site in watch.sites.values():
        rows = site.rows.get(id(known.variable))
        if rows is None:
            continue
        error = _raised(known, site, rows, watch)
        chain = measure(_evidence(known, name, site, rows, watch, error))
        chain = _amended(chain, name, known, site, rows, watch, error)
        broken = chain.broken_link
        reached = len(LINKS) if broken is None else LINKS.index(broken)
        # Of two steps that come as far, the one for loss parameters is this one's too.
        of_losses = rows.count > 0 and watch.are_loss_side(site.listed)
        judged.append((reached, of_losses, rows.count, chain, site, rows))
    return max(judged, key=lambda item: item[:3])[3:]


def _raised(known: Known, site: Site, rows: Rows, watch: Watch) -> ExceptionRecord | None:
    """What its step raised: at its update, or before it had a first row."""
    refused = (r.error for r in watch.refusals if id(known.variable) in r.variables)
    error = next(refused, None) or (None if rows.count else watch.raised)
    # A graph that raises while it is traced has written no row for that step.
    return error and replace(error, step=max(1, rows.count + site.traced))


def _evidence(
    known: Known, name: str, site: Site, rows: Rows, watch: Watch, error: ExceptionRecord | None
) -> Evidence:
    variable = known.variable
    keras_variable = wrapper(variable)
    holds = variable if keras_variable is None else keras_variable
    is_listed = id(variable) in site.listed
    seen = Observation(
        sources=[*site.sources, *([variable] if is_listed else [])],
        read=[variable] if id(variable) in site.watched else [],
        received=_received(known, rows, watch),
        assigned=[variable] if _by_hand(known) else [],
        held={name: Held(holds, known.trainable)},
    )
    values, writes, final = rows.column("value"), known.writes, rows.figure_now()
    written = bool(writes.times) and writes.first_step < rows.count
    if writes.times and not written:
        final = writes.before  # what was assigned after training is no part of it
    trace = ParameterTrace(
        name,
        initial=float(values[0]) if len(values) else final,
        available=rows.column("available"),
        delivered=rows.column("delivered"),
        values=np.append(values[1:], final),
        writes=[Write(writes.last_step, writes.after)] * writes.times
        if written and not _by_hand(known)
        else [],
        rebound_at=known.replaced[0] if known.replaced else None,
    )
    delivered = np.isfinite(trace.delivered).any()
    return Evidence([trace], [seen], error=error if is_listed and not delivered else None)


def _received(known: Known, rows: Rows, watch: Watch) -> list[tuple]:
    """What each optimizer was handed; the other variables only count, and may be gone."""
    received = []
    for key, (optimizer, handed) in watch.optimizers.items():
        others = handed - {id(known.variable)}
        received += [(None, object(), optimizer) for _ in others]
        if id(known.variable) in handed:
            there = np.isfinite(rows.column("delivered")).any() or key in known.received
            received.append((0.0 if there else None, known.variable, optimizer))
    return received


def _by_hand(known: Known) -> bool:
    """Whether the program updates it without an optimizer."""
    return not known.received and (known.assigned_in_step is not None or known.writes.times > 0)


def _amended(
    chain: Chain,
    name: str,
    known: Known,
    site: Site,
    rows: Rows,
    watch: Watch,
    error: ExceptionRecord | None,
) -> Chain:
    """The chain with what only the doctor can see, and figures of all steps, not of all rows."""
    chain = _over(chain, rows.count)
    if not rows.count and site.traced_gradient.get(id(known.variable)):
        chain = _with(chain, "used", True, name, found("gradient_traced"))
    if id(known.variable) in watch.mispaired and not known.received:
        chain = _with(chain, "delivered", False, name, found("mispaired"))
    if error and not rows.count and known.origin.place in watch.made_in_step:
        return _with(chain, "variable", False, name, found("not_made"))
    if _is_made_anew(known, watch):
        return _with(chain, "variable", False, name, found("new_each_step"))
    return chain


def _is_made_anew(known: Known, watch: Watch) -> bool:
    """Whether its line makes another parameter at each step; one made of data is none."""
    crowd = watch.crowds.get(known.origin.place, 0)
    if crowd <= 2 or any(rows.count > 1 for rows in known.rows):
        return False
    handed = any(id(known.variable) in ids for _, ids in watch.optimizers.values())
    of_a_loss = (known.path or "").startswith("loss.")
    return known.origin.in_step or handed or of_a_loss


def raised_before(name: str, variable, error: ExceptionRecord) -> Chain:
    """The chain of a variable whose loss raised before any gradient was computed."""
    raised = found("raised", step=error.step, type=error.type, message=error.message)
    kind = "one_variable" if is_trainable(variable) else "frozen"
    first = LinkResult("variable", kind == "one_variable", ((name, found(kind)),))
    rest = (LinkResult(link, False, ((name, raised),)) for link in LINKS[1:])
    return Chain((first, *rest))


def number_chain(name: str, value: object, stale: bool = False) -> Chain:
    """The chain of what is no variable at all.

    Args:
        name: what the report calls it.
        value: the number or tensor.
        stale: whether it was changed after a step was traced that had read it.
    """
    kind = "number_after_tracing" if stale else "not_a_variable"
    finding = found(kind, holds=kind_of(value))
    first = LinkResult("variable", False, ((name, finding),))
    rest = found("nothing_to_differentiate")
    return Chain((first, *(LinkResult(link, False, ((name, rest),)) for link in LINKS[1:])))


def _over(chain: Chain, steps: int) -> Chain:
    """The chain of so many steps: of a long program, a row stands for several."""

    def counted(finding: Finding) -> Finding:
        figures = finding.figures
        return found(finding.kind, **figures | {"steps": steps}) if "steps" in figures else finding

    links = (
        replace(link, findings=tuple((name, counted(finding)) for name, finding in link.findings))
        for link in chain.links
    )
    return replace(chain, links=tuple(links))


def _with(chain: Chain, link: str, ok: bool, name: str, finding: Finding) -> Chain:
    links = tuple(
        LinkResult(result.link, ok, ((name, finding),)) if result.link == link else result
        for result in chain.links
    )
    return Chain(links, chain.measured_on)


def curve_of(rows: Rows) -> dict[str, list]:
    """The columns of a parameter's curve as plain lists; None where there is nothing finite."""
    columns = {"step": [int(step) for step in rows.steps]}
    for name in ("value", "available", "delivered"):
        columns[name] = [finite(value) for value in rows.column(name)]
    return columns
