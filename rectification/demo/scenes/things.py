"""Small things: bags, boxes, crates, bins, cones, lamps, bottles and stools."""

from rectification.demo.scenes.canvas import Canvas, chance_of

BAGS = ["#25282c", "#e3e5e1", "#d2667a", "#2d3236", "#d7ddd0", "#3b5f8a"]


def bag(c: Canvas, x: float, y: float, size: float, tone: str, seed: int = 0) -> None:
    """A tied rubbish bag standing at `x`, `y`."""
    chance = chance_of(f"bag{seed}")
    c.shadow(x, y, 50 * size, 9 * size)
    with c.at(x, y - 46 * size, size, chance.uniform(-14, 14)):
        c.path(
            "M-46 44C-64 0 -36 -28 -11 -34L-22 -56L-2 -46L18 -60L11 -34C40 -28 64 4 46 44C22 56 -22 56 -46 44z", tone
        )
        c.path("M8 -34C40 -28 64 4 46 44C36 50 20 52 6 52C30 30 30 0 8 -34z", "#000", opacity=0.22)
        c.line("M-12 -32C-24 -6 -30 14 -26 38M2 -30C4 -6 0 16 4 36M12 -30C24 -10 30 10 26 34", "#fff", 3, opacity=0.2)
        c.oval(-18, 4, 8, 18, "#fff", opacity=0.16)
        c.line("M-13 -35L12 -36", "#000", 4, opacity=0.35)


def box(c: Canvas, x: float, y: float, w: float, h: float, tone: str = "#bd9660", words: str = "") -> None:
    """A cardboard box standing at `x`, `y`, with tape, side and lid."""
    c.shadow(x + w / 2, y, w * 0.62, h * 0.1)
    c.rect(x, y - h, w, h, tone)
    c.path(f"M{x} {y - h}l{w * 0.12:.0f} -{h * 0.14:.0f}h{w}l-{w * 0.12:.0f} {h * 0.14:.0f}z", "#d7b581")
    c.path(f"M{x + w} {y - h}l{w * 0.12:.0f} -{h * 0.14:.0f}v{h}l-{w * 0.12:.0f} {h * 0.14:.0f}z", "#8f6b3f")
    c.rect(x, y - h, w, h, "url(#shade)", opacity=0.6)
    c.rect(x + w * 0.42, y - h, w * 0.14, h, "#e6cf9f", opacity=0.6)
    if words:
        c.text(x + w * 0.1, y - h * 0.2, min(w * 0.2, h * 0.3), words, "#6b4a26")


def crate(c: Canvas, x: float, y: float, w: float, fruit: str, tone: str = "#a67b45") -> None:
    """A crate of fruit standing at `x`, `y`."""
    chance = chance_of(f"crate{x}{y}")
    h = w * 0.42
    c.shadow(x + w / 2, y, w * 0.6, h * 0.16)
    for row in range(3):
        for k in range(7):
            px = x + w * (0.1 + 0.133 * k) + chance.uniform(-3, 3)
            py = y - h - row * w * 0.055 + chance.uniform(-2, 4)
            c.dot(px, py, w * 0.078, fruit)
            c.dot(px, py, w * 0.078, "url(#shade)")
            c.dot(px - w * 0.02, py - w * 0.025, w * 0.02, "#fff", opacity=0.5)
    c.rect(x, y - h, w, h, tone, rx=3)
    for part in (0.3, 0.62):
        c.rect(x, y - h + h * part, w, h * 0.08, "#3a2614", opacity=0.55)
    for part in (0.06, 0.5, 0.9):
        c.rect(x + w * part, y - h, w * 0.05, h, "#000", opacity=0.18)
    c.rect(x, y - h, w, h * 0.09, "#fff", opacity=0.25)


def bin_(c: Canvas, x: float, y: float, tone: str, words: str, *, full: bool = False, seed: int = 0) -> None:
    """A wheeled bin 170 wide standing at `x`, `y`; a full one has its lid thrown back over what sticks out."""
    c.shadow(x + 88, y + 2, 120, 20)
    if full:
        c.path(f"M{x - 4} {y - 335}l14 -98h150l16 98z", tone)
        c.path(f"M{x + 8} {y - 335}l12 -86h130l14 86z", "#000", opacity=0.45)
        for k in range(5):
            bag(c, x + 24 + k * 32, y - 318 - (k * 29 + seed * 13) % 34, 0.86, BAGS[(k + seed) % 6], seed * 9 + k)
    c.path(f"M{x - 2} {y - 330}h176l-20 320q-2 10 -12 10h-112q-10 0 -12 -10z", tone)
    c.path(f"M{x - 2} {y - 330}h176l-20 320q-2 10 -12 10h-112q-10 0 -12 -10z", "url(#shade)")
    c.rect(x - 8, y - 338, 188, 24, tone, rx=6)
    c.rect(x - 8, y - 320, 188, 8, "#000", opacity=0.35)
    if not full:
        c.path(f"M{x - 12} {y - 338}q4 -34 60 -40h76q58 6 64 40z", tone)
        c.path(f"M{x - 12} {y - 338}q4 -34 60 -40h76q58 6 64 40z", "url(#shade)", opacity=0.7)
        c.line(f"M{x + 60} {y - 372}h56", "#fff", 5, opacity=0.4)
    c.rect(x + 36, y - 250, 102, 118, "#f6f5ef", rx=8)
    c.line(f"M{x + 70} {y - 180}l18 -36l18 36z", tone, 8)
    c.text(x + 43, y - 146, 22, words, tone, 88)
    for wheel in (24, 148):
        c.dot(x + wheel, y - 6, 17, "#22262a")
        c.dot(x + wheel, y - 6, 7, "#8b9093")


