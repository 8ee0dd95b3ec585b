"""Plain frozen records: all that links, processes and pages exchange."""
