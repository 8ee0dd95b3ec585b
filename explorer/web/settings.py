"""The server's environment variables, checked before anything else is imported."""

from explorer import limits
from explorer.environment import overridden
from explorer.hub.cluster_settings import cluster_address
from explorer.terminal import complain


def check_settings() -> None:
    """Report settings that the workers override.

    If an environment variable of ours has a bad value, end the program with status 2.
    """
    for setting in overridden():
        complain(f"ignored, since results depend on it: {setting}")
    try:
        limits.check()
        cluster_address()
    except ValueError as error:
        complain(str(error))
        raise SystemExit(2) from None
