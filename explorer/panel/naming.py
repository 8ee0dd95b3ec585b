"""How the names of one parameter relate: symbol, reading and name in the code."""

from __future__ import annotations

from explorer.records.catalogue import Parameter, Reading


def naming(parameter: Parameter) -> str:
    """One line, e.g. 's = log σ², so σ = exp(s/2). In the code: log_variance'."""
    parts = []
    reading, symbol = parameter.reading, parameter.symbol
    # "log σ" needs no explanation of σ.
    if reading and symbol != f"log {reading.symbol}":
        read = f"{reading.symbol} = {_formula(reading, symbol)}"
        inverse = _inverse(reading)
        parts.append(f"{symbol} = {inverse}, so {read}" if inverse else f"Read as {read}")
    parts.append(f"In the code: {parameter.name}")
    return ". ".join(parts)


def _formula(reading: Reading, symbol: str) -> str:
    inner = _scaled(reading.scale, symbol) + _shifted(reading.shift)
    value = inner if reading.map == "identity" else f"{reading.map}({inner})"
    if reading.factor != 1:
        value = f"{_number(reading.factor)} {value}"
    return value if reading.offset == 0 else f"{_number(reading.offset)} + {value}"


def _scaled(scale: float, symbol: str) -> str:
    if abs(scale) < 1 and (1 / scale).is_integer():
        return f"{symbol}/{_number(1 / scale)}"
    return symbol if scale == 1 else f"{_number(scale)} {symbol}"


def _shifted(shift: float) -> str:
    if shift == 0:
        return ""
    return f" {'+' if shift > 0 else '−'} {_number(abs(shift))}"


def _inverse(reading: Reading) -> str:
    """The inverse, if it is short; else ''."""
    plain = reading.map == "exp" and (reading.shift, reading.factor, reading.offset) == (0, 1, 0)
    power = {1.0: "", 0.5: "²"}.get(reading.scale)
    return f"log {reading.symbol}{power}" if plain and power is not None else ""


def _number(value: float) -> str:
    return f"{value:.4g}".replace("-", "−")
