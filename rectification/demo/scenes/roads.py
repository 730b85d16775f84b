"""Scenes of roads and crossings: potholes, manholes, a burst main, dark lamps, traffic."""

from math import cos, sin, tau

from rectification.demo.scenes import ground, houses, people, plants, things, vehicles
from rectification.demo.scenes.canvas import Canvas, chance_of


def street(c: Canvas, seed: int, kerb: float = 480) -> None:
    """Blocks, an avenue, a far pavement and the road."""
    houses.skyline(c, kerb - 70, seed)
    c.rect(0, kerb - 70, 1200, 70, "#b7b0a2")
    c.rect(0, kerb - 66, 1200, 12, "#000", opacity=0.15, filter="url(#b2)")
    plants.hedge(c, kerb - 40, 46, seed=seed)
    plants.tree_row(c, kerb - 20, 6, 290, seed)
    ground.asphalt(c, kerb + 14)
    ground.kerb(c, kerb)


def hole(c: Canvas, x: float, y: float, size: float, seed: int) -> None:
    """A pothole with water in it."""
    chance = chance_of(f"hole{seed}")
    points = []
    for k in range(16):
        far = chance.uniform(0.8, 1.2)
        points.append((x + 165 * size * far * cos(k / 16 * tau), y + 60 * size * far * sin(k / 16 * tau)))
    c.poly(points, "#4b4d4e", stroke="#8f9192", stroke_width=9 * size)
    c.poly([(px, py + 7 * size) for px, py in points], "#37393a", opacity=0.75)
    ground.puddle(c, x + 6 * size, y + 16 * size, 104 * size, 30 * size)
    for _ in range(34):
        px, py = x + chance.gauss(0, 150) * size, y + chance.gauss(0, 52) * size
        c.dot(px, py, chance.uniform(3, 9) * size, chance.choice(["#8f9192", "#515354", "#a3a5a5", "#6d6a64"]))


def road(c: Canvas, before: bool) -> None:
    """Potholes in the carriageway; then patched and marked again."""
    street(c, 7)
    ground.dashes(c, 640, opacity=0.5 if before else 0.95)
    vehicles.car(c, 210, 590, 0.62, "#c9ccca", flip=True)
    if before:
        c.line(
            "M0 720L110 742L180 730L330 770L420 762M680 690L640 640L664 600M1020 740L1110 716L1200 730", "#3d3f40", 5
        )
        hole(c, 540, 770, 1.15, 1)
        hole(c, 900, 690, 0.66, 2)
        hole(c, 200, 846, 0.72, 3)
        things.cone(c, 760, 800, 0.8)
    else:
        c.path("M350 690H742L790 862H300z", "#4d5052")
        c.path("M786 640H990L1016 736H800z", "#4f5254")
        c.path("M60 810H330L300 900H0V880z", "#4d5052")
        c.texture(0, 640, 1200, 260, "tar", 0.35)
        ground.dashes(c, 640, opacity=0.95)
        vehicles.van(c, 930, 700, 0.9, "#e8e4d8", "工程")
        for x in (640, 1110):
            things.cone(c, x, 760, 0.9)


def manhole(c: Canvas, before: bool) -> None:
    """Broken slabs round an open shaft marked with a branch - and a new cover in new slabs."""
    houses.shops(c, 420, [TEA, BARBER, CLINIC], 4)
    ground.pavement(c, 416, seed=12)
    ground.tactile(c, 416, 8.1)
    plants.tree(c, 90, 620, 560, 300, 14, pit=True)
    if before:
        chance = chance_of("slabs")
        ground.earth(c, 896, 900)
        with c.group(filter="url(#worn)"):
            c.oval(560, 714, 330, 132, "#7d6a4f")
            c.oval(560, 720, 300, 112, "#8d795b")
        for _ in range(34):
            x, y = 560 + chance.gauss(0, 170), 716 + chance.gauss(0, 62)
            with c.at(x, y, 1, chance.uniform(-40, 40)):
                w, h = chance.uniform(40, 110), chance.uniform(18, 40)
                c.path(f"M4 8h{w:.0f}l-12 {h:.0f}h-{w * 0.8:.0f}z", "#000", opacity=0.3)
                tone = chance.choice(["#b3ada1", "#a39c90", "#c0b9ac", "#8f897e"])
                c.path(f"M0 0h{w:.0f}l-12 {h:.0f}h-{w * 0.8:.0f}z", tone, stroke="#7f7769")
        c.oval(560, 720, 128, 48, "#6a6257")
        c.oval(560, 722, 112, 40, "#0d0e0f")
        c.path("M448 722A112 40 0 0 1 672 722A112 30 0 0 0 448 722z", "#4b443a")
        c.line("M566 736L590 560L640 470M590 560L540 470M600 520L560 440M596 540L660 520", "#6a4e32", 9)
        plants.crown(c, 596, 460, 96, 60, 77)
        c.path("M556 560h84l-10 56h-70z", "#c8322a")
        ground.litter(c, 300, 640, 860, 850, 10, 51)
    else:
        for k in range(5):
            for n in range(3):
                x, y = 330 + k * 96 - n * 18, 640 + n * 58
                c.path(
                    f"M{x} {y}h{92 + n * 7}l-{4} 55h-{92 + n * 10}z",
                    "#c2bbae" if (k + n) % 2 else "#cbc4b7",
                    stroke="#918a7d",
                )
        c.oval(560, 726, 124, 46, "#5b6063")
        c.oval(560, 721, 122, 44, "#7b8286")
        c.oval(560, 721, 104, 36, "none", stroke="#4f5558", stroke_width=5)
        for k in range(-4, 5):
            reach = 98 * (1 - (k / 5.2) ** 2) ** 0.5
            c.line(f"M{560 - reach:.0f} {721 + k * 7}H{560 + reach:.0f}", "#565c5f", 3.4)
        c.rect(534, 708, 52, 26, "#6b7275", rx=4)
        c.text(538, 729, 20, "雨水", "#e3e7e8", 44)
        people.person(c, 860, 790, 280, "#a0623c", "#4a4238", pose="walk", flip=True)


