"""Clauses about the parameters of a run, which sentences are made of."""

from explorer.records.catalogue import Parameter
from explorer.records.number import count, number
from explorer.records.outcome import ParameterResult

Pairs = list[tuple[Parameter, ParameterResult]]


def course(pairs: Pairs, steps: int) -> str:
    """Which parameters went where in so many steps and which stayed, as a clause."""
    went = [pair for pair in pairs if changed(*pair)]
    left = [pair for pair in pairs if not changed(*pair)]
    clauses = [movement(went, steps)] if went else []
    clauses += [stayed(left, steps)] if left else []
    return ", while ".join(clauses)


def stayed(pairs: Pairs, steps: int) -> str:
    """That parameters have the value they began with, as a clause."""
    values = dict.fromkeys(shown(p, result.initial) for p, result in pairs)
    both = "both " if len(pairs) == 2 and len(values) == 1 else ""
    names = listing([symbol(p) for p, _ in pairs])
    return f"{names} {both}stayed at {listing(list(values))} for {count(steps, 'step')}"


def movement(pairs: Pairs, steps: int) -> str:
    """From where to where parameters went, as a clause."""
    parts = [
        f"{symbol(p)} went from {shown(p, r.initial)} to {shown(p, r.final)}" for p, r in pairs
    ]
    return f"{listing(parts)} in {count(steps, 'step')}"


def changed(parameter: Parameter, result: ParameterResult) -> bool:
    """Whether a parameter can be seen to have moved."""
    return shown(parameter, result.initial) != shown(parameter, result.final)


def symbol(parameter: Parameter) -> str:
    """What a parameter is called: the symbol of its reading, if it has one."""
    return parameter.reading.symbol if parameter.reading else parameter.symbol


def shown(parameter: Parameter, value: float | None) -> str:
    """A parameter's value as its reading, if it has one."""
    if parameter.reading and value is not None:
        value = parameter.reading(value)
    return number(value)


def listing(parts: list[str]) -> str:
    """The parts with commas and an 'and'."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def capitalised(text: str) -> str:
    """With a capital first letter, unless it is a Greek symbol or a one-letter name."""
    head = text.split(" ", 1)[0]
    return text if len(head) == 1 or not head.isascii() else text[0].upper() + text[1:]


def opening(clause: str) -> str:
    """A clause with a capital, unless it begins with a Greek symbol; 'a' is the article here."""
    return clause[0].upper() + clause[1:] if clause[0].isascii() else clause
