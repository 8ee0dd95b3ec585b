"""Patches for parameters that no step lists: extend an own list, or let Keras track them."""

import ast
import types
from dataclasses import dataclass

import keras
import tensorflow as tf
from keras.src.models import Functional

from explorer.doctor.known import Compiled, Known, Site
from explorer.doctor.mending.convert import converted
from explorer.doctor.mending.draft import Draft
from explorer.doctor.mending.edits import Source
from explorer.doctor.mending.extend import Lists, made_late, sources_of, valid_at
from explorer.doctor.mending.register import (
    Registered,
    compile_call,
    compiled_again,
    constructed,
    given_by_factory,
    receiver,
    registered,
)
from explorer.doctor.mending.ways import Way, ways
from explorer.doctor.variables import wrapper
from explorer.doctor.watch import Watch


@dataclass(frozen=True)
class Fault:
    """A parameter that does not train, and the place where it came farthest."""

    known: Known
    name: str
    link: str
    kind: str
    """Of the finding at that link."""
    site: Site | None
    own_step: bool
    """Whether the user calls `gradient` there, not Keras."""


def own_call(site: Site | None, draft: Draft):
    """The user's own call of `gradient` at a site; None where Keras makes it."""
    source = site and site.place and draft.source(site.place.file)
    calls = source.calls_at(site.place.line, "gradient") if source else []
    return calls[0] if len(calls) == 1 else None


def model_of(site: Site | None):
    """The model whose `train_step` a site is in, Keras's or the user's own."""
    return site.trainer() if site is not None and site.trainer is not None else None


def kind_of(model) -> str:
    """Which kind of model it is: sequential, functional or subclass."""
    if isinstance(model, keras.Sequential):
        return "sequential"
    return "functional" if isinstance(model, Functional) else "subclass"


def holding_layer(variable, model):
    """The layer of a model that holds a variable as its own attribute, if one does."""
    for layer in model._flatten_layers() if isinstance(model, keras.Model) else ():
        names = set(vars(layer)) - {"_tracker"}
        if any(way.holder is layer for way in ways(variable, {"layer": layer}, names)):
            return layer
    return None


def listed(faults: list[Fault], watch: Watch) -> str | None:
    """The patch that gets the parameters of one site into its list; None if none is certain."""
    site, first = faults[0].site, Draft()
    call, model = own_call(site, first), model_of(site)
    if call is None:
        attempts = [] if model is None else [_tracked, _again]
    elif model is not None and _all_that_it_tracks(first.source(site.place.file), call):
        attempts = [_own_attributes, _extended, _tracked]
    else:
        attempts = [_extended]
    patches = (_patch(attempt, faults, watch) for attempt in attempts)
    return next((patch for patch in patches if patch), None)


def _all_that_it_tracks(source: Source, call) -> bool:
    """Whether a model's own step differentiates whatever the model tracks."""
    node = sources_of(call)
    if isinstance(node, ast.Name):
        made = [source.parents.get(b) for b in source.bindings(node.id, source.scope(call))]
        node = made[0].value if len(made) == 1 and isinstance(made[0], ast.Assign) else None
    everything = ("self.trainable_variables", "self.trainable_weights")
    return node is not None and source.of(node) in everything


def kept_by_keras(faults: list[Fault], watch: Watch) -> str | None:
    """The patch that registers parameters where Keras's own step follows the user's."""
    left = all(left_to_keras(fault, watch) for fault in faults)
    return _patch(_tracked, faults, watch) if left else None


def left_to_keras(fault: Fault, watch: Watch) -> bool:
    """Whether Keras's own step follows the user's, and does not list the parameter."""
    model = model_of(fault.site)
    by_keras = [s for s in watch.sites.values() if s.by_keras and s.trainer() is model]
    return bool(by_keras) and not any(id(fault.known.variable) in s.listed for s in by_keras)


def _patch(attempt, faults: list[Fault], watch: Watch) -> str | None:
    draft = Draft()
    return draft.patch() if attempt(faults, watch, draft) else None


def _extended(faults: list[Fault], watch: Watch, draft: Draft) -> bool:
    site = faults[0].site
    file, call = site.place.file, own_call(site, draft)
    source = draft.source(file)
    private = draft.attributes(file)
    found = [ways(fault.known.variable, site.names, private) for fault in faults]
    codes = [[way.code for way in options] for options in found]
    late = any(_made_late(fault, draft) for fault in faults)
    return draft.add(file, Lists(source, call, codes, late).extended(site.structure))


def _made_late(fault: Fault, draft: Draft) -> bool:
    place = fault.known.origin.place
    source = place and draft.source(place.file)
    return bool(source) and made_late(source, place.line)


def _own_attributes(faults: list[Fault], watch: Watch, draft: Draft) -> bool:
    """What a model holds itself is in its list once it is a `keras.Variable`."""
    model = model_of(faults[0].site)
    return all(
        holding_layer(fault.known.variable, model) is not None and _converted(fault, draft)
        for fault in faults
    )


def _converted(fault: Fault, draft: Draft) -> bool:
    """Make a parameter Keras's, unless it is."""
    if wrapper(fault.known.variable) is not None:
        return True
    place = fault.known.origin.place
    source = place and draft.source(place.file)
    return bool(source) and draft.add(place.file, converted(source, place.line, fault.name))


