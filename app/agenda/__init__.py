"""The calendar: what meetings, follow-ups and milestones put on a day, on pages, on paper and in other calendars."""
