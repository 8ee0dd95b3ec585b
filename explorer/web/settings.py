"""The server's environment variables, checked before anything else is imported."""

from importlib import import_module

from explorer.environment import overridden
from explorer.hub.hub import worker_count
from explorer.terminal import complain


def check_settings() -> None:
    """Report settings that the workers override.

    If an environment variable of ours has a bad value, end the program with status 2.
    """
    for setting in overridden():
        complain(f"ignored, since results depend on it: {setting}")
    try:
        worker_count()
        import_module("explorer.web.limits")  # it reads its variables when it is imported
    except ValueError as error:
        complain(str(error))
        raise SystemExit(2) from None
