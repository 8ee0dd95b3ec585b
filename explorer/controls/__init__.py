"""The parts of a page beside the panel: widgets, address, code."""
