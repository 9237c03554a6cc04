"""The gazetteer: one SQLite file of places and their names, packaged, unpacked, extended and searched."""
