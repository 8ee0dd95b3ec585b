"""What a page is made of beside the panel: widgets, address, code."""
