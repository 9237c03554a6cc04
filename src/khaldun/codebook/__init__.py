"""Codebooks of one's own: the language they are written in, the checks of a file, and the table that one makes."""
