"""Timing kit: samples with their spread, processor time on both sides of the socket, a calibration of the machine."""

import hashlib
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

APART = 1.25  # two calibrations further apart than this void what was measured between them


def calibrate() -> float:
    """Milliseconds for a fixed job on one core: best of three, so that it tells the machine and no neighbour."""
    return min(timed(_hashes) for _ in range(3)) * 1e3


def _hashes() -> None:
    value = b"x"
    for _ in range(200_000):
        value = hashlib.sha256(value).digest()


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


@dataclass
class Cost:
    """What a work took: by the clock, and in processor time of this process and of its database server."""

    wall: float
    python: float
    server: float
    count: int

    def per(self, scale: float = 1e6) -> tuple[float, float, float]:
        """Each of the three for one piece of the work."""
        pieces = max(self.count, 1)
        return self.wall * scale / pieces, self.python * scale / pieces, self.server * scale / pieces


def cost(work: Callable[[], int]) -> Cost:
    """Runs a work that says how many pieces it did."""
    before = _clocks()
    count = work()
    after = _clocks()
    wall, python, server = (end - start for start, end in zip(before, after, strict=True))
    return Cost(wall, python, server, count)


def _clocks() -> tuple[float, float, float]:
    return time.perf_counter(), time.process_time(), _server_seconds()


def _server_seconds() -> float:
    """Processor time of this connection's server process; SQLite works inside our own."""
    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


@dataclass
class Figure:
    """Samples of one thing, in one unit."""

    name: str
    unit: str
    samples: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The middle sample."""
        return statistics.median(self.samples)

    def __str__(self) -> str:
        low, high = min(self.samples), max(self.samples)
        return f"{self.name}: {self.median:.4g} {self.unit} [{low:.4g}..{high:.4g}], n={len(self.samples)}"


@dataclass
class Verdict:
    """One target: what was measured, against what, and how it came out."""

    name: str
    value: float
    target: float
    at_most: bool = True
    void: str = ""

    @property
    def word(self) -> str:
        """met, missed, or void when the machine changed its speed in between."""
        if self.void:
            return "void"
        return "met" if (self.value <= self.target if self.at_most else self.value >= self.target) else "missed"

    def __str__(self) -> str:
        sign = "at most" if self.at_most else "at least"
        why = f" ({self.void})" if self.void else ""
        return f"{self.word:6} {self.name}: {self.value:.3g}, target {sign} {self.target:g}{why}"


@dataclass
class Part:
    """What one process measured, between two calibrations."""

    name: str
    figures: list[Figure] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    calibrations: list[float] = field(default_factory=list)

    def __enter__(self) -> "Part":
        self.calibrations.append(calibrate())
        return self

    def __exit__(self, *error: object) -> None:
        self.calibrations.append(calibrate())
        self.check_calibrations()

    def check_calibrations(self) -> None:
        """What was measured while the machine changed its speed says nothing."""
        low, high = min(self.calibrations), max(self.calibrations)
        if high > low * APART:
            for verdict in self.verdicts:
                verdict.void = verdict.void or f"the machine changed its speed: calibration {low:.0f} and {high:.0f} ms"

    def figure(self, name: str, unit: str, *samples: float) -> Figure:
        """Keeps samples and says them."""
        figure = Figure(name, unit, list(samples))
        self.figures.append(figure)
        print(f"  {figure}", flush=True)
        return figure

    def costs(self, name: str, found: list[Cost]) -> Figure:
        """Three figures of a work; the first, by the clock, is what ratios are made of."""
        columns = list(zip(*(one.per() for one in found), strict=True))
        self.figure(f"{name}, python", "us", *columns[1])
        self.figure(f"{name}, server", "us", *columns[2])
        return self.figure(name, "us", *columns[0])

    def judge(self, name: str, value: float, target: float, *, at_most: bool = True) -> None:
        """A target and what came out."""
        self.verdicts.append(Verdict(name, value, target, at_most))

    def content(self) -> dict[str, Any]:
        """Fit for JSON."""
        return {**asdict(self), "verdicts": [{**asdict(v), "word": v.word} for v in self.verdicts]}
