"""Questions of the pages that belong to no single room; each has a fixed number of SQL statements."""
