"""Pages that belong to no single room: home, agency, calendar, overview, search, help."""
