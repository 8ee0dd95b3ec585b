"""Doctor: a pasted program linted, a dropped report shown."""
