"""A workspace: a folder with its settings, the archive of raw bytes, and the store of what was read and decided."""
