"""The catalogue; on a server's first start, only once TensorFlow has been imported."""

import streamlit as st

from explorer.hub.shared import shared_hub
from explorer.records.catalogue import Catalogue

STARTING = "Starting TensorFlow in the workers, about ten seconds"


def started_catalogue() -> Catalogue:
    """The catalogue; if none was kept, shows a spinner until TensorFlow is imported.

    Stops the page on failure.
    """
    hub = shared_hub()
    try:
        try:
            return hub.catalogue(timeout=0)
        except TimeoutError:
            with st.container(key="starting"), st.spinner(STARTING, show_time=True):
                return hub.catalogue(timeout=120)
    except (TimeoutError, RuntimeError) as error:
        st.error(f"No run can be computed: {error}", icon=":material/error:")
        st.stop()
