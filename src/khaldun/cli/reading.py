"""What is said of who reads, and of what it was too unsure of."""

from __future__ import annotations

from collections import Counter

from khaldun.cli.say import say
from khaldun.settings import Settings
from khaldun.tools.network import why_no_network


def say_reader(settings: Settings) -> None:
    """Once a run: that the rules read alone, where the network was to read too and cannot."""
    if settings.reader == "auto" and (reason := why_no_network()):
        say("The rules read alone, without the trained network:", reason)


def say_unsure(left_out: Counter[str], least: float) -> None:
    """How many claims were left out by `--min-confidence`."""
    if left_out:
        say(f"{left_out.total():,} claims below a confidence of {least:g} are left out.")
