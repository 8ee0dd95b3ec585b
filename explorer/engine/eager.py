"""Two eager steps on a copy, for wirings whose step cannot be traced."""

import numpy as np
import tensorflow as tf

from explorer.engine import chain
from explorer.engine.data import RunData, batches
from explorer.engine.errors import record_exception
from explorer.engine.inventory import inventory
from explorer.engine.outcome import Chain, ParameterResult, finite
from explorer.engine.probe import Observation, tf_variable, watching
from explorer.engine.program import ProgramKey, Setup
from explorer.spec import RunSpec

STEPS = 2


def two_eager_steps(spec: RunSpec, data: RunData) -> tuple[Chain, dict[str, ParameterResult]]:
    """Connect the wiring anew, run two steps uncompiled, and measure the chain on them.

    The values of a parameter are read after each step from the object that the loss of that
    step held.
    """
    key = ProgramKey.of(spec, data)
    setup = Setup(key)
    setup.start(spec)
    drawn = batches(len(data.x_train), key.batch_size, spec.seed)
    seen, held, available, values = [], [], [], []
    error = None
    for _, chosen in zip(range(STEPS), drawn, strict=False):
        batch = (tf.constant(data.x_train[chosen]), tf.constant(data.y_train[chosen]))
        with tf.GradientTape(persistent=True) as outer, watching(outer) as observation:
            try:
                setup.step(batch)
            except Exception as raised:  # what the second step raises is part of the evidence
                error = record_exception(raised, len(seen) + 1)
        parameters = setup.loss.parameters
        seen.append(observation)
        held.append(dict(parameters))
        available.append(
            {
                name: outer.gradient(observation.targets[0], tf_variable(item))
                if observation.targets
                else None
                for name, item in parameters.items()
            }
        )
        values.append({name: float(item.numpy()) for name, item in parameters.items()})
        if error:
            break
    traces = [
        chain.ParameterTrace(
            parameter.name,
            [step[parameter.name] for step in held],
            parameter.initial,
            np.array([_number(step[parameter.name]) for step in available], np.float32),
            np.array([step[parameter.name] for step in values], np.float32),
        )
        for parameter in inventory().catalogue.loss(spec.loss).parameters
    ]
    measured = chain.measure(traces, seen, "two eager steps", error)
    return measured, {trace.name: _result(trace, seen[0]) for trace in traces}


def _result(trace: chain.ParameterTrace, first: Observation) -> ParameterResult:
    delivered = first.delivered(tf_variable(trace.objects[0]))
    return ParameterResult(
        initial=trace.initial,
        final=finite(trace.values[-1]),
        grad_available=finite(trace.available[0]),
        grad_delivered=finite(_number(delivered)),
        grad_last=finite(trace.available[-1]),
    )


def _number(gradient) -> float:
    return np.nan if gradient is None else float(gradient)
