"""Moved to `khaldun.datafile`; this name goes when nothing uses it any more."""

from khaldun.datafile import DATA, load_yaml

__all__ = ["DATA", "load_yaml"]
