"""Data for where people already work: tables of other codebooks, checked, traced and safe to publish."""
