"""What a run that has not ended is doing, and why one was given up."""

STATES = {
    "queued": "Waiting for a worker",
    "compiling": "Compiling the train step",
    "running": "Training",
}
"""By the state of a run; one that is over has words of its own."""
WAITS = (5, 10, 15, 20, 30, 45, 60, 120, 180, 300, 600, 1200, 1800, 3600)
"""What an estimate is rounded to, in seconds, so that its words seldom change."""
NO_WORKER = "TensorFlow is starting in the workers, about ten seconds"


def in_line(place: int, seconds: float | None) -> str:
    """That a run waits, at which place in the line, and about how long."""
    end = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    line = f"{place:,}{end} in line"
    if seconds is not None:
        about = min(WAITS, key=lambda wait: abs(wait - seconds))
        line += f", about {about} s" if about < 60 else f", about {about // 60} min"
    return f"{STATES['queued']} ({line})"


def given_up(deaths: int) -> str:
    """Why a run is not computed: its worker process died so often."""
    return (
        f"This run was given up: its worker process died {deaths} times. "
        "Reload the page to try again."
    )


def took_too_long(seconds: float) -> str:
    """Why a run is not computed: it was not over after so many seconds."""
    return f"This run was given up: it took longer than {seconds:.0f} s."
