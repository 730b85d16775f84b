"""The two weights of a Chinese font: where their files are, how wide words run, which characters they lack.

The build copies Noto Sans Hans (OFL) into frontend/dist/fonts; without it a Chinese font of the system serves.
"""

import shutil
import subprocess
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

BUILT = ("NotoSansHans-Regular.otf", "NotoSansHans-Bold.otf")
ASKED = ("sans:lang=zh-cn:weight=80", "sans:lang=zh-cn:weight=200")  # fontconfig's regular and bold
PROOF = "台账路长"  # a font without these is no Chinese font, whatever it calls itself
MISSING = "〓"  # 下駄: printers set it where they lack a character


class NoFont(Exception):
    """Nothing Chinese can be printed on this machine."""


@dataclass(frozen=True)
class Face:
    """One font file; `number` counts inside a collection."""

    path: str
    number: int = 0

    @cached_property
    def _metrics(self) -> tuple[dict[int, str], dict[str, tuple[int, int]], int]:
        """Character -> glyph, glyph -> advance, units per em."""
        with TTFont(self.path, fontNumber=self.number, lazy=True) as font:
            return dict(font.getBestCmap()), dict(font["hmtx"].metrics), int(font["head"].unitsPerEm)

    def has(self, char: str) -> bool:
        """Whether the font can draw the character."""
        return ord(char) in self._metrics[0]

    def width(self, words: str) -> float:
        """How wide the words run, in ems."""
        glyphs, advances, em = self._metrics
        return sum(advances[glyphs.get(ord(char), ".notdef")][0] for char in words) / em


@dataclass(frozen=True)
class Faces:
    """Regular and bold."""

    regular: Face
    bold: Face

    def of(self, *, bold: bool) -> Face:
        """The face of a weight."""
        return self.bold if bold else self.regular

    def clean(self, words: object, most: int = 400) -> str:
        """Words fit for paper: one line, no control or direction marks, a 〓 for what the font lacks."""
        flat = " ".join(str(words).split())[:most]
        seen = (char for char in flat if unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
        return "".join(char if self.regular.has(char) and self.bold.has(char) else MISSING for char in seen)


@lru_cache(maxsize=8)
def find_faces(folder: Path) -> Faces:
    """The fonts of the build, else the system's; NoFont where there are neither."""
    built = [folder / name for name in BUILT]
    if all(path.is_file() for path in built):
        return Faces(*(Face(str(path)) for path in built))
    found = [face for pattern in ASKED if (face := of_system(pattern)) is not None]
    if len(found) != len(ASKED):
        raise NoFont
    return Faces(*found)


def of_system(pattern: str) -> Face | None:
    """What fontconfig has for a pattern, if it can write Chinese."""
    if shutil.which("fc-match") is None:
        return None
    command = ["fc-match", "-f", "%{file}|%{index}", pattern]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False).stdout
    path, _bar, number = answer.partition("|")
    # The upper half of fontconfig's index names an instance of a variable font.
    face = Face(path, int(number) & 0xFFFF if number.isdecimal() else 0)
    try:
        return face if all(face.has(char) for char in PROOF) else None
    except (OSError, ValueError, KeyError):
        return None
