"""The app: `streamlit run app.py`."""

import streamlit as st

from explorer.server.settings import check_settings

check_settings()

from explorer.server.app import lifespan, middleware, routes  # noqa: E402

app = st.App("explorer/shell.py", routes=routes(), middleware=middleware(), lifespan=lifespan)
