"""The hub: workers, runs and their viewers, in the web process and without TensorFlow."""
