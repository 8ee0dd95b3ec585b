"""The engine: real Keras train steps, compiled in chunks, watched from outside."""
