"""How many train steps fit into the time of one piece of work."""

FIRST_CHUNK = 5
"""Steps of a first chunk, while the pace is unknown: a large network may need a second."""


class Pace:
    """Learns from each chunk how long the next one may be.

    Attributes:
        steps: how many the next chunk should have.
    """

    def __init__(self, steps: int = FIRST_CHUNK):
        self.steps = steps

    def learn(self, done: int, spent: float, seconds: float) -> None:
        """Choose the next length: about `seconds`, since `done` steps took `spent`."""
        self.steps = max(1, round(max(1, done) * min(10.0, seconds / spent)))
