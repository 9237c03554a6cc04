"""Khaldun: reports of armed conflict in, event data that can be checked out."""

__version__ = "0.1.0"
