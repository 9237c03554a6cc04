"""What people do with drafts: fields and their values, edits, the queue's order, agreement. Values in, values out."""