def cone(c: Canvas, x: float, y: float, size: float = 1) -> None:
    """A traffic cone."""
    c.shadow(x, y, 34 * size, 7 * size)
    with c.at(x, y, size):
        c.rect(-30, -9, 60, 10, "#31353a", rx=2)
        c.path("M-22 -9L-6 -92H6L22 -9z", "#df5f28")
        c.path("M-16 -38L-11.5 -62H11.5L16 -38z", "#f6f3ea")
        c.path("M-22 -9L-6 -92H6L22 -9z", "url(#shade)")


def extinguisher(c: Canvas, x: float, y: float, size: float = 1) -> None:
    """A red fire extinguisher."""
    c.shadow(x, y, 26 * size, 6 * size)
    with c.at(x, y, size):
        c.rect(-20, -104, 40, 104, "#c2312a", rx=12)
        c.rect(-20, -104, 40, 104, "url(#shade)", rx=12)
        c.rect(-14, -78, 28, 40, "#f4ecdc")
        c.line("M-8 -68H8M-8 -58H8M-8 -48H4", "#b0443a", 3)
        c.rect(-7, -124, 14, 22, "#2b2e31")
        c.line("M0 -118L20 -124M6 -112Q34 -100 26 -60", "#2b2e31", 5)


def lamp_post(c: Canvas, x: float, foot: float, high: float, arm: float = 90) -> None:
    """A street lamp with one arm."""
    c.shadow(x, foot, 26, 6)
    c.path(f"M{x - 9} {foot}l5 -{high}h8l5 {high}z", "#767d80")
    c.line(f"M{x} {foot - high + 6}q10 -46 {arm * 0.5:.0f} -52h{arm * 0.5:.0f}", "#767d80", 9)
    c.path(f"M{x + arm - 22} {foot - high - 54}h62l-8 16h-48z", "#4c5356")
    c.rect(x - 16, foot - 46, 32, 46, "#626a6d", rx=3)


def stool(c: Canvas, x: float, y: float, tone: str = "#c23c35", size: float = 1) -> None:
    """A plastic stool."""
    c.shadow(x, y, 36 * size, 7 * size)
    with c.at(x, y, size):
        c.path("M-26 -62L-34 0H-24L-16 -56zM26 -62L34 0H24L16 -56z", tone)
        c.rect(-29, -70, 58, 12, tone, rx=4)
        c.rect(-29, -61, 58, 5, "#000", opacity=0.25)


def bench(c: Canvas, x: float, y: float, w: float = 320, broken: bool = False) -> None:
    """A park bench of slats; a broken one has lost some."""
    c.shadow(x + w / 2, y, w * 0.56, 13)
    for leg in (0.1, 0.86):
        c.path(f"M{x + w * leg:.0f} {y}l6 -70l-10 -70h14l10 66l4 74z", "#3d4346")
    for number, level in enumerate((-138, -114, -72, -56)):
        if broken and number in (1, 3):
            c.path(f"M{x} {y + level}h{w * 0.3:.0f}l18 9l-22 7h-{w * 0.28:.0f}z", "#a5733f")
            continue
        c.rect(x, y + level, w, 16, "#b07f49", rx=3)
        c.rect(x, y + level + 11, w, 5, "#000", opacity=0.25)
    if broken:
        c.rect(x + w * 0.4, y - 12, w * 0.6, 13, "#9a6a3a", transform=f"rotate(5 {x + w * 0.5} {y})")


def smoke(c: Canvas, x: float, y: float, size: float = 1, tone: str = "#e8e8e4") -> None:
    """A cloud that rises."""
    chance = chance_of(f"smoke{x}")
    for k in range(9):
        px, py = x + chance.uniform(-22, 30) * size * (1 + k / 5), y - k * 26 * size
        c.dot(px, py, (18 + k * 6) * size, tone, opacity=round(0.34 - k * 0.03, 3), filter="url(#b14)")


def park_bin(c: Canvas, x: float, y: float) -> None:
    """A pair of small bins."""
    c.shadow(x + 40, y, 62, 9)
    for k, tone in enumerate(("#2c6aa8", "#5d6468")):
        c.rect(x + k * 44, y - 110, 40, 110, tone, rx=5)
        c.rect(x + 6 + k * 44, y - 96, 28, 18, "#000", opacity=0.5)
        c.rect(x + k * 44, y - 110, 40, 110, "url(#shade)", rx=5)
