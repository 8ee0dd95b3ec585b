"""What to change about each fault: as a patch where that is certain, else as a snippet."""

from collections.abc import Callable, Sequence
from dataclasses import replace

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
from explorer.doctor.mending.optimizers import (
    Meant,
    among,
    applied,
    beside,
    meant_for_losses,
    updates_another,
)
from explorer.doctor.mending.register import compile_call, receiver
from explorer.doctor.mending.snippets import Names, snippet
from explorer.doctor.mending.ways import ways
from explorer.doctor.variables import wrapper
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
    found: list[Mend] = [Mend(None)] * len(faults)
    for indices in groups.values():
        group = [faults[i] for i in indices]
        meant = _meant(group[0], watch)
        own = _of_own_optimizer(group, meant)
        together = own or _patch(group, watch)
        for i in indices:
            patch = together
            if together is None and len(indices) > 1:
                patch = _patch([faults[i]], watch)
            found[i] = _mend(faults[i], patch, () if own else meant, watch)
            if own:
                found[i] = replace(found[i], wiring="two_optimizers")
    return found


def mend_of_number(name: str) -> Mend:
    """The mend for what is no variable."""
    broken, fixed = WIRINGS["not_a_variable"]
    name = name if name.isidentifier() else "parameter"  # some numbers have no name
    return Mend(fixed, snippet=snippet("not_a_variable", Names(name, name), True), resembles=broken)


def _meant(fault: Fault, watch: Watch) -> list[Meant]:
    """The optimizers that seem meant for a parameter, where its step uses none of them."""
    with guarded():
        if fault.own_step and (fault.link == "listed" or fault.kind in ("no_update", "not_held")):
            source, site = Draft().source(fault.site.place.file), fault.site
            own = [way.code for way in ways(fault.known.variable, site.names)]
            return [
                one
                for one in meant_for_losses(site, watch)
                if one.held or not updates_another(source, one.codes, own)
            ]
    return []


def _of_own_optimizer(faults: list[Fault], meant: list[Meant]) -> str | None:
    """The patch that hands parameters to the one optimizer that seems meant for them."""
    with guarded():
        own = {id(fault.known.variable) for fault in faults}
        if len(meant) == 1:
            draft, site, optimizer = Draft(), faults[0].site, meant[0].codes
            call, file = own_call(site, draft), site.place.file
            source = draft.source(file)
            accepts = not meant[0].held or own <= meant[0].held
            if faults[0].link == "listed":
                private = draft.attributes(file)
                codes = [ways(fault.known.variable, site.names, private) for fault in faults]
                codes = [[way.code for way in options] for options in codes]
                edits = among(source, call, optimizer, codes)
                edits = edits or (accepts and beside(source, call, optimizer, codes))
            else:
                only = own >= {id(variable) for variable in site.sources}
                edits = only and accepts and applied(source, call, optimizer, site.structure)
            if draft.add(file, edits):
                return draft.patch()
    return None


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


def _mend(fault: Fault, patch: str | None, meant: Sequence[Meant], watch: Watch) -> Mend:
    resembles, wiring, shown = None, None, None
    with guarded():
        resembles, wiring = nearest(fault, watch)
    with guarded():
        shown = None if patch else snippet(fault.kind, _names(fault, watch), fault.own_step)
    return Mend(wiring, patch, shown, resembles, tuple(optimizer.codes[0] for optimizer in meant))


def _names(fault: Fault, watch: Watch) -> Names:
    """What the user calls the things of the step, as far as that can be read there."""
    draft, site = Draft(), fault.site
    found = ways(fault.known.variable, site.names if site else {})
    read = {"name": fault.name, "code": found[0].code if found else fault.name}
    read["of_keras"] = wrapper(fault.known.variable) is not None
    for compiled in compiled_calls(model_of(site), watch):
        named = ways(compiled.model, compiled.names)
        read["model"] = named[0].code if named else "model"
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
