"""The page that asks: its cards, the question, the verdict."""
