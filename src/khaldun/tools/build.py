"""Builds the tools that the steps need, once per worker."""

from __future__ import annotations

from pathlib import Path

from khaldun.errors import UsageError
from khaldun.pipeline import Tools, software
from khaldun.read.protocols import Reader
from khaldun.read.rules.reader import RulesReader
from khaldun.settings import Settings
from khaldun.tools.calibration import load_calibration
from khaldun.tools.codebooks import packaged_codebook
from khaldun.tools.countries import packaged_countries
from khaldun.tools.gazetteer.progress import Progress, no_progress
from khaldun.tools.gazetteer.store import Gazetteer, open_gazetteer
from khaldun.tools.lexicon import load_lexicon
from khaldun.tools.network import load_model_reader, why_no_network
from khaldun.tools.registry import load_registry

_READERS = ("auto", "model", "rules")


def build_tools(settings: Settings, *, progress: Progress = no_progress) -> Tools:
    """The tools for these settings; unpacks the gazetteer at the first start, telling `progress` how far it is.

    For "auto" the rules read alone where there is no network (cli/reading.py says so).

    Raises:
        UsageError: the settings name a reader that there is none of.
        DataError: a file of rules, names or codes is wrong.
        GazetteerError: the gazetteer cannot be unpacked or opened.
    """
    if settings.reader not in _READERS and not Path(settings.reader).is_dir():
        raise UsageError(
            f"There is no reader {settings.reader!r}.",
            advice="Name auto, model, rules, or the folder of a trained network.",
        )
    countries = packaged_countries()
    registry = load_registry()
    gazetteer = (
        Gazetteer(settings.gazetteer) if settings.gazetteer else open_gazetteer(settings.data_folder, progress=progress)
    )
    adjectives = [word for country in countries.all for word in country.adjectives]
    name = "rules" if settings.reader == "auto" and why_no_network() is not None else settings.reader
    lexicon = load_lexicon(adjectives)
    reader = _reader(name, RulesReader(lexicon, registry, gazetteer), lexicon.grammar.including)
    codebook = packaged_codebook()
    return Tools(
        reader=reader,
        gazetteer=gazetteer,
        registry=registry,
        codebook=codebook,
        countries=countries,
        calibration=load_calibration(name),
        versions=software(reader.method, gazetteer.version, registry.version, codebook.version),
    )


def _reader(name: str, rules: Reader, including: tuple[str, ...]) -> Reader:
    if name == "rules":
        return rules
    folder = None if name in _READERS else Path(name)
    return load_model_reader(rules, folder, together=name != "model", including=including)
