"""What is kept on disk from one start to the next, and when it no longer holds."""
