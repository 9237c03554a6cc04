"""Draws the pictures of docs/confidence.md: `python -m training.plots FILE.json… --out docs/img` (needs matplotlib).

The files are what `khaldun corpus calibration --format json` writes.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import matplotlib as mpl

mpl.use("svg")
mpl.rcParams["svg.hashsalt"] = "khaldun"
mpl.rcParams["svg.fonttype"] = "none"

import matplotlib.pyplot as plt  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    read = {path.stem: json.loads(path.read_text()) for path in given.files}
    size = (3.4 * len(read), 3.6)
    reliability, axes = plt.subplots(1, len(read), figsize=size, sharey=True, layout="constrained")
    for axis, (name, found) in zip(axes, read.items(), strict=True):
        of = found["fields"]["claim"]
        axis.plot([0, 1], [0, 1], color="0.6", linestyle="--", linewidth=1)
        axis.plot([one["sure"] for one in of["bins"]], [one["right"] for one in of["bins"]], "o-", color="#0072b2")
        for one in of["bins"]:
            axis.annotate(
                str(one["count"]),
                (one["sure"], one["right"]),
                (0, 7),
                textcoords="offset points",
                ha="center",
                fontsize=8,
            )
        axis.set(
            title=f"{name.replace('_', ', ')} (n = {of['count']})", xlabel="confidence", xlim=(0, 1), ylim=(0, 1.05)
        )
    axes[0].set_ylabel("share right")
    _save(reliability, given.out / "reliability.svg")
    curve, axis = plt.subplots(figsize=(6, 3.6), layout="constrained")
    for (name, found), colour in zip(read.items(), ("#0072b2", "#56b4e9", "#d55e00", "#e69f00"), strict=False):
        axis.plot(
            [one["coverage"] for one in found["curve"]],
            [1 - one["found"] for one in found["curve"]],
            "o-",
            color=colour,
            label=name.replace("_", ", "),
        )
    axis.set(
        xlabel="share of the claims kept, the surest first", ylabel="share of those wrong", ylim=(0, 1), xlim=(0, 1.03)
    )
    axis.legend()
    _save(curve, given.out / "risk-coverage.svg")


def _save(figure: plt.Figure, path: Path) -> None:
    figure.patch.set_facecolor("white")
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    main()
