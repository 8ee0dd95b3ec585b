"""Article: a widely read answer, tested claim by claim against runs."""

import streamlit as st

from explorer.article.claims import CLAIMS, PROGRAMS, all_specs
from explorer.article.show import show_claim, show_progress, show_text
from explorer.web.listing import let_code_be_copied
from explorer.web.runs import runs_so_far, wait_for
from explorer.web.start import started_catalogue

catalogue = started_catalogue()
specs = all_specs(catalogue)
runs = runs_so_far(specs)
show_text(
    "intro",
    "<h1>Why does the trainable parameter of my loss not move?</h1>"
    "<p>This page tests a widely read answer, “Why are trainable parameters of the loss function "
    'not working in Keras?” (<time datetime="2025-01-30">30 January 2025</time>). For each claim '
    "it gives a summary in our own words, the experiment, and the verdict, which comes from a run "
    "on this server. The answer's example is the loss mean |y − f| + α · mean f², where α is "
    "trained along with the model.</p>"
    "<p>A parameter of a loss trains when five links hold: it is one <em>variable</em>, the loss "
    "<em>used</em> it under the tape, it is <em>listed</em> among the variables that the step "
    "differentiates, its gradient is <em>delivered</em> to an optimizer, and it "
    "<em>moved</em>.</p>",
)
with st.container(key="article-progress"):
    wait_for(specs, runs, lambda over: show_progress(over, len(specs)))
let_code_be_copied()
show_text("claims", "<h2>The claims, tested</h2>")
for claim in CLAIMS:
    show_claim(claim, "Claim", runs, catalogue)
show_text(
    "programs",
    "<h2>The three programs, corrected</h2>"
    "<p>They use a loss that has a minimum: the Gaussian likelihood, whose σ is the noise in the "
    "data.</p>",
)
for program in PROGRAMS:
    show_claim(program, "What it does", runs, catalogue)
show_text(
    "versions",
    f"<p><small>All runs were made on this server with {catalogue.versions}.</small></p>",
)
