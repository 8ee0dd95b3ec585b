"""A claim as the page shows it: what was claimed, what was measured, the verdict."""

from html import escape

import streamlit as st

from explorer.article.claims import Claim, Experiment
from explorer.article.verdict import Verdict
from explorer.export.forms import offered
from explorer.hub.run import Run
from explorer.records.catalogue import Catalogue, Wiring
from explorer.records.outcome import Chain, Outcome
from explorer.records.spec import RunSpec
from explorer.web.address import explore_address
from explorer.web.listing import listing
from explorer.web.watching import watch
from explorer.words.corrections import corrections
from explorer.words.findings import STATES, reason
from explorer.words.sentence import sentence

ON = {
    "compiled step": "the compiled step",
    "two eager steps": "two uncompiled steps",
    "eager steps": "uncompiled steps",
}
ICONS = {"broken": "✕", "fixed": "✓", "open": "?"}


def show_text(key: str, body: str) -> None:
    """HTML in the reading column."""
    with st.container(key=f"article-text-{key}"):
        st.html(f'<div class="article">{body}</div>')


def show_progress(over: int, of: int) -> None:
    """How many of the page's experiments are over."""
    st.progress(over / of, f"Running: {over} of {of} experiments are over")


def show_claim(claim: Claim, term: str, runs: dict[RunSpec, Run], catalogue: Catalogue) -> None:
    """One claim, headed `term`, with its verdict and its runs as far as they got."""
    found = [runs.get(experiment.spec(catalogue)) for experiment in claim.experiments]
    head = claim.experiments[0].key
    show_text(
        f"claim-{head}",
        f"<h3>{escape(claim.title)}</h3><dl>"
        f"<dt>{term}</dt><dd>{escape(claim.claim)}</dd>"
        f"<dt>Experiment</dt><dd>{escape(claim.experiment)}</dd></dl>"
        f"{_judged(claim, found)}",
    )
    for experiment, run in zip(claim.experiments, found, strict=True):
        body = f"<h4>{escape(experiment.title)}</h4>" if len(found) > 1 else ""
        show_text(experiment.key, body + _measured(run, catalogue) + _code(experiment, catalogue))
        _show_panel(experiment, catalogue)


def _judged(claim: Claim, found: list[Run | None]) -> str:
    failures = [run.failure for run in found if run is not None and run.state == "failed"]
    if failures:
        return _badge(Verdict("Not computed", "open", failures[0]))
    if any(run is None or run.outcome is None for run in found):
        return _badge(Verdict("Running", "open", "The verdict waits for the runs below."), "…")
    return _badge(claim.judge(tuple(run.outcome for run in found)))


def _badge(verdict: Verdict, icon: str | None = None) -> str:
    lines = verdict.text.split("\n")
    text = "<br>".join(escape(line) for line in (["", *lines] if len(lines) > 1 else lines))
    return (
        f'<p class="verdict {verdict.tone}"><b><i aria-hidden="true">'
        f"{icon or ICONS[verdict.tone]}</i> {escape(verdict.word)}</b> {text}</p>"
    )


def _measured(run: Run | None, catalogue: Catalogue) -> str:
    if run is None or not run.over:
        return '<p class="waiting">Measuring …</p>'
    if run.outcome is None:
        return f'<p class="waiting">{escape(run.failure or "")}</p>'
    words = escape(sentence(run.outcome, catalogue))
    return f"<p>{words}</p>{_exception(run.outcome)}{_links(run.outcome.chain)}"


def _exception(outcome: Outcome) -> str:
    if outcome.exception is None:
        return ""
    error = outcome.exception
    raised = f'<pre class="raised"><b>{escape(error.type)}</b>: {escape(error.message)}</pre>'
    return raised + "".join(f"<p>{escape(text)}</p>" for text in corrections(outcome))


SIGNS = {"ok": "✓", "lost": "✕", "unreached": "·"}


def _links(chain: Chain) -> str:
    """The chain as a table; a link that is not reached has no evidence, only its state."""
    rows = "".join(
        f'<tr class="{state}"><th scope=row>{result.link.capitalize()}</th>'
        f'<td><i aria-hidden="true">{SIGNS[state]}</i> {STATES[state]}</td>'
        f"<td>{'' if state == 'unreached' else escape(reason(result))}</td></tr>"
        for result, state in zip(chain.links, chain.states, strict=True)
    )
    return (
        f"<table><caption>The chain, measured on {ON[chain.measured_on]}</caption>"
        f"<tbody>{rows}</tbody></table>"
    )


def _code(experiment: Experiment, catalogue: Catalogue) -> str:
    (key,) = experiment.comparison.wirings()
    wiring = catalogue.wiring(key)
    return (
        f'<p class="label">The code that ran</p>{listing(wiring.code)}'
        f"<p><small>{_how(wiring)}</small></p>"
        f'<p><a href="{escape(explore_address(experiment.comparison, catalogue))}" target="_self">'
        "Open in Explore</a></p>"
    )


def _how(wiring: Wiring) -> str:
    if wiring.eager:
        return "The step that connect() returns was called as it stands, uncompiled."
    return "The step that connect() returns was compiled: tf.function(step, jit_compile=True)."


def _show_panel(experiment: Experiment, catalogue: Catalogue) -> None:
    """The live panel, only while it is open: its charts are heavy."""
    name = experiment.key
    with (
        st.container(key=f"article-panel-{name}"),
        st.expander("Watch it run", on_change="rerun", key=f"article-open-{name}") as shown,
    ):
        if shown.open:
            watch(experiment.comparison, catalogue, f"article-live-{name}", offered())
