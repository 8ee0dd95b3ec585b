"""Examining steps of runs: each course is computed again, up to the step before."""

import time
from collections import OrderedDict
from collections.abc import Callable, Generator

from explorer.engine.course import Course
from explorer.engine.examination import examine
from explorer.engine.pace import Pace
from explorer.records.examination import Examination
from explorer.records.spec import RunSpec

KEPT_COURSES = 8
"""Courses kept, so that stepping on costs one step; a visitor steps through up to four runs."""
KEPT_STEPS = 1000
"""Steps whose examination is kept, for those who step back, and for the next visitor."""
BACK = 8
"""A course begun again examines as many steps before the one wanted: who steps back once does so
again, and every new beginning costs all steps up to there."""
PIECE_SECONDS = 0.05


class Examiner:
    """Owns the courses examined last, and what was found.

    Args:
        preparing: makes the course of a spec, with pauses, as `Session.preparing` does.
    """

    def __init__(self, preparing: Callable[[RunSpec], Generator[None, None, Course]]):
        self._preparing = preparing
        self._courses: OrderedDict[RunSpec, Course] = OrderedDict()
        self._found: OrderedDict[tuple[RunSpec, int], Examination] = OrderedDict()

    def examining(self, spec: RunSpec, step: int) -> Generator[None, None, Examination]:
        """Examine one step, with pauses after pieces of about `PIECE_SECONDS`.

        Closed before its end, it leaves the course where it is, for the next question.
        """
        if (spec, step) in self._found:
            return self._found[spec, step]
        course, first = self._courses.pop(spec, None), step
        if course is None or course.step >= step:
            course = yield from self._preparing(spec)
            first = max(1, step - BACK)
        try:
            yield from _go_to(course, first - 1)
            while course.step < step and not course.ended:
                self._examine_next(spec, course)
                yield
        finally:
            self._courses[spec] = course
            _limit(self._courses, KEPT_COURSES)
        if course.step < step:
            return Examination(step, {}, steps=course.step)
        return self._found[spec, step]

    def _examine_next(self, spec: RunSpec, course: Course) -> None:
        """Do one step and examine it. It is done first: a loss may be made within it."""
        moment, setup = course.moment(), course.setup
        rows = course.advance(1).rows
        if not len(rows):
            return  # it raised, or its loss is not finite: the run has no such step
        row = dict(zip(course.columns, rows[0].tolist(), strict=True))
        gradients = {name: row[f"{name}.grad_available"] for name in course.initial}
        examined = examine(moment, setup.loss, gradients, row["loss"])
        self._found[spec, moment.step] = Examination(moment.step, examined)
        _limit(self._found, KEPT_STEPS)


def _go_to(course: Course, step: int) -> Generator[None, None, None]:
    """Let so many steps be done, or all that the run has."""
    pace = Pace()
    while course.step < step and not course.ended:
        began = time.perf_counter()
        chunk = course.advance(min(pace.steps, step - course.step))
        pace.learn(len(chunk.rows), time.perf_counter() - began, PIECE_SECONDS)
        yield


def _limit(kept: OrderedDict, most: int) -> None:
    while len(kept) > most:
        kept.popitem(last=False)
