"""Questions about runs: one file a story; `page/` shows them."""
