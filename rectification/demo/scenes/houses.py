"""What stands behind: distant blocks, flats with balconies, shops with their signs, walls and rooms."""

from rectification.demo.scenes.canvas import WIDTH, Canvas, chance_of

Shop = tuple[str, str, str, str]  # words of the sign, its ground, its letters, what is below: glass, shutter, open


def skyline(c: Canvas, base: float, seed: int = 3) -> None:
    """Sky and blocks of flats, a little out of focus."""
    chance = chance_of(f"skyline{seed}")
    c.rect(0, 0, WIDTH, base + 20, "url(#sky)")
    c.rect(0, base + 10, WIDTH, 90, "#8f9a80")
    with c.group(filter="url(#far)"):
        x = -50.0
        while x < WIDTH:
            wide, high = chance.uniform(140, 250), chance.uniform(base * 0.5, base * 0.93)
            block(
                c,
                x,
                base,
                wide,
                high,
                chance.choice(["#c9bda9", "#b9bcb6", "#d3c6b0", "#b3aaa0", "#c4b3a3", "#bfc4c4"]),
                seed,
            )
            x += wide + chance.uniform(-6, 26)
        c.rect(0, base - 110, WIDTH, 130, "#e9e4d4", opacity=0.28)


def block(c: Canvas, x: float, base: float, wide: float, high: float, tone: str, seed: int) -> None:
    """One block with rows of windows, some with a balcony, an air conditioner or a lamp on."""
    chance = chance_of(f"block{seed}{x:.0f}")
    top = base - high
    c.rect(x, top, wide, high + 20, tone)
    c.rect(x, top, wide, high + 20, "url(#shade)", opacity=0.7)
    c.rect(x - 4, top - 7, wide + 8, 9, "#8f877a")
    if chance.random() < 0.5:
        c.rect(x + wide * 0.3, top - 30, wide * 0.3, 26, tone)
    columns = max(2, int(wide // 46))
    step = wide / columns
    for row in range(int(high // 46)):
        for column in range(columns):
            left, y = x + column * step + step * 0.2, top + 16 + row * 46
            c.rect(left, y, step * 0.6, 25, chance.choice(["#6f828d", "#7d909a", "#61737e", "#93a3a8", "#e6c987"]))
            c.line(f"M{left + step * 0.3:.0f} {y:.0f}v25", "#d9d6cc", 1.5)
            if chance.random() < 0.4:
                c.rect(left - 3, y + 25, step * 0.6 + 6, 8, "#e4dfd2", opacity=0.9)
            elif chance.random() < 0.3:
                c.rect(left + step * 0.35, y + 28, 13, 10, "#e9e9e4")


def window(c: Canvas, x: float, y: float, w: float, h: float, seed: int = 0, bars: bool = False) -> None:
    """A window of two wings with a sill, a curtain and perhaps a plant or a grating."""
    chance = chance_of(f"window{seed}")
    c.rect(x - 9, y - 9, w + 18, h + 18, "#e3dccb")
    c.rect(x, y, w, h, "url(#glass)")
    c.rect(x, y, w * chance.uniform(0.12, 0.3), h, chance.choice(["#d8cfae", "#b9c4bd", "#c9a58f"]), opacity=0.6)
    c.path(f"M{x + w * 0.5:.0f} {y}h{w * 0.2:.0f}L{x + w * 0.35:.0f} {y + h}h-{w * 0.15:.0f}z", "#fff", opacity=0.13)
    c.line(f"M{x + w / 2:.0f} {y}v{h}M{x} {y + h * 0.3:.0f}h{w}", "#ece7da", 5)
    c.rect(x - 15, y + h + 8, w + 30, 12, "#b9ae99")
    c.rect(x - 15, y + h + 20, w + 30, 8, "#000", opacity=0.2)
    if chance.random() < 0.45:
        for k in range(3):
            pot = x + w * (0.2 + 0.25 * k)
            c.rect(pot, y + h - 10, 20, 18, "#a8583c")
            c.dot(pot + 10, y + h - 20, 15, chance.choice(["#4f7f47", "#63914f"]), filter="url(#worn)")
    if bars:
        for k in range(1, 9):
            c.line(f"M{x + w * k / 9:.0f} {y - 4}v{h + 8}", "#565c5f", 3)
        c.line(f"M{x - 4} {y + h * 0.5:.0f}h{w + 8}", "#565c5f", 3)


def wall(c: Canvas, top: float, bottom: float, tone: str, strength: float = 0.5) -> None:
    """Plaster."""
    c.rect(0, top, WIDTH, bottom - top, tone)
    c.texture(0, top, WIDTH, bottom - top, "plaster", strength)


def bricks(c: Canvas, top: float, bottom: float, tones: str = "#a5785f #b0846a #99705a #ab7d62", seed: int = 1) -> None:
    """Courses of brick, each of its own red."""
    chance, shades = chance_of(f"bricks{seed}"), tones.split()
    c.rect(0, top, WIDTH, bottom - top, "#c3b39f")
    for row in range(int((bottom - top) // 26) + 1):
        for column in range(-1, 18):
            x, y = column * 72 + (36 if row % 2 else 0), top + row * 26
            c.rect(x, y, 69, min(23, bottom - y), chance.choice(shades))
    c.texture(0, top, WIDTH, bottom - top, "plaster", 0.45)


def tiles(c: Canvas, x: float, y: float, w: float, h: float, size: float, tone: str, joint: str, seed: int = 1) -> None:
    """Wall tiles, hardly two alike."""
    chance = chance_of(f"tiles{seed}")
    c.rect(x, y, w, h, tone)
    for row in range(int(h // size) + 1):
        for column in range(int(w // size) + 1):
            left, top = x + column * size, y + row * size
            if chance.random() < 0.3:
                wide, high = min(size, x + w - left), min(size, y + h - top)
                shade = chance.choice(["#fff", "#000"])
                c.rect(left, top, wide, high, shade, opacity=round(chance.uniform(0.02, 0.09), 3))
    across = "".join(f"M{x} {y + row * size:.0f}h{w}" for row in range(int(h // size) + 1))
    down = "".join(f"M{x + column * size:.0f} {y}v{h}" for column in range(int(w // size) + 1))
    c.line(across + down, joint, 2)


def shops(c: Canvas, base: float, row: list[Shop], seed: int = 1, top: float = 0) -> None:
    """A row of small shops under an upper floor; `base` is the foot of their doors."""
    wide = WIDTH / len(row)
    sign = base - 380
    wall(c, top, base, "#cdbfa5")
    for number, (words, ground, letters, kind) in enumerate(row):
        x = number * wide
        for half in (0.09, 0.55):
            window(c, x + wide * half, sign - 150, wide * 0.33, 98, seed * 10 + number * 2 + int(half > 0.5))
        shop(c, x, sign, wide, base, kind, seed + number)
        signboard(c, x + 6, sign - 4, wide - 12, 88, words, ground, letters)
    c.rect(0, base - 16, WIDTH, 20, "#8d8474")


def signboard(c: Canvas, x: float, y: float, w: float, h: float, words: str, ground: str, letters: str) -> None:
    """Big letters on a box with an edge, and the shadow below it."""
    c.rect(x, y + h - 4, w, 22, "#000", opacity=0.3, filter="url(#b5)")
    c.rect(x, y, w, h, ground, rx=3)
    c.rect(x, y, w, h, "url(#down)", opacity=0.45)
    c.rect(x + 4, y + 4, w - 8, h - 8, "none", stroke=letters, stroke_width=2, opacity=0.55)
    size = min(h * 0.62, (w - 50) / len(words) * 0.86)
    span = min(w - 50, size * 1.28 * len(words))
    c.text(x + (w - span) / 2 + 2, y + h * 0.5 + size * 0.37 + 2, size, words, "#00000066", span)
    c.text(x + (w - span) / 2, y + h * 0.5 + size * 0.37, size, words, letters, span)


def shop(c: Canvas, x: float, top: float, wide: float, base: float, kind: str, seed: int) -> None:
    """What is under the sign."""
    chance = chance_of(f"shop{seed}")
    left, w, y, h = x + 14, wide - 28, top + 84, base - top - 96
    if kind == "shutter":
        c.rect(left, y, w, h, "#a4abad")
        c.line("".join(f"M{left} {y + k}h{w}" for k in range(8, int(h), 15)), "#7c8487", 3)
        c.rect(left, y, w, h, "url(#shade)")
        return
    c.rect(left, y, w, h, "url(#lit)" if kind == "open" else "url(#glass)")
    for shelf in range(3):
        level = y + h * (0.3 + 0.22 * shelf)
        goods = left + 10
        while goods < left + w - 30:
            high = chance.uniform(18, 44)
            tone = chance.choice(["#b5463a", "#d99a3d", "#5c7d55", "#e8ddc0", "#44698a", "#8c4d33", "#c9b27c"])
            c.rect(goods, level - high, chance.uniform(14, 26), high, tone, opacity=0.7 if kind == "open" else 0.35)
            goods += chance.uniform(22, 36)
        c.rect(left, level, w, 5, "#5e4a35", opacity=0.7)
    c.rect(left, y, w, h, "url(#up)", opacity=0.45)
    for part in (0.34, 0.67):
        c.rect(left + w * part - 4, y, 8, h, "#c9c8c0")
    c.rect(left + w * 0.36, y + h * 0.5, 6, 46, "#e8e4d6")
    c.path(
        f"M{left + w * 0.72:.0f} {y}h{w * 0.12:.0f}L{left + w * 0.78:.0f} {y + h}h-{w * 0.1:.0f}z", "#fff", opacity=0.12
    )
    c.rect(left - 5, y, 6, h, "#9a9687")
    c.rect(left + w, y, 6, h, "#9a9687")


def lantern(c: Canvas, x: float, y: float, size: float = 1) -> None:
    """A red lantern by a door."""
    with c.at(x, y, size):
        c.line("M0 -34V-22", "#5a3a20", 3)
        c.oval(0, 0, 24, 21, "#c8322a")
        c.oval(-6, -5, 10, 12, "#ee6a4e", opacity=0.7)
        c.line("M-12 -18Q-20 0 -12 18M0 -21V21M12 -18Q20 0 12 18", "#92201b", 1.6)
        c.rect(-10, -25, 20, 6, "#d9a441")
        c.rect(-10, 19, 20, 6, "#d9a441")
        c.line("M-4 26V44M0 26V48M4 26V44", "#d9a441", 2)


def plate(c: Canvas, x: float, y: float, w: float, lines: list[str], ground: str, letters: str, edge: str = "") -> None:
    """A notice with one or more lines of words, as wide as asked; its height follows."""
    size = min((w - 24) / max(len(line) for line in lines), 60)
    h = size * 1.42 * len(lines) + 18
    c.rect(x + 4, y + 6, w, h, "#000", opacity=0.25, filter="url(#b2)")
    c.rect(x, y, w, h, ground, rx=5, stroke=edge or letters, stroke_width=4)
    for number, line in enumerate(lines):
        span = size * len(line)
        c.text(x + (w - span) / 2, y + 9 + size * (1.08 + 1.42 * number), size * 0.98, line, letters, span)


def air_conditioner(c: Canvas, x: float, y: float) -> None:
    """The outer half of it."""
    c.rect(x, y + 58, 84, 8, "#6d6a62")
    c.rect(x, y, 84, 60, "#e4e3db", rx=4)
    c.dot(x + 34, y + 30, 23, "#a5a9a7")
    c.line(f"M{x + 14} {y + 30}h40M{x + 34} {y + 10}v40M{x + 20} {y + 16}l28 28M{x + 48} {y + 16}l-28 28", "#7d8281", 2)
    c.rect(x, y, 84, 60, "url(#shade)", opacity=0.6)
