"""The report about a program, made from what the watch saw."""

import sys
from dataclasses import replace

import keras
import tensorflow as tf

from explorer.doctor.guard import errors, guarded
from explorer.doctor.holders import find, leads_on, reached
from explorer.doctor.judge import chain_of, curve_of, number_chain, raised_before
from explorer.doctor.known import Known, Number, Site
from explorer.doctor.mending.mend import fault_of, mend_of_number, mends
from explorer.doctor.said import keras_said
from explorer.doctor.severity import is_weight, severity_of
from explorer.doctor.sources import name_of, set_at
from explorer.doctor.variables import origin
from explorer.doctor.watch import Watch
from explorer.engine.errors import record_exception
from explorer.engine.probe import tf_variable
from explorer.records.checkup import Checked, Checkup, Place
from explorer.records.outcome import finite


def checkup(watch: Watch, program: str, error: BaseException | None = None) -> Checkup:
    """Judge what was seen.

    Args:
        watch: what was seen.
        program: what ran, as the report names it.
        error: what ended it, if anything did.
    """
    parameters, faults, steps, said = [], [], 0, None
    with guarded():
        watch.fetch()
        steps = max((_steps_at(site) or 1 for site in watch.sites.values()), default=0)
    if isinstance(error, Exception):
        with guarded():
            said = record_exception(error, steps)
    for known in _followed(watch):
        with guarded():
            checked, site = _checked(known, watch)
            if checked is None:
                continue
            parameters.append(checked)
            if checked.severity == "fault":
                faults.append((checked, fault_of(checked, known, site)))
    with guarded():
        parameters = _mended(parameters, faults, watch)
    for number in watch.constants.found:
        with guarded():
            parameters.append(_not_a_variable(number))
    for holder, name, traced in watch.stale.changed:
        with guarded():
            parameters.append(_changed(holder, name, traced, watch))
    if watch.raised_by_loss and not watch.sites:
        with guarded():
            parameters += _raised(watch, watch.raised_by_loss)
    return Checkup(
        parameters=tuple(_one_a_line(parameters)),
        exception=f"{said.type}: {said.message}" if said else None,
        steps=steps,
        versions=f"Python {sys.version.split()[0]}, TensorFlow {tf.__version__}, "
        f"Keras {keras.__version__}",
        program=program,
        errors=errors(),
    )


def _steps_at(site: Site) -> int:
    """Steps done at a site, as far as that is known: a graph counts only where rows are written."""
    rows = max((rows.count for rows in site.rows.values()), default=0)
    return rows or (0 if site.traced else site.calls)


def _followed(watch: Watch) -> list[Known]:
    return [known for known in watch.known.values() if known.rows]


def _one_a_line(parameters: list[Checked]) -> list[Checked]:
    """One report for a variable that is made anew again and again."""
    kept, lines = [], set()
    for checked in parameters:
        anew = checked.finding is not None and checked.finding.kind == "new_each_step"
        if anew and checked.made_at in lines:
            continue
        if anew:
            lines.add(checked.made_at)
        kept.append(checked)
    return kept


def _mended(parameters: list[Checked], faults: list, watch: Watch) -> list[Checked]:
    found = mends([fault for _, fault in faults], watch)
    by_id = {id(checked): mend for (checked, _), mend in zip(faults, found, strict=True)}
    return [replace(checked, mend=by_id.get(id(checked))) for checked in parameters]


def _checked(known: Known, watch: Watch) -> tuple[Checked | None, Site]:
    name = name_of(known.origin.place, known.path)
    chain, site, rows = chain_of(known, name, watch)
    if is_weight(known, chain, site, watch):
        return None, site
    severity, excuse = severity_of(known, chain, site, rows, watch)
    values = rows.column("value")
    checked = Checked(
        name=name,
        path=known.path or name,
        made_at=known.origin.place or set_at(known.holder, name, site.place),
        handed_over_at=_handed_over(known, watch),
        differentiated_at=site.place,
        chain=chain,
        severity=severity,
        initial=finite(values[0]) if len(values) else None,
        final=finite(rows.figure_now()),
        steps=rows.count,
        curve=curve_of(rows),
        excuse=excuse,
        elements=known.variable.shape.num_elements() or 1,
        copy_moved=watch.copies.moved(known.variable) if chain.broken_link == "listed" else None,
    )
    heard = keras_said(known, checked.finding, watch.warned, watch.refusals)
    return replace(checked, keras_said=heard), site


def _handed_over(known: Known, watch: Watch) -> Place | None:
    for compiled in watch.compiled:
        if known.holder and known.holder[0] is compiled.loss:
            return compiled.place
        if leads_on(compiled.loss) and find(known.variable, {"loss": compiled.loss}):
            return compiled.place
    return None


def _not_a_variable(number: Number) -> Checked:
    name = number.holder[1] if number.holder else number.path
    traced = tf.is_tensor(number.value) and not hasattr(number.value, "numpy")
    return Checked(
        name=name,
        path=number.path,
        made_at=None if traced else set_at(number.holder, name, number.site.place),
        handed_over_at=None,
        differentiated_at=number.site.place,
        chain=number_chain(name, number.value),
        severity="fault",
        initial=None,
        final=None,
        steps=_steps_at(number.site),
        mend=mend_of_number(name),
    )


def _changed(holder, name: str, traced, watch: Watch) -> Checked:
    owner = "" if isinstance(holder, dict) else f"{type(holder).__name__}."
    sites = [site for site in watch.sites.values() if site.traced]
    near = sites[0].place if sites else None
    at = set_at(None if isinstance(holder, dict) else (holder, name), name, near)
    return Checked(
        name=name,
        path=f"{owner}{name}",
        made_at=at,
        handed_over_at=None,
        differentiated_at=near,
        chain=number_chain(name, traced, stale=True),
        severity="fault",
        initial=finite(traced),
        final=finite(traced),
        steps=max(map(_steps_at, sites), default=0),
    )


def _raised(watch: Watch, said) -> list[Checked]:
    """The parameters of losses that raised before any gradient was computed."""
    found, seen = [], set()
    for loss in [*watch.losses, *(c.loss for c in watch.compiled)]:
        for path, item, _ in reached({"loss": loss}) if leads_on(loss) else ():
            variable = tf_variable(item)
            made = origin(variable)
            if made is None or made.owner != "program" or id(variable) in seen:
                continue
            seen.add(id(variable))
            name = name_of(made.place, path)
            found.append(
                Checked(
                    name=name,
                    path=path,
                    made_at=made.place,
                    handed_over_at=None,
                    differentiated_at=None,
                    chain=raised_before(name, variable, said),
                    severity="fault",
                    initial=None,
                    final=None,
                    steps=0,
                )
            )
    return found
