"""The catalogue as cards: what each loss and dataset is, and what it looks like."""
