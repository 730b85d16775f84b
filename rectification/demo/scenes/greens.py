"""Scenes of parks, courtyards, the river and a fallen tree."""

from rectification.demo.scenes import ground, houses, people, plants, things, vehicles
from rectification.demo.scenes.canvas import Canvas, chance_of


def green(c: Canvas, before: bool) -> None:
    """A strip of green that has died, and planted again."""
    houses.skyline(c, 380, 11)
    plants.hedge(c, 412, 54, seed=2)
    if before:
        ground.earth(c, 410, 740)
        chance = chance_of("clods")
        for _ in range(90):
            x, y = chance.uniform(0, 1200), chance.uniform(430, 730)
            c.oval(
                x,
                y,
                chance.uniform(8, 34),
                chance.uniform(3, 9),
                chance.choice(["#7f6b4c", "#ab9570", "#6f5d42"]),
                opacity=0.7,
            )
        for _ in range(70):
            x, y = chance.uniform(0, 1200), chance.uniform(440, 735)
            c.line(f"M{x:.0f} {y:.0f}q6 -20 0 -34M{x:.0f} {y:.0f}q-8 -14 -14 -22", "#a59a58", 3)
        for k, x in enumerate((190, 590, 990)):
            c.oval(x, 668, 84, 16, "#6a5940")
            plants.bare_tree(c, x, 668, 380, k)
        ground.litter(c, 20, 450, 1180, 735, 30, 111)
        things.bag(c, 410, 700, 0.9, "#d2667a", 2)
    else:
        ground.grass(c, 410, 740, "#8ab165", 700, 12)
        for k, x in enumerate((190, 590, 990)):
            c.oval(x, 668, 84, 16, "#6a5940")
            plants.tree(c, x, 668, 470, 300, 50 + k)
            c.line(f"M{x - 70} 672L{x - 6} 540M{x + 70} 672L{x + 6} 540", "#a58c63", 8)
        plants.flowers(c, 0, 690, 1200, 736, 260, 12)
    c.rect(0, 738, 1200, 20, "#d2cdc2")
    ground.pavement(c, 758, seed=4)


def plot(c: Canvas, before: bool) -> None:
    """Vegetables, nets and buckets on the common green; then shrubs and a lawn."""
    houses.wall(c, 0, 420, "#d3c3a4")
    for k in range(4):
        houses.window(c, 60 + k * 300, 60, 180, 140, k + 3, bars=k % 2 == 0)
        houses.air_conditioner(c, 256 + k * 300, 240)
    c.rect(0, 300, 1200, 8, "#a5977d")
    c.rect(0, 404, 1200, 26, "#8b806d")
    if before:
        ground.earth(c, 424, 760, "#8a6f4c")
        for k, y in enumerate((480, 548, 630, 726)):
            c.oval(560, y + 8, 620, 12 + k * 4, "#6d563a", opacity=0.8)
            plants.vegetables(c, 40 + k * 12, y, 900, 0.6 + k * 0.2, k)
        for x in (930, 1010, 1090, 1170):
            c.line(f"M{x} 720L{x + 20} 420M{x + 40} 720L{x + 20} 420", "#9a7a44", 7)
            plants.crown(c, x + 20, 560, 34, 130, x)
        c.line("M20 450V740M20 470H900M20 560H900M900 450V740M240 450V650M480 450V660M700 450V690", "#8a6a3f", 5)
        c.path("M20 470H900V560H20z", "#3f7f5a", opacity=0.25)
        c.path("M70 700h90l-12 84h-66z", "#35618c")
        c.oval(115, 700, 45, 11, "#5b4a33")
        c.path("M190 730h70l-10 64h-50z", "#d9d4c8")
        people.person(c, 560, 760, 270, "#80663d", "#3a3a44", pose="sweep", hair="grey")
        houses.plate(c, 330, 430, 130, ["私人菜地"], "#d7b581", "#5b3a1a")
    else:
        ground.grass(c, 424, 760, "#8ab165", 620, 22)
        plants.hedge(c, 500, 60, 0, 1200, 8)
        for k, x in enumerate((140, 420, 760, 1060)):
            plants.crown(c, x, 590, 86, 60, 200 + k)
        plants.tree(c, 590, 640, 420, 260, 9)
        plants.flowers(c, 0, 690, 1200, 752, 240, 32)
        houses.plate(c, 840, 560, 190, ["公共绿地", "请勿占用"], "#2f6d4f", "#f4f8ee")
    c.rect(0, 756, 1200, 18, "#d2cdc2")
    ground.pavement(c, 774, seed=44)
    if not before:
        people.person(c, 240, 880, 270, "#80663d", "#3a3a44", pose="walk", hair="grey")


