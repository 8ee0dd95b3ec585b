"""What to change about a fault: patches of the user's own lines, else snippets."""
