"""ASGI routes beside Streamlit's: the stream of runs, the panel's files, health."""
