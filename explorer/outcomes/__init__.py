"""Every wiring with every loss: measured once, kept on disk, shown as one table."""
