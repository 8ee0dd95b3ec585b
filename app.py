"""The app: `streamlit run app.py`."""

import streamlit as st

from explorer.server.app import check_settings, lifespan, middleware, routes

check_settings()

app = st.App("explorer/shell.py", routes=routes(), middleware=middleware(), lifespan=lifespan)
