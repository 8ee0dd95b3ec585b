"""The first seconds of a server: TensorFlow is still being imported."""

import streamlit as st

from explorer.catalogue import Catalogue
from explorer.hub.shared import shared_hub


def started_catalogue() -> Catalogue:
    """The catalogue; says that it waits where no worker is ready yet. Stops the page on failure."""
    hub = shared_hub()
    try:
        return hub.catalogue(timeout=0)
    except TimeoutError:
        pass
    except RuntimeError as error:
        _stop(error)
    try:
        with st.spinner("Starting TensorFlow in the workers, about ten seconds", show_time=True):
            return hub.catalogue(timeout=120)
    except (TimeoutError, RuntimeError) as error:
        _stop(error)


def _stop(error: Exception) -> None:
    st.error(f"No run can be computed: {error}", icon=":material/error:")
    st.stop()
