"""What ran, as a printed page shows it in place of the controls."""

import streamlit as st

from explorer.records.catalogue import Catalogue
from explorer.records.spec import Comparison
from explorer.web.listing import setup_line


def show_setup(comparison: Comparison, catalogue: Catalogue) -> None:
    """Loss, dataset and training in one paragraph, which only a printed page shows."""
    with st.container(key="setup"):
        st.html(f'<p class="explorer-setup">{setup_line(comparison, catalogue)}</p>')
