"""What one stands on: pavement, roads, kerbs, grass, water, rooms' floors - seen at a slant."""

from itertools import pairwise

from rectification.demo.scenes.canvas import WIDTH, Canvas, chance_of

BOTTOM = 900.0


def depths(top: float, first: float = 9, growth: float = 1.24) -> list[float]:
    """Lines across the ground, closer together further away."""
    found, step = [top], first
    while found[-1] < BOTTOM:
        found.append(found[-1] + step)
        step *= growth
    return found


def pavement(c: Canvas, top: float, tones: str = "#a9a398 #b3ada1 #bdb6a9 #a39c90 #b8b0a2", seed: int = 1) -> None:
    """Slabs in perspective, no two of quite the same grey."""
    chance, shades = chance_of(seed), tones.split()
    c.rect(0, top, WIDTH, BOTTOM - top, shades[0])
    rows = depths(top)
    for far, near in pairwise(rows):
        for column in range(-15, 27):
            far_left, far_right = edge(column, far, top), edge(column + 1, far, top)
            near_left, near_right = edge(column, near, top), edge(column + 1, near, top)
            if near_right < 0 or near_left > WIDTH:
                continue
            corners = [(far_left, far), (far_right, far), (near_right, near), (near_left, near)]
            c.poly(corners, chance.choice(shades), stroke="#7f7769", stroke_width=1.1, stroke_opacity=0.6)
    c.texture(0, top, WIDTH, BOTTOM - top, "plaster", 0.35)
    c.rect(0, top, WIDTH, 60, "url(#up)", opacity=0.35)


def edge(column: float, y: float, top: float) -> float:
    """Where a joint between two slabs crosses a depth; all run towards one point above the picture."""
    fall = 0.42 + 0.58 * (y - top) / (BOTTOM - top)
    return 600 + (column - 6) * 165 * fall


def tactile(c: Canvas, top: float, at: float, width: float = 0.5) -> None:
    """The yellow ribbed strip for the blind, `at` and `width` in slabs."""
    rows = depths(top, 7, 1.2)
    for number, (far, near) in enumerate(pairwise(rows)):
        left, right = edge(at, far, top), edge(at + width, far, top)
        down_left, down_right = edge(at, near, top), edge(at + width, near, top)
        tone = ("#d9ad3f", "#d3a436", "#dcb24a")[number % 3]
        c.poly([(left, far), (right, far), (down_right, near), (down_left, near)], tone, stroke="#a9832a")
        for rib in (0.2, 0.4, 0.6, 0.8):
            x, down = left + (right - left) * rib, down_left + (down_right - down_left) * rib
            c.line(f"M{x:.1f} {far + 1:.1f}L{down:.1f} {near - 2:.1f}", "#b58b2b", 1 + (near - top) / 110)


def asphalt(c: Canvas, top: float, tone: str = "#74777a") -> None:
    """A tarred road."""
    c.rect(0, top, WIDTH, BOTTOM - top, tone)
    c.texture(0, top, WIDTH, BOTTOM - top, "tar", 0.4)
    c.texture(0, top, WIDTH, BOTTOM - top, "plaster", 0.28)


def kerb(c: Canvas, y: float, height: float = 16) -> None:
    """Stone between pavement and road."""
    c.rect(0, y, WIDTH, height, "#d2cdc2")
    c.rect(0, y + height, WIDTH, height * 0.6, "#8e8a82")
    c.rect(0, y + height * 1.6, WIDTH, 10, "#000", opacity=0.25, filter="url(#b2)")
    for x in range(40, WIDTH, 150):
        c.line(f"M{x} {y}V{y + height * 1.6}", "#8e8a82", 2)


def dashes(c: Canvas, y: float, height: float = 13, opacity: float = 0.85) -> None:
    """The broken white line in the middle of a road."""
    for x in range(-150, WIDTH, 260):
        corners = f"M{x} {y}h140l-{height * 0.9:.0f} {height}h-144z"
        c.path(corners, "#ece8dc", opacity=opacity)


def zebra(c: Canvas, top: float, bottom: float, left: float = 200, right: float = 1000, opacity: float = 0.92) -> None:
    """White bars for those who walk across."""
    middle, bars = (left + right) / 2, 8
    for bar in range(bars):
        x = left + (right - left) * bar / bars
        width = (right - left) / bars * 0.55
        down = middle + (x - middle) * 1.5
        c.path(f"M{x:.0f} {top}h{width:.0f}L{down + width * 1.5:.0f} {bottom}H{down:.0f}z", "#efece2", opacity=opacity)