def river(c: Canvas, before: bool) -> None:
    """Rubbish drifting under the embankment; then clear water and the boat that fished it out."""
    houses.skyline(c, 330, 17)
    plants.tree_row(c, 380, 8, 250, 9)
    ground.grass(c, 372, 470, "#96a36f" if before else "#8ab165", 160, 3)
    c.path("M0 470H1200V560H0z", "#b3ab9b")
    c.texture(0, 470, 1200, 90, "plaster", 0.6)
    for row in range(3):
        c.line("".join(f"M{x + (row % 2) * 40} {476 + row * 28}v26" for x in range(0, 1200, 80)), "#8d8676", 2)
        c.line(f"M0 {476 + row * 28}H1200", "#8d8676", 2)
    c.line("M0 412H1200M0 440H1200" + "".join(f"M{x} 400V474" for x in range(20, 1200, 80)), "#e6e2d6", 7)
    ground.water(c, 556, "#6f8a7c" if before else "#5f97a8")
    if before:
        chance = chance_of("drift")
        for k in range(74):
            x, y = chance.gauss(560, 270), chance.gauss(720, 80)
            if not 586 < y < 890:
                continue
            size = 0.6 + (y - 580) / 240
            if k % 3 == 0:
                c.oval(x, y, 34 * size, 10 * size, chance.choice(["#5d7d3f", "#73914f", "#4c6a35"]))
            else:
                with c.at(x, y, size * 1.25, chance.uniform(-50, 50)):
                    things_afloat(c, k)
        for k, (x, y) in enumerate(((360, 690), (620, 760), (820, 700), (470, 820), (980, 790))):
            things.bag(c, x, y, 0.8, things.BAGS[k], k)
            c.oval(x, y + 2, 44, 12, "#6f8a7c", opacity=0.85)
        c.line("M760 640Q860 690 1000 636", "#4c3f2c", 9)
        c.oval(300, 840, 180, 24, "#5a5438", opacity=0.35, filter="url(#b14)")
    else:
        for k in range(7):
            c.oval(150 + k * 62, 850 + (k % 2) * 18, 44, 11, ("#5d8d4d", "#6f9f58")[k % 2])
        c.dot(240, 838, 11, "#eca7b8")
        c.dot(390, 858, 11, "#f4efe4")
        people.person(c, 760, 700, 250, "#35618c", "#2f3a40", pose="point", vest="#dd7a2a", hair="cap")
        c.line("M670 494L560 742", "#a9793f", 6)
        c.path("M560 742q-34 6 -44 40h60z", "none", stroke="#e6e2d6", stroke_width=4)
        things.box(c, 850, 704, 100, 60, "#3f6b52")
        c.path("M640 690H1060L1000 776Q840 800 690 776z", "#7a4d33")
        c.path("M640 690H1060L1054 706H650z", "#a37350")
        c.line("M600 790Q840 830 1110 786", "#fff", 4, opacity=0.45)
        people.person(c, 200, 474, 118, "#c8473c", pose="walk")
        people.person(c, 260, 474, 112, "#e0a32c", pose="walk", hair="long")


def things_afloat(c: Canvas, kind: int) -> None:
    """One of the things rivers bring."""
    c.oval(0, 5, 20, 4, "#20302a", opacity=0.35)
    if kind % 4 == 1:
        c.rect(-20, -7, 40, 14, "#f3f2ec", rx=3)
        c.rect(-14, -4, 18, 8, "#dcdad0")
    elif kind % 4 == 2:
        ground.scrap(c, 2)
    else:
        ground.scrap(c, (kind * 5) % 4)


