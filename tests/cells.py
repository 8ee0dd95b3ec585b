"""Cells of the table of outcomes that no run has made, and a viewer of the table."""

import threading

from explorer.records.cell import Cell, Curve
from explorer.records.outcome import Chain, Outcome, ParameterResult


def an_outcome(spec):
    return Outcome(
        spec=spec,
        status="finished",
        step=200,
        exception=None,
        mode="xla",
        chain=Chain(()),
        parameters={"log_variance": ParameterResult(1.0, 2.0, None, None, None)},
        first_loss=1.0,
        final_loss=1.0,
        first_validation=None,
        final_validation=None,
        steps_per_second=None,
        fingerprint="f",
        versions="TF",
    )


def a_cell(spec, measured_at="2026-01-01"):
    curve = Curve("log_variance", 1.0, 2.0, ((0, 1.0), (200, 2.0)))
    return Cell(an_outcome(spec), (curve,), measured_at)


class Ear:
    """Hears a viewer's news and waits for them."""

    def __init__(self):
        self.news = []
        self.changed = threading.Condition()

    def __call__(self, news):
        with self.changed:
            self.news.append(news)
            self.changed.notify_all()

    def told(self, kind="cell"):
        return [news.spec for news in self.news if news.kind == kind]

    def until(self, count):
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.told()) >= count, 30)
