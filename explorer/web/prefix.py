"""The path that the app is served under (`server.baseUrlPath`)."""

import streamlit as st


def prefix() -> str:
    """What the paths of our routes begin with: '' or '/name'."""
    base = (st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


def base_path() -> str:
    """The app's root as an address in its pages: './' or '/name/'."""
    return f"{prefix() or '.'}/"
