"""What the pipeline makes of texts that people coded, and how far those people agree: figures, floors, tables."""
