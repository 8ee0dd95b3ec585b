"""The doctor: the chain of the loss parameters of anyone's own program."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.doctor.callback import WiringCheck
    from explorer.doctor.check import check
    from explorer.doctor.report import Report, WiringError

__all__ = ["Report", "WiringCheck", "WiringError", "check"]
_HOMES = {"WiringCheck": "callback", "check": "check", "Report": "report", "WiringError": "report"}


def __getattr__(name: str):
    """Import TensorFlow only when one of the names is used: the command line comes here too."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
