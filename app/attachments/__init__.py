"""Files on a record: what they are, where they lie, who handed them in, and what replaced them."""
