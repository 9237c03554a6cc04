"""The beginnings of codebooks that tests write."""

from __future__ import annotations

HEAD = 'name: mine\nversion: "1"\nsource: invented for a test\n'
ID = "columns:\n  - {name: id, meaning: id of the row, from: row.id, required: true, unique: true}\n"
