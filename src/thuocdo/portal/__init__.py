"""Pages that belong to no single room: home, calendar, overview, agency, search, help; the demo year."""
