"""The runs of a page that judges them: opened a few at a time, in order, until all are over."""

from collections.abc import Callable

import streamlit as st

from explorer.hub.run import Run
from explorer.hub.shared import shared_hub
from explorer.records.spec import RunSpec

HELD = "judged_runs"
AT_ONCE = 2
"""Runs open at a time: few, so that users of Explore notice little."""
POLL_SECONDS = 0.5
"""Well under the time after which the hub drops a run that nobody opens again."""


def runs_so_far(specs: tuple[RunSpec, ...]) -> dict[RunSpec, Run]:
    """The runs of `specs` begun so far. Opens the next ones, and again those under way.

    Opening renews a run's time at the hub, so that it is dropped soon after its reader is gone.
    Runs of other specs, which another page or story has opened, are let go.
    """
    before: dict[RunSpec, Run] = st.session_state.get(HELD, {})
    held = {spec: before[spec] for spec in specs if spec in before}
    under_way = 0
    for spec in specs:
        if under_way == AT_ONCE:
            break
        if spec not in held or not held[spec].over:
            held[spec] = shared_hub().open(spec)
            under_way += not held[spec].over
    st.session_state[HELD] = held
    return held


def wait_for(
    specs: tuple[RunSpec, ...], runs: dict[RunSpec, Run], show: Callable[[int], None]
) -> None:
    """Show how many are over, and rerun the page whenever one more is, until all are.

    Args:
        specs: all that the page needs.
        runs: what `runs_so_far` returned for them.
        show: called with how many are over; makes the elements that say so.
    """
    over = _over(runs)
    if over < len(specs):
        st.fragment(_poll, run_every=POLL_SECONDS)(specs, over, show)


def _poll(specs: tuple[RunSpec, ...], shown: int, show: Callable[[int], None]) -> None:
    over = _over(runs_so_far(specs))
    if over != shown:
        st.rerun()
    show(over)


def _over(runs: dict[RunSpec, Run]) -> int:
    return sum(run.over for run in runs.values())
