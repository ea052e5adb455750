"""Activities (招商活动): tours, conferences, signings, delegations, and what came of them."""
