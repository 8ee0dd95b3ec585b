"""The app: `streamlit run app.py`."""

import streamlit as st

from explorer.server.app import lifespan, middleware, routes

app = st.App("explorer/shell.py", routes=routes(), middleware=middleware(), lifespan=lifespan)
