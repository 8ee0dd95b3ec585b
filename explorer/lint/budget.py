"""How much work one file may cost, so that a hostile one ends in a message."""

import time

SECONDS = 2.5
"""Of processor time. The largest modules of Keras and TensorFlow take one."""
MOST_NODES = 150_000
"""Of the syntax tree. Python's own largest packages stay below 100,000."""
BETWEEN = 256
"""Steps between two looks at the clock."""


class TooMuch(Exception):
    """The file needs more work than a program that a person wrote."""


class Budget:
    """Counts steps, and looks at the clock now and then."""

    def __init__(self):
        self._end = time.thread_time() + SECONDS
        self._steps = 0

    def spend(self) -> None:
        """Count a step.

        Raises:
            TooMuch: the time is up.
        """
        self._steps += 1
        if self._steps % BETWEEN == 0 and time.thread_time() > self._end:
            raise TooMuch