def grass(c: Canvas, top: float, bottom: float, tone: str = "#86ab62", blades: int = 500, seed: int = 1) -> None:
    """A lawn; with few blades and an earthy tone, what is left of one."""
    chance = chance_of(f"grass{seed}")
    c.rect(0, top, WIDTH, bottom - top, tone)
    c.texture(0, top, WIDTH, bottom - top, "turf", 0.5)
    for _ in range(blades):
        x, y = chance.uniform(0, WIDTH), chance.uniform(top + 8, bottom)
        tall = 5 + 18 * (y - top) / (BOTTOM - top)
        green = chance.choice(["#5f8a43", "#74a055", "#8fb86d", "#567d3c", "#a5c987"])
        c.line(
            f"M{x:.0f} {y:.0f}q{chance.uniform(-4, 4):.1f} -{tall:.0f} {chance.uniform(-6, 6):.1f} -{tall:.0f}",
            green,
            2,
        )


def earth(c: Canvas, top: float, bottom: float, tone: str = "#9a8462") -> None:
    """Bare soil."""
    c.rect(0, top, WIDTH, bottom - top, tone)
    c.texture(0, top, WIDTH, bottom - top, "plaster", 0.55)
    c.texture(0, top, WIDTH, bottom - top, "tar", 0.35)


def water(c: Canvas, top: float, tone: str = "#5f8b98", strength: float = 0.6) -> None:
    """A river or pond."""
    c.rect(0, top, WIDTH, BOTTOM - top, tone)
    c.texture(0, top, WIDTH, BOTTOM - top, "ripple", strength)
    c.rect(0, top, WIDTH, 70, "url(#up)", opacity=0.5)


def puddle(c: Canvas, x: float, y: float, rx: float, ry: float, seed: int = 1) -> None:
    """Standing water with a piece of sky in it."""
    with c.group(filter="url(#rubble)"):
        c.oval(x, y, rx, ry, "#55636d", opacity=0.85)
        c.oval(x - rx * 0.1, y - ry * 0.1, rx * 0.86, ry * 0.76, "#7f93a1")
    c.oval(x - rx * 0.25, y - ry * 0.2, rx * 0.4, ry * 0.25, "#d5e1e6", opacity=0.55, filter="url(#b5)")


def litter(c: Canvas, left: float, top: float, right: float, bottom: float, count: int, seed: int = 1) -> None:
    """Papers, cups, peels and leaves on the ground, larger in front."""
    chance = chance_of(f"litter{seed}")
    for _ in range(count):
        x, y = chance.uniform(left, right), chance.uniform(top, bottom)
        size = 0.5 + (y - top) / max(1.0, bottom - top)
        with c.at(x, y, size, chance.uniform(-50, 50)):
            scrap(c, chance.randrange(6))


def scrap(c: Canvas, kind: int) -> None:
    """One thing thrown away."""
    c.oval(2, 5, 15, 4, "#000", opacity=0.28)
    if kind == 0:  # crumpled paper
        c.path("M-12 0L-4 -9L6 -7L13 0L6 6L-7 6z", "#f1efe8")
        c.line("M-4 -9L0 0L6 6M0 0L13 0", "#c9c6bb", 1.2)
    elif kind == 1:  # paper cup
        c.path("M-13 -6L10 -8L14 4L-13 5z", "#f6f3ec")
        c.path("M-8 -6L2 -7L3 4.5L-8 5z", "#c8473c")
    elif kind == 2:  # bottle
        c.rect(-16, -5, 24, 9, "#bfe0e6", rx=4, opacity=0.9)
        c.rect(8, -3, 8, 5, "#2f73b5")
    elif kind == 3:  # snack bag
        c.path("M-12 -7L11 -9L13 5L-11 7z", "#e0a32c")
        c.path("M-7 -5L6 -6L7 3L-6 4z", "#b9342b")
    elif kind == 4:  # leaf
        c.path("M-10 2Q0 -10 11 0Q0 6 -10 2z", "#a5803a")
    else:  # peel
        c.path("M-9 3Q-3 -9 8 -5Q3 0 9 4Q0 1 -9 3z", "#e2912b")
