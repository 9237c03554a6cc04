"""Tables of events that people have coded, as they come: bytes → rows, whatever wrote them."""
