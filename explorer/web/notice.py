"""What every page says of the cluster while that does not compute all it could."""

import streamlit as st

from explorer.hub.cluster_settings import cluster_address
from explorer.hub.shared import shared_hub

POLL_SECONDS = 2.0


def cluster_notice() -> None:
    """Show it in a corner of the page, and follow it; nothing where there is no cluster."""
    if cluster_address() is not None:
        st.fragment(_notice, run_every=POLL_SECONDS)()


def _notice() -> None:
    words = shared_hub().status()["cluster"]["words"]
    if words:
        with st.container(key="cluster"):
            st.caption(words)
