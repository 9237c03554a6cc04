"""Clean: a report's bytes → an article whose blocks are read, or left out with a reason."""

from khaldun.clean.step import clean

__all__ = ["clean"]
