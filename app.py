"""The app: `streamlit run app.py`."""

import streamlit as st

from explorer.web.settings import check_settings

check_settings()

from explorer.export.qr import qr_route  # noqa: E402
from explorer.export.route import export_route  # noqa: E402
from explorer.outcomes.route import outcomes_route  # noqa: E402
from explorer.preview.head import head  # noqa: E402
from explorer.preview.oembed import oembed_route  # noqa: E402
from explorer.preview.route import picture_route  # noqa: E402
from explorer.sweep.route import sweep_routes  # noqa: E402
from explorer.web.app import lifespan, middleware, routes  # noqa: E402

app = st.App(
    "explorer/web/shell.py",
    routes=routes(
        export_route,
        qr_route,
        outcomes_route,
        picture_route,
        oembed_route,
        *sweep_routes,
    ),
    middleware=middleware(head),
    lifespan=lifespan,
)
