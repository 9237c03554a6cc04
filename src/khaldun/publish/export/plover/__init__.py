"""PLOVER: events with modes, contexts and flags, from claims."""
