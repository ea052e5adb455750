"""Who has a site for which project, and how firmly: held, promised or under contract."""
