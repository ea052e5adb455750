"""Investment projects on their way from a lead to a park in operation."""
