"""What the program makes rows by, named in a codebook as `builtin`: steps that the language has no words for."""

from __future__ import annotations

from typing import Any

import msgspec

from khaldun.codebook.language import KEYS, Rule


class Builtin(msgspec.Struct, frozen=True, kw_only=True):
    """`model` is the record of the whole file as the program reads it: its fields beyond the language's are `keys`,
    those of its rules `rule_keys`. `about` says what the steps do; `given` are rules of other files that it names."""

    name: str
    about: str
    model: Any
    rule: Any
    given: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Parts of the file that only the program's steps read."""
        return tuple(key for key in self.model.__struct_encode_fields__ if key not in KEYS)

    @property
    def rule_keys(self) -> tuple[str, ...]:
        """Fields of rules that only the program's steps read."""
        own = Rule.__struct_encode_fields__
        return tuple(key for key in self.rule.__struct_encode_fields__ if key not in own)
