"""Fits data/calibration.yaml: `python -m training.calibrate --data ../shared/data`.

Learnt on the test part of our own reports and the calibration part of the real documents, on which no reader was
trained or tuned; how far it holds is measured on the development and the test part of the real documents
(`khaldun corpus calibration`).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from khaldun.cli.settings import build_settings
from khaldun.measure.calibration import FIELDS, Judged, judged_claims
from khaldun.tools.build import build_tools
from training.reader.data import coded_texts

OUT = Path("src/khaldun/data/calibration.yaml")
_RIDGE, _ROUNDS = 2.0, 50
_REAL = 3.0  # what a claim of a real document counts, beside one of ours


def fit(rows: list[tuple[Judged, float]]) -> dict[str, float]:
    """Weights of a logistic regression (Newton's method, ridge on all but the bias)."""
    names = list(rows[0][0].features)
    x = np.array([[one.features[name] for name in names] for one, _ in rows])
    y, count = np.array([one.right for one, _ in rows], float), np.array([times for _, times in rows])
    weights: NDArray[np.float64] = np.zeros(len(names))
    ridge = np.diag([0.0 if name == "bias" else _RIDGE for name in names]) + 1e-6 * np.eye(len(names))
    for _ in range(_ROUNDS):
        shares = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (count * (shares - y)) + ridge @ weights
        weights -= np.linalg.solve((x.T * (count * shares * (1 - shares))) @ x + ridge, slope)
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the sources (docs/data.md)")
    given = parser.parse_args()
    own, real = coded_texts("written", Path("corpus"), "test"), coded_texts("real", given.data, "calibration")
    found: dict[str, dict[str, dict[str, float]]] = {}
    for reader in ("rules", "model", "auto"):
        tools = build_tools(build_settings(reader=reader))
        rows = [(one, 1.0) for one in judged_claims(own, tools)] + [(one, _REAL) for one in judged_claims(real, tools)]
        found[reader] = {field: fit([row for row in rows if row[0].field == field]) for field in FIELDS}
    head = "# Fitted by python -m training.calibrate (docs/confidence.md); weights by reader, field and what is so.\n"
    OUT.write_text(head + yaml.safe_dump(found, sort_keys=False))


if __name__ == "__main__":
    main()
