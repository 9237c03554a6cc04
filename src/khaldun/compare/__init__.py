"""Two codings of the same days held against each other: the user's own table, and what Khaldun made of reports."""
