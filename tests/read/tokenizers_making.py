"""A tokenizer that is small: letters are its pieces."""

from __future__ import annotations

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import Lowercase


def tokenizer() -> Tokenizer:
    """Letters as pieces: enough to cut words."""
    letters = "abcdefghijklmnopqrstuvwxyz0123456789.,:;!?'-"
    pieces = ["[PAD]", "[UNK]", *letters, *(f"##{letter}" for letter in letters)]
    made = Tokenizer(WordPiece({piece: at for at, piece in enumerate(pieces)}, unk_token="[UNK]"))
    made.normalizer = Lowercase()
    return made
