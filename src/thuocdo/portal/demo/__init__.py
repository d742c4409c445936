"""The demo year (năm minh họa): five real documents through the real services, then invented progress."""
