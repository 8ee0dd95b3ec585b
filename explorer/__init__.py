"""Loss Wiring Explorer: see where a trainable loss parameter is lost, on real Keras runs."""
