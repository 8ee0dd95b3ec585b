"""The live panel on pages where a run is watched and not changed."""

from collections.abc import Callable

from explorer.panel.component import mount, nothing
from explorer.panel.data import watched_data
from explorer.records.catalogue import Catalogue
from explorer.records.spec import Comparison
from explorer.web.assets import panel_addresses


def watch(
    comparison: Comparison,
    catalogue: Catalogue,
    key: str,
    exports: list[dict[str, str]],
    draw: dict | None = None,
    on_drawn: Callable[[], None] = nothing,
    on_played: Callable[[], None] = nothing,
) -> None:
    """Mount the panel for `comparison` without the buttons that would change it.

    Args:
        comparison: what it shows.
        catalogue: what there is.
        key: one per panel; the same on every rerun, so that the panel is kept.
        exports: the forms that its files can have.
        draw: the `parameter`, `run`, and bounds `low` and `high` of a curve that the visitor draws
            first; None for nothing.
        on_drawn: called when they have, or would rather watch.
        on_played: called when the visitor has seen the runs to their end.
    """
    data = watched_data(comparison, catalogue) | panel_addresses()
    data |= {"exports": exports, "draw": draw}
    mount(data, key, on_drawn=on_drawn, on_played=on_played)
