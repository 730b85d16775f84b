"""Reads the demo city's tables, CSV files beside this module."""

import csv
from pathlib import Path

HERE = Path(__file__).resolve().parent
PICTURES = HERE / "pictures"


def rows(table: str) -> list[dict[str, str]]:
    """The rows of a table, every cell a text."""
    with (HERE / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def points(text: str) -> list[list[float]]:
    """Longitude and latitude of each corner: "117.442,29.918 117.461,29.937"."""
    return [[float(number) for number in pair.split(",")] for pair in text.split()]
