"""The trained reader: an encoder of words in context, and heads that say what they are."""
