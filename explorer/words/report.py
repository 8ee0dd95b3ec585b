"""Everything that is known about the end of a run, as plain values for JSON."""

from dataclasses import asdict

from explorer.records.outcome import Outcome
from explorer.words.corrections import corrections
from explorer.words.findings import phrase, told


def report(outcome: Outcome) -> dict:
    """The outcome with the texts about it; the links of the chain under `chain`."""
    chain = told(outcome.chain)
    return asdict(outcome) | {
        "chain": chain["links"],
        "measured_on": chain["measured_on"],
        "broken_link": chain["broken_link"],
        "remarks": [phrase(finding) for finding in outcome.remarks],
        "corrections": corrections(outcome),
        "steps": outcome.steps,
        "silent": outcome.silent,
    }
