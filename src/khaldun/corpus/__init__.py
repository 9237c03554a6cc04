"""Hand-coded real text: items by document and hash, codings by offset, never a sentence of the source."""
