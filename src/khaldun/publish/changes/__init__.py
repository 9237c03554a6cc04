"""What became of the rows of one published table in a later one: added, changed, merged, retracted, and why."""
