"""The compiled programs of one process, and the runs made on them."""

from collections.abc import Callable, Generator, Iterator
from typing import TypeVar

from explorer.engine.course import Course, Means
from explorer.engine.data import RunData, prepare
from explorer.engine.errors import record_exception
from explorer.engine.examiner import Examiner
from explorer.engine.inventory import inventory
from explorer.engine.program import CAPACITY, Program, compiling
from explorer.engine.setup import Setup
from explorer.engine.survey import evaluator, survey
from explorer.records.catalogue import Catalogue
from explorer.records.examination import Examination
from explorer.records.landscape import Landscape
from explorer.records.outcome import ExceptionRecord, Outcome
from explorer.records.program_key import ProgramKey
from explorer.records.spec import RunSpec

Result = TypeVar("Result")


class Session:
    """Owns the programs; hands out the courses of runs. Programs are never freed.

    A program costs about 19 MB and a second, and a process cannot return that memory: only
    replacing the process does.
    """

    def __init__(self):
        self.programs: dict[ProgramKey, Program] = {}
        self.untraceable: dict[ProgramKey, ExceptionRecord] = {}
        self.evaluators: dict[tuple[str, str | None], Callable] = {}
        self.compiling: dict[ProgramKey, Generator] = {}
        """Programs that are not finished: the remaining phases of each."""
        self.examiner = Examiner(self.preparing)
        self.paces: dict[ProgramKey, int] = {}
        """Steps of the last chunk of a run, by the program that it began with."""
        self.used_up = 0
        """Programs that served a single run."""

    @property
    def size(self) -> int:
        """Programs compiled so far."""
        return len(self.programs) + self.used_up

    def course(self, spec: RunSpec) -> Course:
        """The course of `spec`, on existing programs where they fit, else on new ones."""
        return finished(self.preparing(spec))

    def preparing(self, spec: RunSpec) -> Generator[None, None, Course]:
        """Make the course of `spec`, with pauses between the long phases of a compilation.

        Several may be under way: those that need the same program compile it together.
        """
        dataset = inventory().catalogue.dataset(spec.dataset)
        data = prepare(dataset, inventory().loads[spec.dataset], spec.seed)
        means: list[Means] = []
        for segment in spec.segments:
            if segment.rewired or not means:
                key = ProgramKey.of(spec, dataset, segment.wiring)
                means.append((yield from self._means(key, data)))
            else:
                means.append(means[-1])
        return Course(spec, data, means)

    def _means(self, key: ProgramKey, data: RunData) -> Generator[None, None, Means]:
        if inventory().catalogue.wiring(key.wiring).eager:
            return Setup(key)
        while not self._compiled(key, data):
            yield
        if key in self.untraceable:
            return self.untraceable[key]
        program = self.programs[key]
        if program.setup.callbacks:
            # What callbacks do to Python objects outlives the run: no other run may use them.
            del self.programs[key]
            self.used_up += 1
        return program

    def _compiled(self, key: ProgramKey, data: RunData) -> bool:
        """Whether the program is ready or cannot be compiled; if neither, do its next phase."""
        if key in self.programs or key in self.untraceable:
            return True
        if key not in self.compiling:
            self.compiling[key] = compiling(key, data)
        try:
            next(self.compiling[key])
            return False
        except StopIteration as end:
            self.programs[key] = end.value
        except Exception as error:  # whatever a user's wiring can raise is a result
            # Kept, because every trace leaves a megabyte behind in TensorFlow.
            self.untraceable[key] = record_exception(error, step=1)
        del self.compiling[key]
        return True

    def survey(self, course: Course) -> Iterator[Landscape | None]:
        """The landscape of a run that has ended, piece by piece.

        There is none where the loss reads its parameters differently before and after an event.
        """
        spec, as_is = course.spec, course.reads_as_is
        wirings = {segment.wiring for segment in spec.segments}
        if not as_is and len(wirings) > 1:
            return iter(())
        # Where the loss reads its parameters as they are, it is the same under every wiring.
        key = (spec.loss, None if as_is else spec.wiring)
        if key not in self.evaluators:
            loss = inventory().losses[spec.loss]() if as_is else course.setup.loss
            eager = inventory().catalogue.wiring(spec.wiring).eager
            self.evaluators[key] = evaluator(loss, traced=as_is or not eager)
        return survey(course, self.evaluators[key])

    def examine(self, spec: RunSpec, step: int) -> Examination:
        """The arithmetic of one step of a run."""
        return finished(self.examiner.examining(spec, step))

    def run_to_end(self, spec: RunSpec) -> Course:
        """A course that has done all its steps."""
        course = self.course(spec)
        while not course.ended:
            course.advance(CAPACITY)
        return course


def finished(pieces: Generator[None, None, Result]) -> Result:
    """Do all pieces at once."""
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            return end.value


def as_declared(outcome: Outcome, catalogue: Catalogue) -> bool:
    """Whether the measured chains and the way the run ended are what its wirings declare."""
    chains = outcome.chains
    wirings = [catalogue.wiring(segment.wiring) for segment in outcome.spec.segments[: len(chains)]]
    raises = any(wiring.outcome == "raises" for wiring in wirings)
    declared = [wiring.breaks_at for wiring in wirings]
    found = [chain.broken_link for chain in chains]
    return found == declared and raises == (outcome.status == "raised")