TEA = ("老街茶庄", "#5a3b24", "#f0d9a0", "open")
BARBER = ("小张理发", "#c9c2b2", "#33373c", "glass")
CLINIC = ("康宁诊所", "#f3f1ea", "#2f73b5", "glass")


def burst(c: Canvas, before: bool) -> None:
    """A main has burst and the road is a river; then dry, reinstated."""
    street(c, 19)
    if before:
        c.rect(0, 560, 1200, 340, "#8fa3ac", opacity=0.8)
        c.texture(0, 560, 1200, 340, "ripple", 0.6)
        c.path("M0 560Q300 530 620 556T1200 548V600H0z", "#74777a", opacity=0.5, filter="url(#rubble)")
        vehicles.car(c, 250, 668, 0.85, "#9b2d24")
        c.rect(60, 642, 380, 60, "#8fa3ac", opacity=0.85)
        c.texture(60, 642, 380, 60, "ripple", 0.5)
        fountain(c, 720, 700)
        people.person(c, 1010, 690, 220, "#35618c", pose="phone")
        c.oval(1010, 690, 60, 12, "#a9bcc4", opacity=0.9)
        c.line("M900 800q60 -10 120 0M300 800q80 -12 170 0M520 860q90 -12 190 2", "#e6eef0", 4, opacity=0.7)
    else:
        ground.dashes(c, 640)
        c.path("M560 640H900L960 800H520z", "#4d5052")
        c.texture(520, 640, 440, 160, "tar", 0.3)
        c.oval(740, 716, 60, 20, "#5b6063")
        c.oval(740, 713, 58, 18, "#7b8286")
        for x, y in ((500, 812), (980, 812), (600, 632), (890, 632)):
            things.cone(c, x, y, 0.72)
        vehicles.van(c, 240, 660, 0.95, "#e8e4d8", "抢修", flip=True)
        people.person(c, 1060, 790, 260, "#35618c", "#2f3a40", pose="sweep", hair="helmet", vest="#dd7a2a", flip=True)


def fountain(c: Canvas, x: float, y: float) -> None:
    """Water under pressure."""
    chance = chance_of("fountain")
    c.oval(x, y, 190, 40, "#dfe9ec", opacity=0.75, filter="url(#rubble)")
    for _ in range(46):
        reach, high = chance.gauss(0, 90), chance.uniform(120, 330)
        tone = chance.choice(["#eef4f5", "#d3e1e6", "#ffffff"])
        path = f"M{x + chance.uniform(-16, 16):.0f} {y}q{reach * 0.3:.0f} -{high:.0f} {reach:.0f} -{high * 0.3:.0f}"
        c.line(path, tone, chance.uniform(2, 7), opacity=round(chance.uniform(0.4, 0.85), 2))
    for _ in range(90):
        c.dot(x + chance.gauss(0, 110), y - abs(chance.gauss(90, 90)), chance.uniform(2, 6), "#f6fafb", opacity=0.8)


