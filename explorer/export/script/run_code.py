"""The code that does one run: wire it, train, change what its events change, and report."""

import ast
import textwrap
from collections.abc import Mapping

from explorer.export.script.edits import Edits
from explorer.export.script.sources import PlainWiring, module
from explorer.hub.run import Run
from explorer.records.event import Event

WIDTH = 100
ORDER = "order = batches(len(x_train), BATCH_SIZE, SEED)"
CATCHING = "except Exception as error:  # noqa: BLE001 - what it is depends on the wiring"
SHOWN = 6
"""Steps at which the parameters are compared, the last one among them."""


def run_code(run: Run, wirings: Mapping[str, PlainWiring]) -> str:
    """The code of one run.

    Args:
        run: complete.
        wirings: by key, those of its segments.
    """
    last = run.outcome.steps if run.outcome.status == "diverged" else run.spec.steps
    begun = [i for i, segment in enumerate(run.spec.segments) if segment.begun < last]
    error = run.outcome.exception
    lines = []
    for index in begun:
        lines += _begun(index, run, wirings)
        call = _training_call(index, run, last, wirings)
        if len(begun) == 1 and error is None:
            lines.append(f"report({call}, page)")
        else:
            lines.append(f"seen {'|=' if index else '='} {call}")
    if error is not None:
        tried = textwrap.indent("\n".join(lines), "    ")
        lines = ["try:", tried, CATCHING, f'    report_raised(error, "{error.type}")']
    elif len(begun) > 1:
        lines.append("report(seen, page)")
    if run.outcome.status == "diverged":
        lines.append(f"# On the page the loss was not finite at step {run.outcome.step:,}.")
    return "\n".join([_page(run), ORDER, *lines])


def _begun(index: int, run: Run, wirings: Mapping[str, PlainWiring]) -> list[str]:
    """The lines before the train steps of a segment."""
    segment = run.spec.segments[index]
    wiring = wirings[segment.wiring]
    lines = [f"# After step {segment.begun:,}:"] if index else []
    if segment.rewired and index:
        lines.append("kept = carried()  # the optimizers begin anew")
    if segment.rewired or not index:
        lines += _wired(index, run, wiring)
    if segment.rewired and index:
        lines.append("carry_on(*kept)")
    return lines + [_changed(event) for event in segment.events if event.what != "wiring"]


def _wired(index: int, run: Run, wiring: PlainWiring) -> list[str]:
    """The lines that connect and compile a wiring."""
    segment = run.spec.segments[index]
    rates = {"optimizer": segment.lr, "loss_optimizer": segment.loss_lr}
    made = {name: _optimizer(run.spec.optimizer, rates[name]) for name in wiring.takes}
    lines = []
    if run.spec.events:  # they may change the rates
        lines = [f"{name} = {text}" for name, text in made.items()]
        made = {name: name for name in made}
    step = f"{wiring.name}({', '.join(made.values())})"
    if wiring.calls_back:
        lines.append(f"step, callbacks = {step}")
        step = "step"
    if wiring.eager:
        return lines if wiring.calls_back else [*lines, f"step = {step}"]
    # XLA cannot compile every step; one that cannot even be traced raises either way.
    xla = ", jit_compile=True" if run.started.modes[index] != "graph" else ""
    return [*lines, f"step = tf.function({step}{xla})"]


def _changed(event: Event) -> str:
    if event.what == "set":
        return f'set_parameter("{event.parameter}", {event.value!r})'
    name = {"lr": "optimizer", "loss_lr": "loss_optimizer"}[event.what]
    return f"{name}.learning_rate = {event.value!r}"


def _training_call(index: int, run: Run, last: int, wirings: Mapping[str, PlainWiring]) -> str:
    """The call that does the train steps of a segment."""
    segment = run.spec.segments[index]
    steps = f"range({segment.begun + 1}, {min(segment.until, last) + 1})"
    if wirings[segment.wiring].calls_back:
        return f"train_with_callbacks(step, callbacks, order, {steps}, page)"
    return f"train(step, order, {steps}, page)"


def _page(run: Run) -> str:
    """The statement that holds the parameters before the first step and after some, as recorded."""
    names, steps = list(run.started.initial), run.outcome.steps
    shown = sorted(
        {max(1, round(steps * part / SHOWN)) for part in range(1, SHOWN + 1)} if steps else ()
    )
    columns = run.telemetry.columns
    values = run.telemetry.values()[:, [columns.index(f"{name}.value") for name in names]]
    page = {0: list(run.started.initial.values())}
    page |= {step: [float(str(value)) for value in values[step - 1]] for step in shown}
    text = f"page = {page}"
    return textwrap.fill(text, WIDTH, subsequent_indent=" " * len("page = {"))


def _optimizer(key: str, rate: float) -> str:
    """How Keras makes an optimizer."""
    edits = Edits(module("engine/optimizers.py"))
    makers = next(node for node in ast.walk(edits.tree) if isinstance(node, ast.Dict))
    names = [ast.literal_eval(name) for name in makers.keys]
    maker = makers.values[names.index(key)]
    return edits.text(maker.body).replace("rate", repr(rate), 1)
