"""Who (danh bạ): units over time, their successions and groups, people, positions, roles, sign-in."""
