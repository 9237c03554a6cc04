"""Patterns over classes of words: how dates and numbers are found in a text.

A text is cut into tokens and each token becomes one character: its own where a data file names the word, otherwise
one for its shape (a day's number, a year, a clock time, any other number, a capitalised word, any word). A pattern of
the data file is then a regular expression over that short string, and offsets come back by the token's index.

A form is written with words (`the`), classes (`{month}`, captured as `{month:month}`), pieces defined elsewhere in the
file (`<time>`), `( | )`, `?`, `*`, and `^` and `$` for the ends of the text. Marks stand in quotes (`"("`); `"-"` joins
two words, `"--"` stands between them with a space.
"""

from khaldun.text.phrases.forms import Form, check_kinds
from khaldun.text.phrases.lexicon import Lexicon, Tokens, Value, Words
from khaldun.text.phrases.patterns import Hit, Patterns
from khaldun.text.phrases.reduced import Atom, Reduced

__all__ = ["Atom", "Form", "Hit", "Lexicon", "Patterns", "Reduced", "Tokens", "Value", "Words", "check_kinds"]
