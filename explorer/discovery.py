"""Finding the entries of a catalogue folder: a new file there is a new entry."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def modules_with(package: ModuleType, name: str) -> list[ModuleType]:
    """The modules of `package` that define `name`, by file name."""
    found = (
        import_module(f"{package.__name__}.{info.name}") for info in iter_modules(package.__path__)
    )
    return [module for module in found if hasattr(module, name)]
