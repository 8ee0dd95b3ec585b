"""Exceptions in readable form."""

import re

from explorer.records.outcome import ExceptionRecord

_PATH = re.compile(r"(?<![\w:/])(?:[A-Za-z]:)?(?:[/\\][^\s/\\\"':,]+){2,}[/\\]([^\s/\\\"':,]+)")
_NODE = re.compile(r"\{\{function_node [^}]*\}\}\s*|\s*\[Op:\w+\](?: name:\s*)?")
_WRAPPED = re.compile(r"^\s*(?P<type>\w+(?:Error|Exception)): (?P<message>.*)", re.M | re.S)


def record_exception(error: BaseException, step: int) -> ExceptionRecord:
    """Type and root message as Keras or TensorFlow wrote them, paths and node names removed.

    `tf.function` repeats a traceback inside its message ("in user code: …") and so does an
    operation that fails inside a graph ("Graph execution error: …"); the root is the
    exception named there.
    """
    message = str(error)
    if message.startswith("in user code:") and (found := _WRAPPED.search(message)):
        message = found["message"]
    elif message.startswith("Graph execution error:"):
        message = _without_stack(message)
    lines = [line.strip() for line in _NODE.sub("", _PATH.sub(r"\1", message)).strip().splitlines()]
    return ExceptionRecord(type(error).__name__, " ".join(filter(None, lines))[:2000], step)


def _without_stack(message: str) -> str:
    """The paragraphs of a graph execution error that are not part of a stack, each once."""
    paragraphs = [paragraph.strip() for paragraph in message.split("\n\n")[1:]]
    stack = ("Detected at node", "File ", "Traceback ", "[[{{")
    heads = [paragraph.splitlines()[0] for paragraph in paragraphs if paragraph]
    return "\n".join(dict.fromkeys(line for line in heads if not line.startswith(stack)))
