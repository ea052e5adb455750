"""The calendar: what meetings, activities, follow-ups and milestones put on a day, on pages, paper and in feeds."""
