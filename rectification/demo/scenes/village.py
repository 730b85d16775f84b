"""A scene of the countryside: a village lane."""

from rectification.demo.scenes import ground, houses, people, plants, things
from rectification.demo.scenes.canvas import Canvas, chance_of


def village(c: Canvas, before: bool) -> None:
    """A village lane with heaps of straw and rubbish and hens about; then swept, painted, in flower."""
    c.rect(0, 0, 1200, 460, "url(#sky)")
    c.path("M0 330Q200 180 420 300T800 250T1200 300V600H0z", "#9db39a", filter="url(#far)")
    c.path("M0 380Q300 290 600 370T1200 350V600H0z", "#86a37c", filter="url(#far)")
    for x, w, tone in (
        (40, 400, "#efe8d8" if not before else "#cdb999"),
        (720, 440, "#efe8d8" if not before else "#c9b391"),
    ):
        c.rect(x, 280, w, 300, tone)
        c.texture(x, 280, w, 300, "plaster", 0.5 if not before else 0.85)
        c.path(f"M{x - 36} 290L{x + 30} 200H{x + w - 30}L{x + w + 36} 290z", "#4b5157")
        c.line(
            "".join(
                f"M{x - 24 + k * 24} 288L{x + 34 + k * (w - 60) / (w / 24):.0f} 204" for k in range(int(w / 24) + 2)
            ),
            "#394046",
            3,
        )
        c.rect(x - 10, 556, w + 20, 26, "#8f8a80")
        houses.window(c, x + 50, 360, 96, 96, x)
        c.rect(x + w / 2 - 30, 350, 110, 230, "#6d4a33")
        c.line(f"M{x + w / 2 + 25} 350v230", "#4c3222", 4)
        if not before:
            for k in (0, 1):
                c.rect(x + w / 2 - 58 + k * 142, 350, 24, 200, "#c2312a")
                c.text(x + w / 2 - 56 + k * 142, 376, 20, "春", "#f3cf6a")
                c.text(x + w / 2 - 56 + k * 142, 426, 20, "和", "#f3cf6a")
                c.text(x + w / 2 - 56 + k * 142, 476, 20, "景", "#f3cf6a")
                c.text(x + w / 2 - 56 + k * 142, 526, 20, "明", "#f3cf6a")
            houses.lantern(c, x + w / 2 + 25, 330, 0.8)
    plants.tree(c, 580, 560, 420, 260, 66)
    if before:
        ground.earth(c, 576, 900, "#a8926d")
        straw(c, 180, 690, 1.1)
        straw(c, 1020, 660, 0.9)
        ground.puddle(c, 640, 800, 170, 34)
        for k, (x, y) in enumerate(((430, 720), (500, 740), (390, 760), (560, 716))):
            things.bag(c, x, y, 0.9, things.BAGS[k], k + 3)
        with c.group(filter="url(#rubble)"):
            c.path("M800 690h130v-70h-40v-50h-40v60h-50z", "#a5785f")
        for x, y, flip in ((700, 730, False), (820, 840, True), (300, 850, False), (960, 790, True)):
            hen(c, x, y, flip)
        ground.litter(c, 80, 640, 1150, 880, 30, 131)
    else:
        ground.earth(c, 576, 900, "#c4beb2")
        plants.hedge(c, 650, 46, 0, 420, 61)
        plants.hedge(c, 650, 46, 740, 1200, 62)
        plants.flowers(c, 0, 640, 420, 676, 90, 61)
        plants.flowers(c, 740, 640, 1200, 676, 90, 62)
        c.path("M420 676H740L980 900H160z", "#d3cdc1")
        c.line("M420 676L160 900M740 676L980 900", "#a8a194", 7)
        houses.plate(c, 460, 430, 180, ["村规民约"], "#8c2f27", "#fbeccb")
        people.person(c, 520, 830, 250, "#80663d", "#3a3a44", pose="walk", hair="grey")
        people.person(c, 880, 780, 230, "#c8473c", pose="sweep", hair="long", flip=True)
        things.park_bin(c, 1060, 740)


def straw(c: Canvas, x: float, y: float, size: float) -> None:
    """A heap of straw."""
    chance = chance_of(f"straw{x}")
    c.shadow(x, y, 190 * size, 20 * size)
    with c.group(filter="url(#rubble)"):
        c.path(
            f"M{x - 180 * size} {y}Q{x - 120 * size} {y - 190 * size} {x} {y - 200 * size}T{x + 180 * size} {y}z",
            "#b99a55",
        )
    for _ in range(150):
        px, part = x + chance.gauss(0, 80) * size, chance.random()
        py = y - part * 170 * size
        c.line(
            f"M{px:.0f} {py:.0f}l{chance.uniform(-34, 34):.0f} {chance.uniform(6, 34):.0f}",
            chance.choice(["#d8bd75", "#9c7f42", "#c7aa62"]),
            2,
        )


def hen(c: Canvas, x: float, y: float, flip: bool) -> None:
    """A hen that goes where it likes."""
    c.shadow(x, y, 34, 6)
    with c.at(x, y, 1.1, flip=flip):
        c.line("M-4 -16L-6 0M8 -16L8 0", "#d99a3d", 3)
        c.path(
            "M-34 -52Q-26 -30 -20 -20Q0 -6 18 -18Q34 -30 28 -52L34 -62L24 -66Q14 -66 10 -46Q-10 -34 -34 -52z", "#b5673a"
        )
        c.path("M22 -66q2 -9 6 -2q5 -6 4 4z", "#c8322a")
        c.path("M34 -60l10 3l-10 3z", "#e2a23a")
        c.dot(27, -60, 1.8, "#1d1a19")
