"""The Explore page: its controls, the search by symptom, the live panel."""
