"""The untrusted side: nothing in here knows of right or wrong, or of other submissions."""
