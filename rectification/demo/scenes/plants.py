"""Trees, hedges, tubs and vegetables; crowns are clouds of leaves whose edges the filter frays."""

from rectification.demo.scenes.canvas import WIDTH, Canvas, chance_of

GREENS = ["#3c6636", "#4b7a41", "#5d8d4d", "#6f9f58", "#86b06a"]


def crown(c: Canvas, x: float, y: float, rx: float, ry: float, seed: int, tones: list[str] | None = None) -> None:
    """Leaves, darker below and lighter towards the sun."""
    chance, shades = chance_of(f"crown{seed}{x:.0f}"), tones or GREENS
    with c.group(filter="url(#leafy)"):
        c.oval(x, y, rx * 0.92, ry * 0.9, shades[0])
        for level, shade in enumerate(shades):
            lift = (level - 1.6) * 0.16
            for _ in range(15 - level * 2):
                px = x + chance.gauss(-0.1 * level, 0.42) * rx * 0.9
                py = y + chance.gauss(-lift, 0.36) * ry * 0.9
                if ((px - x) / rx) ** 2 + ((py - y) / ry) ** 2 < 1:
                    c.dot(px, py, rx * chance.uniform(0.1, 0.26 - level * 0.025), shade)


def tree(c: Canvas, x: float, foot: float, high: float, spread: float, seed: int = 1, pit: bool = False) -> None:
    """A street tree, whitewashed at the foot as they are here."""
    c.shadow(x + 10, foot, spread * 0.5, 10, 0.35)
    if pit:
        c.path(f"M{x - 56} {foot + 14}l16 -28h80l16 28z", "#6d5a44", stroke="#cfc8ba", stroke_width=6)
    wide = max(7.0, high * 0.032)
    left, right = x - wide, x + wide
    middle, top = foot - high * 0.3, foot - high * 0.7
    trunk = f"M{left:.1f} {foot}Q{x - wide / 2:.1f} {middle:.1f} {x - wide * 0.6:.1f} {top:.1f}"
    c.path(f"{trunk}h{wide * 1.2:.1f}Q{x + wide / 2:.1f} {middle:.1f} {right:.1f} {foot}z", "#5d4a39")
    c.rect(x - wide, foot - high * 0.16, wide * 2, high * 0.16, "#e6e3da", opacity=0.85)
    for side in (-1, 1):
        fork = f"M{x} {foot - high * 0.53:.0f}l{side * spread * 0.3:.0f} -{high * 0.21:.0f}"
        c.line(fork, "#5d4a39", wide * 0.6)
    crown(c, x, foot - high * 0.78, spread * 0.62, high * 0.3, seed)


def tree_row(c: Canvas, foot: float, count: int = 7, high: float = 250, seed: int = 5) -> None:
    """An avenue seen from the side."""
    chance = chance_of(f"row{seed}")
    for k in range(count):
        x = (k + 0.5) * WIDTH / count + chance.uniform(-24, 24)
        tree(c, x, foot, high * chance.uniform(0.9, 1.1), WIDTH / count * 1.05, seed * 20 + k)


def bare_tree(c: Canvas, x: float, foot: float, high: float, seed: int = 1) -> None:
    """A tree that has died."""
    chance = chance_of(f"bare{seed}")
    c.line(
        f"M{x} {foot}C{x - 6} {foot - high * 0.4:.0f} {x + 8} {foot - high * 0.6:.0f} {x + 2} {foot - high}",
        "#63513f",
        15,
    )
    for k in range(9):
        y, side = foot - high * (0.35 + 0.07 * k), (-1) ** k
        reach, lift = chance.uniform(50, 110) * (1.1 - k * 0.07), chance.uniform(30, 80)
        c.line(
            f"M{x} {y:.0f}l{side * reach * 0.6:.0f} -{lift * 0.5:.0f}l{side * reach * 0.4:.0f} -{lift * 0.7:.0f}",
            "#6d5a45",
            6,
        )
        c.line(f"M{x + side * reach * 0.5:.0f} {y - lift * 0.4:.0f}l{side * 14} -{lift * 0.7:.0f}", "#6d5a45", 3)


def hedge(c: Canvas, y: float, high: float, left: float = 0, right: float = WIDTH, seed: int = 1) -> None:
    """A clipped hedge whose foot is at `y`."""
    chance = chance_of(f"hedge{seed}")
    c.rect(left, y - 6, right - left, 12, "#000", opacity=0.3, filter="url(#b5)")
    with c.group(filter="url(#worn)"):
        c.rect(left, y - high, right - left, high, "#44703c")
        for _ in range(int((right - left) * high / 420)):
            px, py = chance.uniform(left, right), chance.uniform(y - high, y)
            tone = GREENS[min(4, int((y - py) / high * 3 + chance.random() * 2))]
            c.dot(px, py, chance.uniform(5, 12), tone)


def flowers(c: Canvas, left: float, top: float, right: float, bottom: float, count: int, seed: int = 1) -> None:
    """A bed in bloom."""
    chance = chance_of(f"flowers{seed}")
    for _ in range(count):
        x, y = chance.uniform(left, right), chance.uniform(top, bottom)
        if chance.random() < 0.55:
            c.oval(
                x,
                y,
                9,
                5,
                chance.choice(GREENS[1:4]),
                transform=f"rotate({chance.uniform(-60, 60):.0f} {x:.0f} {y:.0f})",
            )
        else:
            tone = chance.choice(["#d6566f", "#eca7b8", "#f0cb55", "#f4efe4", "#b75aa0"])
            c.dot(x, y, chance.uniform(5, 8), tone)
            c.dot(x, y, 2, "#7a4a1d")


def tub(c: Canvas, x: float, y: float, size: float = 1, seed: int = 4) -> None:
    """A stone tub of flowers."""
    c.shadow(x, y, 120 * size, 16 * size)
    with c.at(x, y, size):
        crown(c, 0, -142, 104, 52, seed)
        flowers(c, -84, -178, 84, -112, 46, seed)
        c.path("M-100 -106H100L80 0H-80z", "#a09c92")
        c.path("M-100 -106H100L80 0H-80z", "url(#shade)")
        c.rect(-108, -118, 216, 18, "#bab6ab", rx=3)


def vegetables(c: Canvas, left: float, y: float, right: float, size: float, seed: int = 1) -> None:
    """A row of cabbages."""
    chance, x = chance_of(f"veg{seed}"), left
    while x < right:
        c.oval(x, y + 6 * size, 32 * size, 8 * size, "#000", opacity=0.28)
        for k in range(7):
            turn = -75 + k * 25 + chance.uniform(-8, 8)
            tone = chance.choice(["#5f9148", "#7bab57", "#96bf6d", "#4d7d3d"])
            with c.group(f"translate({x:.0f} {y:.0f}) rotate({turn:.0f})"):
                c.oval(0, -20 * size, 10 * size, 22 * size, tone)
                c.line(f"M0 0V-{36 * size:.0f}", "#dcebc4", 1.6)
        x += 66 * size
