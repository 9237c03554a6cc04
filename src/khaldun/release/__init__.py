"""Releases: exports of one moment of a workspace under a name, with all that is needed to make them again."""
