"""What a run that has not ended is doing, and why one was given up."""

STATES = {
    "queued": "Waiting for a worker",
    "compiling": "Compiling the train step",
    "running": "Training",
}
"""By the state of a run; one that is over has words of its own."""
NO_WORKER = "TensorFlow is starting in the workers, about ten seconds"


def given_up(deaths: int) -> str:
    """Why a run is not computed: its worker process died so often."""
    return (
        f"This run was given up: its worker process died {deaths} times. "
        "Reload the page to try again."
    )


def took_too_long(seconds: float) -> str:
    """Why a run is not computed: it was not over after so many seconds."""
    return f"This run was given up: it took longer than {seconds:.0f} s."
