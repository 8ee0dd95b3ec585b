"""Records in English: the sentence about a run, and what is true where Keras misleads."""
