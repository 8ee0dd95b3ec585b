"""The live panel: one Streamlit component, its ES modules and CSS, and the Plotly figures."""
