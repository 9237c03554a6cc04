"""Files of each kind, written row by row and read again: tables of text, maps, workbooks, columns."""
