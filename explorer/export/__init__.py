"""What is taken away: files made of a comparison whose runs have ended, one module a form."""
