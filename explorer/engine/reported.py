"""What each broken wiring really raises and warns of, written down for the search by symptom.

Write it anew after a change of wirings or versions: `python -m explorer.engine.reported`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from explorer.catalogue import Catalogue, Wiring
from explorer.engine.start import single_threaded
from explorer.messages import FILE
from explorer.spec import Comparison

if TYPE_CHECKING:
    from explorer.engine.session import Session

STEPS = 100


def reported(wiring: Wiring, catalogue: Catalogue, session: Session) -> list[str]:
    """The exception and the warnings of a run with the first loss that suits, as Keras wrote them.

    A run reports most of this when its step is traced.
    """
    loss = next(loss for loss in catalogue.losses if wiring.suits(loss))
    chosen = {"loss": loss.key, "view": wiring.kind, wiring.kind: wiring.key}
    comparison, _ = Comparison(steps=STEPS, **chosen).suited(catalogue, chosen=chosen)
    outcome = session.run_to_end(comparison.run(wiring.key, catalogue)).outcome
    raised = outcome.exception
    return [*([f"{raised.type}: {raised.message}"] if raised else []), *outcome.warnings]


def main() -> None:
    """Run every broken wiring and write the file."""
    single_threaded()
    from explorer.engine.inventory import inventory
    from explorer.engine.session import Session

    catalogue, session = inventory().catalogue, Session()
    broken = [wiring for wiring in catalogue.wirings if wiring.kind == "broken"]
    found = {wiring.key: reported(wiring, catalogue, session) for wiring in broken}
    kept = {key: messages for key, messages in found.items() if messages}
    FILE.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
