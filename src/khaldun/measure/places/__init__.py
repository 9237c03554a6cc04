"""How well names of places are resolved: tables of place strings, and articles with their toponyms marked."""
