"""From what the watch saw to the five links of each loss parameter; the engine judges them."""

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


def chain_of(
    known: Known, name: str, watch: Watch, error: ExceptionRecord | None = None
) -> tuple[Chain, Site | None, Rows | None]:
    """The chain of one variable, at the site where it comes farthest.

    Args:
        known: the variable.
        name: what the report calls it.
        watch: what was seen.
        error: what ended the program inside a step, if anything did.
    """
    judged = []
    for site in watch.sites.values():
        rows = site.rows.get(id(known.variable))
        if rows is None:
            continue
        ended = error if rows.count else error or watch.raised
        chain = measure(_evidence(known, name, site, rows, watch, ended))
        chain = _amended(chain, name, known, site, rows, watch, ended)
        broken = chain.broken_link
        reached = len(LINKS) if broken is None else LINKS.index(broken)
        judged.append((reached, rows.count, chain, site, rows))
    if not judged:
        return Chain(()), None, None
    _, _, chain, site, rows = max(judged, key=lambda item: item[:2])
    return chain, site, rows


def _evidence(
    known: Known, name: str, site: Site, rows: Rows, watch: Watch, error: ExceptionRecord | None
) -> Evidence:
    variable = known.variable
    keras_variable = wrapper(variable)
    holds = variable if keras_variable is None else keras_variable
    held = {name: Held(holds, is_trainable(variable))}
    delivered = rows.column("delivered")
    received = []
    for optimizer, handed in watch.optimizers.values():
        for _ in range(len(handed) - (id(variable) in handed)):
            received.append((None, None, optimizer))
        if id(variable) in handed:
            name_ = type(optimizer).__name__
            there = np.isfinite(delivered).any() or bool(known.received.get(name_))
            received.append((0.0 if there else None, variable, optimizer))
    seen = Observation(
        targets=[None],
        sources=site.sources,
        read=[variable] if id(variable) in site.watched else [],
        received=received,
        assigned=[variable] if _by_hand(known) else [],
        held=held,
    )
    if id(variable) in site.listed:
        seen.sources = [*site.sources, variable]
    after = rows.column("value")
    final = rows.figure_now()
    initial = float(after[0]) if len(after) else final
    during = known.writes.times and known.writes.first_step < rows.count
    if known.writes.times and not during:
        final = known.writes.before_last  # what was assigned after training is no part of it
    values = np.append(after[1:], final)
    writes = []
    if during and not _by_hand(known):
        writes = [Write(known.writes.last_step, known.writes.after)] * known.writes.times
    replaced = known.replaced
    trace = ParameterTrace(
        name,
        initial,
        available=rows.column("available"),
        delivered=delivered,
        values=values,
        writes=writes,
        rebound_at=replaced[0] if replaced else None,
    )
    listed_here = id(variable) in site.listed
    refused = error if listed_here and not np.isfinite(delivered).any() else None
    return Evidence([trace], [seen], error=refused)


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
    """The chain with what only the doctor can see."""
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