def lamp(c: Canvas, before: bool) -> None:
    """A lane at night, without its lamps and with them."""
    c.rect(0, 0, 1200, 900, "url(#night)")
    for k in range(40):
        chance = chance_of(f"star{k}")
        c.dot(chance.uniform(0, 1200), chance.uniform(0, 260), 1.3, "#fff", opacity=0.5)
    chance = chance_of("lane")
    for k in range(7):
        x, high = k * 180 - 40, chance.uniform(180, 350)
        c.rect(x, 460 - high, 172, high + 60, chance.choice(["#2b3348", "#252d40", "#30384c"]))
        for row in range(int(high // 44)):
            for column in range(3):
                on = chance.random() < 0.3
                c.rect(x + 20 + column * 48, 476 - high + row * 44, 28, 24, "#e9bd6b" if on else "#1b2233")
    c.rect(0, 500, 1200, 80, "#39404e")
    c.rect(0, 576, 1200, 324, "#2e333d")
    c.texture(0, 500, 1200, 400, "tar", 0.35)
    c.rect(0, 572, 1200, 12, "#5c6370")
    plants.hedge(c, 520, 54, seed=6)
    c.rect(0, 460, 1200, 64, "#101728", opacity=0.6)
    for x in (150, 560, 970):
        things.lamp_post(c, x, 590, 410)
        if before:
            continue
        c.dot(x + 100, 140, 150, "url(#lamp)")
        c.path(f"M{x + 74} 140L{x - 170} 900H{x + 400}L{x + 140} 140z", "#ffd98a", opacity=0.2, filter="url(#b14)")
        c.oval(x + 110, 700, 260, 90, "#ffd98a", opacity=0.3, filter="url(#b40)")
        c.rect(x + 82, 133, 44, 9, "#fff6d8")
    people.person(c, 420, 800, 260, "#3d5a80", "#4d586b", pose="walk", hair="long")
    people.person(c, 800, 770, 230, "#80663d", "#4d586b", pose="walk", flip=True)
    if before:
        people.person(c, 520, 806, 170, "#d59a35", "#35518c", pose="walk")
        c.rect(0, 0, 1200, 900, "#070b18", opacity=0.42)
        c.path("M500 790L1200 640V900H520z", "#f2e2b0", opacity=0.13, filter="url(#b40)")
    else:
        people.person(c, 520, 806, 170, "#d59a35", "#35518c", pose="walk")
        c.rect(0, 0, 1200, 900, "#ffcf7a", opacity=0.06)


def crossing(c: Canvas, before: bool) -> None:
    """A crossing run on red, riders bareheaded - and with a volunteer's flag."""
    street(c, 29, 430)
    ground.zebra(c, 520, 900, opacity=0.6 if before else 0.96)
    for x, red in ((120, True), (1080, False)):
        c.shadow(x, 520, 24, 6)
        c.rect(x - 7, 170, 14, 350, "url(#steel)")
        c.rect(x - 30, 90, 60, 130, "#24282b", rx=8)
        c.dot(x, 122, 20, "#e0352b" if before or red else "#4a1d1a")
        c.dot(x, 184, 20, "#1d3d2a" if before or red else "#37c06f")
        c.dot(
            x,
            122 if before or red else 184,
            44,
            "#e0352b" if before or red else "#37c06f",
            opacity=0.3,
            filter="url(#b14)",
        )
    if before:
        vehicles.car(c, 930, 640, 0.9, "#2f3a46")
        people.person(c, 420, 690, 230, "#7a3c34", pose="walk")
        people.person(c, 560, 720, 240, "#5a6b3d", pose="phone", hair="long")
        people.person(c, 690, 660, 216, "#5b4a6b", pose="walk", flip=True)
        rider(c, 330, 850, "#b23a32", "#80663d", "short")
        rider(c, 880, 868, "#3b6ea5", "#35618c", "long", flip=True)
    else:
        c.rect(300, 540, 620, 12, "#efece2")
        for k, tone in enumerate(("#7a3c34", "#5a6b3d", "#5b4a6b")):
            people.person(
                c, 470 + k * 110, 700 - k * 20, 236, tone, pose="walk", flip=k == 2, hair=("short", "long", "grey")[k]
            )
        people.person(c, 230, 800, 286, "#c8473c", "#3a4a66", pose="point", hair="cap", vest="#b8342b", flip=True)
        c.line("M336 560V700", "#7a5a3a", 5)
        c.path("M338 560l84 22l-84 30z", "#c8322a")
        rider(c, 1010, 850, "#3b6ea5", "#35618c", "helmet", flip=True)
        vehicles.car(c, 1090, 600, 0.72, "#2f3a46")


def rider(c: Canvas, x: float, y: float, paint: str, coat: str, hair: str, flip: bool = False) -> None:
    """Somebody on an electric bike."""
    vehicles.ebike(c, x, y, 1.05, paint, flip=flip)
    people.seated(c, x - (30 if not flip else -30), y - 90, 236, coat, flip=flip, hair=hair)
