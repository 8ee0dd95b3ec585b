"""The same comparison over several seeds: bands and sentences, computed beside the page."""

import json
from dataclasses import replace

import numpy as np
import pytest
from cells import an_outcome
from playwright.sync_api import expect
from websockets.sync.client import connect

from explorer.records.fields import FIELD
from explorer.records.outcome import ParameterResult
from explorer.records.spec import Comparison
from explorer.web.seeds import COUNT, with_seed
from explorer.words.seeds import over_seeds

QUERY = "steps=20&depth=0"


def messages(server, query):
    with connect(server.socket_url(query).replace("api/stream", "api/seeds")) as socket:
        return [json.loads(text) for text in socket]


def test_bands_are_quantiles_over_the_runs_of_all_seeds(server, session, catalogue):
    told = messages(server, QUERY)
    assert [message["done"] for message in told] == sorted(message["done"] for message in told)
    last = told[-1]
    assert (last["type"], last["done"], last["of"]) == ("seeds", COUNT, COUNT)
    comparison, _ = Comparison.from_query(QUERY, catalogue)
    for spec, band in zip(comparison.runs(catalogue), last["runs"], strict=True):
        courses = [session.run_to_end(with_seed(spec, place)) for place in range(COUNT)]
        assert band["x"] == list(range(1, 21))
        for name in ("loss", "log_variance.value"):
            values = np.array([course.column(name) for course in courses], float)
            for quantile, line in ((0.1, "low"), (0.5, "median"), (0.9, "high")):
                expected = np.quantile(values, quantile, axis=0)
                np.testing.assert_allclose(band["columns"][name][line], expected, rtol=1e-5)
        assert f"{COUNT} of {COUNT} seeds" in band["sentence"]
    assert "stayed at 1.000" in last["runs"][0]["sentence"]


def test_a_bad_query_is_refused_in_words(server):
    (refusal,) = messages(server, "steps=0")
    assert refusal["type"] == "refused"
    assert "from 1 to 20,000" in refusal["message"]


def test_seeds_go_round(catalogue):
    largest = int(FIELD["seed"].maximum)
    spec = replace(Comparison().run("joint_tape", catalogue), seed=largest)
    assert [with_seed(spec, place).seed for place in range(3)] == [largest, 0, 1]


def outcome(catalogue, final, status="finished"):
    spec = Comparison().run("joint_tape", catalogue)
    result = ParameterResult(0.0, final, 0.1, None, 0.1)
    found = replace(an_outcome(spec), status=status, parameters={"log_variance": result})
    return replace(found, reads_as_is=False)


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ([(0.0, "finished")] * 2, "In 2 of 2 seeds s stayed at 0.000."),
        (
            [(1.0, "finished"), (2.0, "finished")],
            "In 2 of 2 seeds s ended between 1.000 and 2.000.",
        ),
        ([(1.0, "finished")] * 2, "In 2 of 2 seeds s ended at 1.000."),
        (
            [(1.0, "finished"), (None, "diverged"), (1.0, "raised")],
            "In 1 of 3 seeds s ended at 1.000; in 1 of 3 seeds the train step raised; in 1 of 3 "
            "seeds the loss was no longer finite.",
        ),
    ],
)
def test_what_happened_over_the_seeds(catalogue, ends, words):
    assert over_seeds([outcome(catalogue, *end) for end in ends], catalogue) == words


def test_a_switch_shows_the_bands_and_takes_them_away(visit):
    page = visit(f"?{QUERY}")
    switch = page.get_by_role("button", name="16 seeds")
    switch.click()
    expect(page.locator(".of-seeds").first).to_contain_text("In 16 of 16 seeds σ stayed at 1.000")
    expect(switch).to_have_text("16 seeds")
    entry = page.locator("[data-key=loss] .entry", has_text="10 to 90 %")
    expect(entry).to_be_visible()
    band = page.locator("[data-key='value.log_variance'] canvas.bands")
    ink = "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data"
    painted = f"canvas => [...({ink})(canvas)].some(Boolean)"
    page.wait_for_function(f"canvas => ({painted})(canvas)", arg=band.element_handle())
    switch.click()
    expect(page.locator(".of-seeds").first).to_be_hidden()
    expect(entry).to_have_count(0)
    page.wait_for_function(f"canvas => !({painted})(canvas)", arg=band.element_handle())
