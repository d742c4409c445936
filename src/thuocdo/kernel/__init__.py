"""Pure building blocks: Vietnamese text, periods, the working calendar, deadlines, transition tables, errors."""
