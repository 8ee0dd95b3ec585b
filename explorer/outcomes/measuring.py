"""Measures the cells in view: the newest request first, never during a page's run."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from threading import Condition, Thread
from typing import Literal

from explorer.hub.cell_of import cell_of
from explorer.hub.hub import RunHub
from explorer.hub.outcome_store import OutcomeStore
from explorer.records.cell import Cell
from explorer.records.spec import RunSpec


@dataclass(frozen=True)
class News:
    """What is new about one cell."""

    kind: Literal["cell", "waiting", "measuring", "failed"]
    spec: RunSpec
    cell: Cell | None = None
    message: str | None = None


@dataclass(eq=False)
class Viewer:
    """One open table, and what is in view there. Written by `Measuring` only."""

    notify: Callable[[News], None]
    due: list[RunSpec] = field(default_factory=list)
    again: set[RunSpec] = field(default_factory=set)
    turn: int = 0


class Measuring:
    """Owns the viewers and the order of work. Thread-safe; its thread lives while work is due.

    Args:
        hub: computes the runs; needs `quiet`, `wait_until_quiet` and `compute_aside`.
        store: keeps the cells.
    """

    def __init__(self, hub: RunHub, store: OutcomeStore):
        self.hub = hub
        self.store = store
        self._changed = Condition()
        self._viewers: set[Viewer] = set()
        self._turns = count(1)
        self._current: RunSpec | None = None
        self._failed: dict[RunSpec, str] = {}
        self._working = False

    def join(self, notify: Callable[[News], None]) -> Viewer:
        """Add a viewer; `notify` is called from any thread."""
        viewer = Viewer(notify)
        with self._changed:
            self._viewers.add(viewer)
        return viewer

    def leave(self, viewer: Viewer) -> None:
        """Remove a viewer; what only this viewer saw is no longer measured."""
        with self._changed:
            self._viewers.discard(viewer)

    def look(self, viewer: Viewer, specs: Iterable[RunSpec]) -> list[RunSpec]:
        """Send the viewer the cells that are kept; measures nothing.

        Returns:
            The specs that have no cell yet.
        """
        missing = []
        for spec in specs:
            cell = self.store.get(spec)
            if cell is None:
                missing.append(spec)
            else:
                viewer.notify(News("cell", spec, cell))
        return missing

    def want(self, viewer: Viewer, specs: Iterable[RunSpec]) -> None:
        """Set what is in view now, in order: kept cells are sent, the rest becomes due."""
        specs = list(dict.fromkeys(specs))
        # Sent under the lock, so that nothing newer can be sent before.
        with self._changed:
            again = [spec for spec in specs if spec in viewer.again]
            missing = {*again, *self.look(viewer, (spec for spec in specs if spec not in again))}
            viewer.due = [spec for spec in specs if spec in missing and spec not in self._failed]
            viewer.turn = next(self._turns)
            for spec in missing & self._failed.keys():
                viewer.notify(News("failed", spec, message=self._failed[spec]))
            if self._current in missing:
                viewer.notify(News("measuring", self._current))
            self._begin()

    def measure_again(self, viewer: Viewer, specs: Iterable[RunSpec]) -> None:
        """Measure these anew the next time that they are in view."""
        specs = list(specs)
        with self._changed:
            viewer.again.update(specs)
            for spec in specs:
                self._failed.pop(spec, None)

    def _begin(self) -> None:
        if not self._working and self._next() is not None:
            self._working = True
            Thread(target=self._work, name="explorer-outcomes", daemon=True).start()

    def _next(self) -> RunSpec | None:
        newest_first = sorted(self._viewers, key=lambda viewer: -viewer.turn)
        return next((viewer.due[0] for viewer in newest_first if viewer.due), None)

    def _work(self) -> None:
        try:
            while self._wait():
                with self._changed:
                    spec = self._current = self._next()
                    if spec is None:
                        self._working = False
                        return
                self._notify(News("measuring", spec))
                run = self.hub.compute_aside(spec)
                if not run.over:
                    break  # the hub closed
                self._finish(run)
            self._stopped()
        except BaseException:
            self._stopped()
            raise

    def _wait(self) -> bool:
        """Let runs of pages go first, and tell the viewers; False if the hub closes."""
        if not self.hub.quiet:
            with self._changed:
                due = {spec for viewer in self._viewers for spec in viewer.due}
            for spec in due:
                self._notify(News("waiting", spec))
        return self.hub.wait_until_quiet()

    def _stopped(self) -> None:
        with self._changed:
            self._working, self._current = False, None

    def _finish(self, run) -> None:
        if run.state == "ended":
            news = News("cell", run.spec, cell_of(run))
            self.store.put(news.cell)
        else:
            news = News("failed", run.spec, message=run.failure)
        with self._changed:
            self._current = None
            if news.message is not None:
                self._failed[run.spec] = news.message
            for viewer in self._viewers:
                viewer.again.discard(run.spec)
                if run.spec in viewer.due:
                    viewer.due.remove(run.spec)
        self._notify(news)

    def _notify(self, news: News) -> None:
        with self._changed:
            viewers = list(self._viewers)
        for viewer in viewers:
            viewer.notify(news)
