"""Phrases that say where: a place's name with its kind, and how what is meant lies to it."""
