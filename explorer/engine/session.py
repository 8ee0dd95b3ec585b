"""The compiled programs of one process, and the runs made on them."""

from collections.abc import Callable, Generator, Iterator

from explorer.engine.data import RunData, prepare
from explorer.engine.eager import EagerTrainer, Untraceable
from explorer.engine.errors import record_exception
from explorer.engine.inventory import inventory
from explorer.engine.program import CAPACITY, Program, compiling
from explorer.engine.survey import evaluator, survey
from explorer.engine.trainer import Trainer
from explorer.records.catalogue import Catalogue
from explorer.records.landscape import Landscape
from explorer.records.outcome import ExceptionRecord, Outcome
from explorer.records.program_key import ProgramKey
from explorer.records.spec import RunSpec

AnyTrainer = Trainer | EagerTrainer | Untraceable


class Session:
    """Owns the programs; hands out trainers. Programs are never freed.

    A program costs about 19 MB and a second, and a process cannot return that memory: only
    replacing the process does.
    """

    def __init__(self):
        self.programs: dict[ProgramKey, Program] = {}
        self.untraceable: dict[ProgramKey, ExceptionRecord] = {}
        self.evaluators: dict[tuple[str, str | None], Callable] = {}
        self.compiling: dict[ProgramKey, Generator] = {}
        """Programs that are not finished: the remaining phases of each."""
        self.used_up = 0
        """Programs that served a single run."""

    @property
    def size(self) -> int:
        """Programs compiled so far."""
        return len(self.programs) + self.used_up

    def trainer(self, spec: RunSpec) -> AnyTrainer:
        """A trainer for `spec`, on an existing program where one fits, else on a new one."""
        preparing = self.preparing(spec)
        while True:
            try:
                next(preparing)
            except StopIteration as end:
                return end.value

    def preparing(self, spec: RunSpec) -> Generator[None, None, AnyTrainer]:
        """Make the trainer of `spec`, with pauses between the long phases of a compilation.

        Several may be under way: those that need the same program compile it together.
        """
        dataset = inventory().catalogue.dataset(spec.dataset)
        data = prepare(dataset, inventory().loads[spec.dataset], spec.seed)
        if inventory().catalogue.wiring(spec.wiring).eager:
            return EagerTrainer(spec, data)
        key = ProgramKey.of(spec, dataset)
        while not self._compiled(key, data):
            yield
        if key in self.untraceable:
            return Untraceable(spec, data, self.untraceable[key])
        program = self.programs[key]
        if program.setup.callbacks:
            # What callbacks do to Python objects outlives the run: no other run may use them.
            del self.programs[key]
            self.used_up += 1
        return Trainer(spec, data, program)

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

    def survey(self, trainer) -> Iterator[Landscape | None]:
        """The landscape of a run that has ended, piece by piece."""
        spec = trainer.spec
        # Where the loss reads its parameters as they are, it is the same under every wiring.
        key = (spec.loss, None if trainer.reads_as_is else spec.wiring)
        if key not in self.evaluators:
            as_is = trainer.reads_as_is
            loss = inventory().losses[spec.loss]() if as_is else trainer.setup.loss
            eager = inventory().catalogue.wiring(spec.wiring).eager
            self.evaluators[key] = evaluator(loss, traced=as_is or not eager)
        return survey(trainer, self.evaluators[key])

    def run_to_end(self, spec: RunSpec) -> AnyTrainer:
        """A trainer that has done all its steps."""
        trainer = self.trainer(spec)
        while not trainer.ended:
            trainer.advance(CAPACITY)
        return trainer


def as_declared(outcome: Outcome, catalogue: Catalogue) -> bool:
    """Whether the measured chain and the way the run ended are what its wiring declares."""
    wiring = catalogue.wiring(outcome.spec.wiring)
    raises = wiring.outcome == "raises"
    return outcome.broken_link == wiring.breaks_at and raises == (outcome.status == "raised")
