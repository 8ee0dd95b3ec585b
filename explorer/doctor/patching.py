"""Replace methods on the class that defines them; Keras compares them to see what is overridden."""

from unittest.mock import patch


def replaced(kind: type, name: str, wrapped):
    """A patch of a method, on the class that defines it.

    Args:
        kind: a class that has it.
        name: of the method.
        wrapped: makes the new method of the old one.
    """
    owner = next(base for base in kind.__mro__ if name in vars(base))
    return patch.object(owner, name, wrapped(vars(owner)[name]))
