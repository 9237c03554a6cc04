"""UCDP GED: events of dyads with at least one death, from claims."""