def _tracked(faults: list[Fault], watch: Watch, draft: Draft) -> bool:
    """Register parameters on the model, or make them Keras's where it holds them already."""
    model = model_of(faults[0].site)
    loose = []
    for fault in faults:
        held = holding_layer(fault.known.variable, model) is not None
        if held and wrapper(fault.known.variable) is None:
            if not _converted(fault, draft):
                return False
        else:
            loose.append(fault)
    if not loose:
        return True
    for compiled in compiled_calls(model, watch):
        source = draft.source(compiled.place.file)
        call = source and compile_call(source, compiled.place.line)
        made = None
        if call and compiled.built and kind_of(model) == "subclass":
            made = constructed(source, call)  # built, it accepts no more variables (fact A35)
            call = made and call
        if not call:
            continue
        entries = _entries(loose, compiled, source, call, made, draft)
        if entries and draft.add(compiled.place.file, registered(source, call, entries, made)):
            return all(_converted(fault, draft) for fault in loose)
    return False


def compiled_calls(model, watch: Watch) -> list[Compiled]:
    """The calls of `compile` on a model; what a built subclass no longer accepts comes last."""
    calls = [c for c in watch.compiled if c.model is model and c.place]
    return calls if kind_of(model) == "subclass" else calls[::-1]


def _entries(
    faults: list[Fault], compiled: Compiled, source: Source, call, made, draft: Draft
) -> list[Registered] | None:
    entries: dict[tuple, Registered] = {}
    used: set[str] = set()
    for fault in faults:
        entry = _entry(fault, compiled, source, call, made, draft, used)
        if entry is None:
            return None
        if (entry.code, entry.below) not in entries:
            entries[entry.code, entry.below] = entry
            used.add(entry.attribute)
    return list(entries.values())


def _entry(
    fault: Fault, compiled: Compiled, source: Source, call, made, draft: Draft, used: set[str]
) -> Registered | None:
    target, model = fault.known.variable, compiled.model
    wanted = fault.name
    private = draft.attributes(compiled.place.file)
    layer = fault.known.origin.layer and fault.known.origin.layer()
    if layer is not None and _made_late(fault, draft):
        if isinstance(model, keras.Sequential):  # a layer set as its attribute is not tracked
            return None
        target, wanted = layer, "loss_layer"
    options = before_compile(target, compiled, source, call, private)
    code = valid_at(source, [way.code for way in options], made or call, call)
    way = next((way for way in options if way.code == code), None)
    if way is None and made is None:
        options = ways(target, {"": compiled.loss}, private)
        way = next(iter(options), None)
    if way is not None:
        whole = _whole(way)
        attribute = free_attribute(model, _last_name(whole) or wanted, target, used)
        return Registered(attribute, whole if way.root else None, None if way.root else whole)
    return None if made else _of_closure(fault, compiled, source, call, draft, used)


def before_compile(
    target, compiled: Compiled, source: Source, call, private: set[str]
) -> list[Way]:
    """The ways to an object, without those by what `compile` and the patch set on the model."""
    by_compile = f"{receiver(source, call)}.loss"
    return [
        way
        for way in ways(target, compiled.names, private)
        if way.holder is not compiled.model
        and way.code != by_compile
        and not way.code.startswith((f"{by_compile}.", f"{by_compile}["))
    ]


def _whole(way: Way) -> str:
    """The list that a parameter is in rather than its element, where it holds nothing else."""
    within = way.through[-1] if way.through else None
    if not isinstance(within, (list, tuple, dict)):
        return way.code
    items = within.values() if isinstance(within, dict) else within
    only = all(isinstance(item, (tf.Variable, keras.Variable)) for item in items)
    return way.code[: way.code.rindex("[")] if only else way.code


def _last_name(code: str) -> str | None:
    name = code.rpartition(".")[2].lstrip("_")
    return name if name.isidentifier() else None


def _of_closure(
    fault: Fault, compiled: Compiled, source: Source, call, draft: Draft, used: set[str]
) -> Registered | None:
    """A variable that only the loss function's closure holds becomes an attribute of it."""
    loss = compiled.loss
    if not isinstance(loss, types.FunctionType):
        return None
    cells = dict(zip(loss.__code__.co_freevars, loss.__closure__ or (), strict=True))
    names = [n for n, c in cells.items() if ways(fault.known.variable, {n: c.cell_contents})]
    place = fault.known.origin.place
    factory = place and draft.source(place.file)
    if not names or not factory:
        return None
    made = given_by_factory(factory, place.line, names[0], loss.__name__)
    if not draft.add(place.file, made):
        return None
    attribute = free_attribute(compiled.model, names[0], fault.known.variable, used)
    options = before_compile(loss, compiled, source, call, set())
    code = valid_at(source, [way.code for way in options], call, call)
    if code:
        return Registered(attribute, f"{code}.{names[0]}")
    return Registered(attribute, None, f".{names[0]}")


def free_attribute(model, wanted: str, target, used: set[str]) -> str:
    """A name that is still free on the model."""
    wanted = wanted if wanted.isidentifier() else "loss_parameter"
    numbered = (f"{wanted}_{n}" for n in range(2, 100))
    for name in (wanted, f"loss_{wanted}", *numbered):
        taken = hasattr(model, name) and not ways(target, {name: getattr(model, name)})
        if not taken and name not in used:
            return name
    return f"{wanted}_of_the_loss"


def _again(faults: list[Fault], watch: Watch, draft: Draft) -> bool:
    """Compile again where a variable was attached after a first fit."""
    model = model_of(faults[0].site)
    for compiled in compiled_calls(model, watch):
        source = draft.source(compiled.place.file)
        call = source and compile_call(source, compiled.place.line)
        names = {n for n, v in vars(model).items() if ways(faults[0].known.variable, {n: v})}
        for name in names if call else ():
            if draft.add(compiled.place.file, compiled_again(source, call, name)):
                return True
    return False
