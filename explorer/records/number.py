"""Numbers as people read them. `panel/static/format.js` keeps the same rule in the browser."""

import math
from decimal import ROUND_HALF_UP, Context, Decimal

MINUS = "−"
SMALL = 5e-4
LARGE = 1e5
"""Smaller sizes, and those from the larger on, are written as powers of ten."""
DIGITS = ((10, 3), (100, 2), (1000, 1), (math.inf, 0))
"""Decimals of sizes below a bound."""
POWER = Context(prec=2, rounding=ROUND_HALF_UP)


def number(value: float | None) -> str:
    """A number in about seven characters, e.g. '0.300', '−12.35', '1,235', '5.2e71', '1.0e−5'.

    None stands for a recorded value that was not finite.
    """
    if value is None:
        return "not finite"
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if value == 0:
        return "0.000"  # also for -0.0
    value = float(value)
    size = abs(value)
    if SMALL <= size < LARGE:
        digits = next(digits for bound, digits in DIGITS if size < bound)
        # Rounds the shortest decimal text of the value, as browsers do, not its binary value.
        rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        text = f"{rounded:,}"
    else:
        mantissa, exponent = f"{POWER.create_decimal(value):.1e}".split("e")
        text = f"{mantissa}e{int(exponent)}"
    return text.replace("-", MINUS)


def signed(value: float) -> str:
    """The same with its sign, also when it is positive."""
    return f"+{number(value)}" if value > 0 else number(value)


def exact(value: float) -> str:
    """A setting as it is, without powers of ten or rounding, e.g. '0.000001', '20,000'."""
    text = f"{Decimal(repr(value)):,f}"
    return text.removesuffix(".0")


def count(number: int, word: str) -> str:
    """How many of something, e.g. '1 step', '2,000 steps', '3 classes'."""
    plural = f"{word}es" if word.endswith("s") else f"{word}s"
    return f"{number:,} {word if number == 1 else plural}"
