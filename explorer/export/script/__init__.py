"""A comparison as a script or notebook of plain Keras, made of the very sources that ran."""
