"""What lies beside an exported file: its dictionary, where every cell comes from, what was left out, a note."""
