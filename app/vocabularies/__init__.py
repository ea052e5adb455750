"""The sector tree and the short lists of words that forms offer."""
