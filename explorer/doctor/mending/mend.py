"""What to change about each fault: as a patch where that is certain, else as a snippet."""

from collections.abc import Callable

from explorer.doctor.guard import guarded
from explorer.doctor.known import Known, Site
from explorer.doctor.mending.delivery import delivered, optimizer_of
from explorer.doctor.mending.draft import Draft
from explorer.doctor.mending.extend import sources_of
from explorer.doctor.mending.listing import (
    Fault,
    compiled_calls,
    kept_by_keras,
    listed,
    model_of,
    own_call,
)
from explorer.doctor.mending.making import made_once, of_floats, unfrozen
from explorer.doctor.mending.nearest import BY_KIND as WIRINGS
from explorer.doctor.mending.nearest import nearest
from explorer.doctor.mending.register import compile_call, receiver
from explorer.doctor.mending.snippets import Names, snippet
from explorer.doctor.mending.ways import ways
from explorer.doctor.watch import Watch
from explorer.records.checkup import Checked, Mend

Patch = Callable[[list[Fault], Watch], str | None]
_PATCHES: dict[str, Patch] = {
    "frozen": unfrozen,
    "not_floating": of_floats,
    "new_each_step": made_once,
}
"""By what was found, at any link but *listed* and *delivered*."""


def fault_of(checked: Checked, known: Known, site: Site | None) -> Fault:
    """A checked parameter with what its mend depends on."""
    link, kind = checked.chain.broken_link, checked.finding.kind
    if kind == "raised" and link != "delivered":
        kind = "cut"  # it raised where a gradient would have come about, not at the update
    own = site is not None and own_call(site, Draft()) is not None
    return Fault(known, checked.name, link, kind, site, own)


def mends(faults: list[Fault], watch: Watch) -> list[Mend]:
    """A mend for each fault, in order; those of one site are mended by one patch."""
    groups: dict[tuple, list[int]] = {}
    for index, fault in enumerate(faults):
        kind = "" if fault.link in ("listed", "delivered") else fault.kind
        groups.setdefault((fault.link, kind, id(fault.site)), []).append(index)
    patches: list[str | None] = [None] * len(faults)
    for indices in groups.values():
        together = _patch([faults[i] for i in indices], watch)
        for i in indices:
            patches[i] = together
            if together is None and len(indices) > 1:
                patches[i] = _patch([faults[i]], watch)
    return [_mend(fault, patch, watch) for fault, patch in zip(faults, patches, strict=True)]


def mend_of_number(name: str) -> Mend:
    """The mend for what is no variable."""
    broken, fixed = WIRINGS["not_a_variable"]
    name = name if name.isidentifier() else "parameter"  # some numbers have no name
    return Mend(fixed, snippet=snippet("not_a_variable", Names(name, name), True), resembles=broken)


def _patch(faults: list[Fault], watch: Watch) -> str | None:
    patch = None
    with guarded():
        if faults[0].link == "listed":
            patch = listed(faults, watch)
        elif faults[0].link == "delivered":
            patch = delivered(faults) or kept_by_keras(faults, watch)
        elif faults[0].kind in _PATCHES:
            patch = _PATCHES[faults[0].kind](faults, watch)
    return patch


def _mend(fault: Fault, patch: str | None, watch: Watch) -> Mend:
    resembles, wiring, shown = None, None, None
    with guarded():
        resembles, wiring = nearest(fault, watch)
    with guarded():
        shown = None if patch else snippet(fault.kind, _names(fault, watch), fault.own_step)
    return Mend(wiring, patch, shown, resembles)


def _names(fault: Fault, watch: Watch) -> Names:
    """What the user calls the things of the step, as far as that can be read there."""
    draft, site = Draft(), fault.site
    found = ways(fault.known.variable, site.names if site else {})
    read = {"name": fault.name, "code": found[0].code if found else fault.name}
    for compiled in compiled_calls(model_of(site), watch):
        source = draft.source(compiled.place.file)
        call = source and compile_call(source, compiled.place.line)
        if call:
            read["model"] = receiver(source, call)
            read["listed"] = f"{read['model']}.trainable_variables"
    call = own_call(site, draft)
    if call is not None and sources_of(call) is not None and call.args:
        source = draft.source(site.place.file)
        read["tape"], read["target"] = source.of(call.func.value), source.of(call.args[0])
        if issubclass(site.structure, (list, tuple)):
            read["listed"] = source.of(sources_of(call))
            read["complete"] = id(fault.known.variable) in site.listed
        optimizer = optimizer_of(source, call)
        if optimizer is not None:
            read["optimizer"] = source.of(optimizer)
    return Names(**read)