def park(c: Canvas, before: bool) -> None:
    """A park walk: somebody asleep on the bench, a dog off its lead, litter; then neighbourly."""
    houses.skyline(c, 380, 37)
    plants.tree_row(c, 430, 5, 330, 77)
    ground.grass(c, 420, 640, "#8ab165", 420, 31)
    plants.hedge(c, 470, 50, seed=55)
    c.path("M0 640H1200V900H0z", "#c2ab85")
    c.texture(0, 640, 1200, 260, "plaster", 0.45)
    c.line("M0 644H1200", "#8f7d5f", 6)
    plants.tree(c, 1090, 660, 620, 320, 88)
    things.lamp_post(c, 80, 650, 380, 70)
    things.bench(c, 380, 690, 400)
    if before:
        with c.at(580, 610):
            c.path("M-180 0Q-176 -44 -120 -46H120Q180 -40 182 0z", "#5b6a3d")
            c.path("M40 -46H120Q180 -40 182 0H60z", "#35394a")
            c.oval(192, -8, 16, 8, "#26221f")
            c.dot(-196, -22, 24, people.SKIN)
            c.path("M-214 -34Q-206 -54 -182 -44Q-170 -30 -178 -24Q-196 -40 -214 -34z", people.HAIR)
            c.line("M-120 -34L-60 -14L-90 4", "#5b6a3d", 18)
        dog(c, 850, 800, 1.3)
        for x, y in ((960, 850), (984, 858)):
            c.path(f"M{x - 16} {y}q2 -12 12 -12q2 -12 10 -10q6 8 2 12q12 2 8 12z", "#5a3b1e")
        people.person(c, 200, 800, 270, "#5b4a6b", pose="phone", hair="long")
        ground.litter(c, 260, 690, 1000, 880, 30, 121)
        things.bag(c, 350, 716, 0.8, "#e3e5e1", 8)
    else:
        people.seated(c, 470, 624, 250, "#80663d", hair="grey")
        people.seated(c, 660, 624, 246, "#7a3c34", hair="long", flip=True)
        dog(c, 930, 800, 1.3)
        people.person(c, 1060, 830, 276, "#5b4a6b", pose="walk", hair="long", flip=True)
        c.line("M1000 690Q960 760 892 742", "#b8342b", 4)
        things.park_bin(c, 270, 694)
        houses.plate(c, 130, 470, 190, ["文明养犬", "牵绳随清"], "#2f6d4f", "#f4f8ee")
        people.person(c, 520, 850, 190, "#c8473c", "#35518c", pose="walk")


def dog(c: Canvas, x: float, y: float, size: float) -> None:
    """A brown dog from the side."""
    c.shadow(x, y, 76 * size, 9 * size)
    with c.at(x, y, size):
        c.line("M-46 -40L-50 -4M-30 -36L-34 -4M34 -36L32 -4M48 -40L50 -4", "#a5733f", 11)
        c.path("M-58 -66Q-50 -78 0 -74Q50 -80 58 -62Q64 -36 48 -30H-44Q-62 -34 -58 -66z", "#b98248")
        c.path("M-44 -64L-62 -100Q-84 -108 -96 -92L-104 -84Q-104 -76 -88 -76L-70 -60z", "#b98248")
        c.path("M-66 -102Q-56 -112 -52 -88Q-58 -78 -64 -86z", "#7a5128")
        c.dot(-82, -94, 3, "#1d1a19")
        c.dot(-104, -82, 4, "#1d1a19")
        c.line("M56 -64Q84 -76 80 -104", "#b98248", 9)
        c.rect(-66, -78, 22, 8, "#b8342b", transform="rotate(-58 -56 -74)")


def fallen(c: Canvas, before: bool) -> None:
    """A tree across the road after the storm; then sawn, carried off, a young one in its place."""
    houses.skyline(c, 410, 47)
    plants.hedge(c, 450, 50, seed=71)
    plants.tree(c, 180, 470, 330, 230, 301)
    plants.tree(c, 1010, 470, 330, 230, 303)
    ground.asphalt(c, 500)
    c.rect(0, 440, 1200, 50, "#b7b0a2")
    ground.kerb(c, 484)
    ground.dashes(c, 650)
    c.path("M520 480l20 -26h120l20 26z", "#6d5a44", stroke="#cfc8ba", stroke_width=7)
    if before:
        c.path("M560 470Q570 400 540 380L600 410L640 372Q630 420 650 470z", "#6d5643")
        c.line("M600 450L780 740", "#5d4a39", 46)
        c.line("M690 590L640 740M740 670L860 700M720 640L830 610", "#5d4a39", 18)
        plants.crown(c, 800, 760, 270, 120, 305)
        plants.crown(c, 560, 790, 150, 70, 306)
        c.line("M120 300Q400 560 700 700", "#17191b", 4)
        vehicles.car(c, 150, 720, 1.0, "#c9ccca", flip=True)
        c.path("M90 850L1120 800V824L90 874z", "#e0b33a", opacity=0.9)
        c.line("".join(f"M{130 + k * 90} {850 - k * 4.4:.0f}l26 18" for k in range(11)), "#24282b", 10)
        for x, y in ((90, 880), (600, 864), (1120, 830)):
            things.cone(c, x, y, 0.9)
    else:
        plants.tree(c, 600, 474, 300, 170, 307)
        c.line("M548 476L594 380M652 476L606 380", "#a58c63", 7)
        vehicles.car(c, 260, 720, 1.0, "#c9ccca", flip=True)
        vehicles.ebike(c, 860, 780, 1.0, "#3b6ea5", flip=True)
        people.seated(c, 890, 690, 226, "#7a3c34", flip=True, hair="helmet")
