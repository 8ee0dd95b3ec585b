"""What ran, as a printed page shows it in place of the controls."""

from html import escape

import streamlit as st

from explorer.explore.widgets import TRAINING
from explorer.records.catalogue import Catalogue
from explorer.records.fields import FIELD, OPTIMIZERS
from explorer.records.spec import Comparison


def show_setup(comparison: Comparison, catalogue: Catalogue) -> None:
    """Loss, dataset and training in one paragraph, which only a printed page shows."""
    parts = [
        ("Loss", catalogue.loss(comparison.loss).title),
        ("Dataset", catalogue.dataset(comparison.dataset).title),
        *((FIELD[name].title, _value(name, comparison)) for name in _used(comparison, catalogue)),
    ]
    words = "; ".join(f"{title.lower()}: <b>{escape(value)}</b>" for title, value in parts)
    with st.container(key="setup"):
        st.html(f'<p class="explorer-setup">{words[0].upper()}{words[1:]}.</p>')


def _used(comparison: Comparison, catalogue: Catalogue) -> list[str]:
    unused = () if comparison.uses_loss_lr(catalogue) else ("loss_lr",)
    return [name for name in TRAINING if name not in unused]


def _value(name: str, comparison: Comparison) -> str:
    value = getattr(comparison, name)
    return OPTIMIZERS[value] if name == "optimizer" else f"{value:,}"
