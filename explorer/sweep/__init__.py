"""Sweeps: the runs of a grid, computed behind those of pages, as a picture and a table."""
