"""The claims of a widely read answer, each put to the test by runs on the page."""
