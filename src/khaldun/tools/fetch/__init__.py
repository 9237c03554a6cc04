"""Fetching addresses, politely and with care: the only part of the house that speaks to a network."""
