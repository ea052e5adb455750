"""My desk: what today asks of the one who signs in."""
