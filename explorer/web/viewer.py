"""One viewer of one run: a cursor into its telemetry, and what was sent already."""

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from itertools import zip_longest

import numpy as np

from explorer.hub.run import Run
from explorer.hub.telemetry import Telemetry
from explorer.records.catalogue import Catalogue
from explorer.records.landscape import Landscape
from explorer.records.outcome import Chain, Mode, Outcome
from explorer.records.spec import RunSpec
from explorer.words.corrections import corrections
from explorer.words.findings import told
from explorer.words.progress import NO_WORKER, STATES, in_line
from explorer.words.sentence import sentence


class Viewer:
    """Turns what is new in a run into messages. Slow viewers get larger frames, never fewer rows.

    Args:
        index: which run of the comparison this is.
        run: the run.
        catalogue: names what the run is made of.
        start: rows that the viewer holds already.
    """

    def __init__(self, index: int, run: Run, catalogue: Catalogue, start: int = 0):
        self.index = index
        self.run = run
        self.catalogue = catalogue
        self.cursor = start
        self.text: str | None = None
        self.restarts = run.restarts
        self.telemetry = run.telemetry
        self.told_chains: dict[int, Chain] = {}
        self.told_start = self.told_end = self.told_all = False

    @property
    def done(self) -> bool:
        """Whether everything was sent."""
        return self.told_all

    def news(self) -> Iterator[str | bytes]:
        """Messages since the last call, text as JSON, rows as bytes, in order."""
        run = self.run
        # Read the end first: what was recorded before it is then complete.
        complete, outcome, failure = run.complete, run.outcome, run.failure
        telemetry = run.telemetry
        if run.restarts > self.restarts:
            self.restarts = run.restarts
            yield self._text("restarted", over=False)
        elif (text := self._words()) != self.text and text and not self.told_start:
            self.text = text
            yield self._text("state", state=run.state, text=text)
        yield from self._turn_to(telemetry)
        if telemetry is not None and not self.told_start:
            self.told_start = True
            yield self._start()
        if self.told_start and telemetry.rows > self.cursor:
            frame, self.cursor = telemetry.frame(self.index, self.cursor)
            yield frame
        for segment, chain in list(run.chains.items()):
            # Sent once, and again if the end of the run changes it.
            if chain != self.told_chains.get(segment):
                self.told_chains[segment] = chain
                yield self._text("chain", segment=segment, **told(chain))
        if (outcome or failure) and not self.told_end:
            self.told_end = True
            yield self._end(outcome, failure)
        if complete and not self.told_all:
            self.told_all = True
            if failure is None:
                yield self._text("landscape", landscape=packed(run.landscape))

    def _turn_to(self, telemetry: Telemetry | None) -> Iterator[str]:
        """Begin again where another platform computes the run anew."""
        before, self.telemetry = self.telemetry, telemetry
        if before is not None and before is not telemetry:
            self.cursor, self.told_start, self.told_chains = 0, False, {}
            yield self._text("restarted", over=True)

    def _words(self) -> str | None:
        run = self.run
        place = run.place  # read once: the hub may change it meanwhile
        if run.state != "queued":
            return STATES.get(run.state)
        if run.no_worker:
            return NO_WORKER
        return STATES["queued"] if place is None else in_line(place, run.wait_seconds)

    def _start(self) -> str:
        run, started = self.run, self.run.started
        return self._text(
            "run",
            spec=run.spec.as_dict(),
            columns=started.columns,
            steps=run.spec.steps,
            platform=str(self.telemetry.platform or ""),
            parameters=list(started.initial),
            parameters_initial=started.initial,
            wiring=run.spec.wiring,
            segments=_segments(run.spec, started.modes, self.catalogue),
            view=started.view,
            reads_as_is=started.reads_as_is,
            fingerprint=run.outcome.fingerprint if run.outcome else None,
        )

    def _end(self, outcome: Outcome | None, failure: str | None) -> str:
        if failure is not None:
            return self._text("error", message=failure)
        error = outcome.exception
        return self._text(
            "done" if outcome.status == "finished" else outcome.status,
            step=outcome.step,
            verdict=outcome.verdict,
            exception=vars(error) if error else None,
            warnings=outcome.warnings,
            corrections=corrections(outcome),
            sentence=sentence(outcome, self.catalogue),
            fingerprint=outcome.fingerprint,
            versions=outcome.versions,
            steps_per_second=outcome.steps_per_second,
        )

    def _text(self, kind: str, **fields) -> str:
        return json.dumps({"type": kind, "run": self.index, **fields}, allow_nan=False)


def _segments(spec: RunSpec, modes: Sequence[Mode], catalogue: Catalogue) -> list[dict]:
    """The segments of a run as plain values; without a mode after one that cannot be traced."""
    return [
        {
            "begun": segment.begun,
            "wiring": segment.wiring,
            "title": catalogue.wiring(segment.wiring).title,
            "mode": mode,
        }
        for segment, mode in zip_longest(spec.segments, modes)
    ]


def packed(landscape: Landscape | None) -> dict | None:
    """A landscape as JSON-safe values: of each array its shape and its float32 bytes in base64."""
    if landscape is None:
        return None
    return {field.name: _packed(getattr(landscape, field.name)) for field in fields(landscape)}


def _packed(value):
    if isinstance(value, dict):
        return {name: _packed(item) for name, item in value.items()}
    if isinstance(value, np.ndarray):
        data = np.ascontiguousarray(value, "<f4").tobytes()
        return {"shape": value.shape, "data": base64.b64encode(data).decode()}
    return value
