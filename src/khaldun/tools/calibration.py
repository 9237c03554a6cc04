"""Loads data/calibration.yaml: what each reader's confidence is worth."""

from __future__ import annotations

from khaldun.code.confidence import Calibration
from khaldun.datafile import DATA, load_yaml

_TOGETHER = "auto"


def load_calibration(reader: str) -> Calibration:
    """The weights for a reader by the name of the settings; a network of a folder is weighed as the packaged one.

    Raises:
        DataError: the file is wrong.
    """
    found = load_yaml(DATA / "calibration.yaml", dict[str, Calibration])
    return found.get(reader, found[_TOGETHER])
