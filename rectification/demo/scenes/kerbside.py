"""Scenes beside the road: cars on pavement and lawn, bicycles, the strip for the blind."""

from rectification.demo.scenes import ground, houses, people, plants, things, vehicles
from rectification.demo.scenes.canvas import Canvas

PAINTS = ["#e6e7e4", "#2f3a46", "#9b2d24", "#8a8f92", "#35518c", "#c9b27c"]


def cars(c: Canvas, before: bool) -> None:
    """Cars on the pavement and over the strip for the blind; then bollards and people."""
    houses.shops(
        c,
        400,
        [
            ("城东文具", "#24506b", "#f0d9a0", "glass"),
            ("百姓书店", "#6d3a2a", "#f4e6c8", "open"),
            ("眼镜店", "#e9e6dc", "#35518c", "glass"),
        ],
        14,
    )
    ground.pavement(c, 396, seed=16)
    ground.tactile(c, 396, 2.3)
    c.rect(0, 800, 1200, 18, "#d2cdc2")
    c.rect(0, 818, 1200, 82, "#74777a")
    c.texture(0, 818, 1200, 82, "tar", 0.4)
    plants.tree(c, 1120, 620, 560, 300, 42, pit=True)
    for x in range(-40, 1200, 200):
        c.rect(x, 866, 110, 9, "#ece8dc", opacity=0.85)
    if before:
        vehicles.car(c, 300, 600, 1.12, PAINTS[0])
        vehicles.car(c, 770, 590, 1.1, PAINTS[2], flip=True)
        vehicles.car(c, 560, 760, 1.32, PAINTS[1])
        vehicles.car(c, 40, 800, 1.36, PAINTS[3])
        people.person(c, 1010, 790, 270, "#5b4a6b", pose="stand", hair="grey", flip=True)
        c.oval(420, 690, 80, 14, "#3a3a36", opacity=0.35, filter="url(#b5)")
    else:
        for x in range(70, 1200, 150):
            c.shadow(x, 776, 26, 6)
            c.rect(x - 14, 676, 28, 100, "url(#steel)", rx=8)
            c.rect(x - 14, 696, 28, 18, "#c8322a")
        people.person(c, 330, 640, 220, "#3d5a80", "#2f2f38", pose="walk")
        c.line("M372 556L420 640", "#f4f1e8", 5)
        people.person(c, 690, 690, 250, "#7a3c34", pose="walk", hair="long", flip=True)
        people.person(c, 760, 694, 164, "#d59a35", "#35518c", pose="walk", flip=True)
        plants.tub(c, 940, 640, 0.66, 21)


def lawn(c: Canvas, before: bool) -> None:
    """Cars on the green of a compound; then grass again and marked bays beside it."""
    houses.skyline(c, 400, 61)
    plants.tree_row(c, 430, 5, 270, 8)
    plants.hedge(c, 450, 60, seed=15)
    ground.grass(c, 446, 730, "#86ab62", 520, 9)
    ground.asphalt(c, 746, "#85878a")
    c.rect(0, 728, 1200, 20, "#d2cdc2")
    c.rect(0, 748, 1200, 8, "#000", opacity=0.3)
    if before:
        with c.group(filter="url(#rubble)"):
            for x, y, rx in ((330, 650, 280), (760, 610, 300), (1000, 690, 200)):
                c.oval(x, y, rx, 46, "#8a7654")
            c.path(
                "M420 740Q460 640 560 560L620 560Q520 640 500 740zM860 740Q850 660 900 580L940 580Q890 660 920 740z",
                "#6f5c40",
            )
        vehicles.car(c, 760, 600, 0.98, PAINTS[4])
        vehicles.car(c, 270, 650, 1.15, PAINTS[0], flip=True)
        vehicles.van(c, 960, 710, 1.12, "#c9ccca")
        ground.litter(c, 300, 660, 1100, 726, 8, 61)
        with c.at(560, 640, 1, 24):
            c.rect(-6, 0, 12, 90, "#8c6a4b")
            houses.plate(c, -70, -66, 140, ["爱护绿地"], "#e7efe0", "#2f6d4f")
    else:
        ground.grass(c, 590, 730, "#8ab165", 300, 19)
        plants.flowers(c, 0, 690, 1200, 722, 190, 5)
        plants.hedge(c, 690, 30, seed=25)
        c.rect(554, 560, 12, 90, "#8c6a4b")
        houses.plate(c, 480, 494, 160, ["爱护绿地"], "#2f6d4f", "#f4f8ee")
        c.line("M84 760L40 900M462 760L455 900M838 760L850 900M1130 760L1180 900", "#f3efe2", 9)
        vehicles.car(c, 275, 852, 0.86, PAINTS[0], flip=True)
        vehicles.car(c, 650, 852, 0.86, PAINTS[4])


def bikes(c: Canvas, before: bool) -> None:
    """Shared bicycles thrown across a square; then in their frame."""
    houses.skyline(c, 420, 71)
    plants.tree_row(c, 480, 7, 260, 3)
    plants.hedge(c, 500, 70, seed=16)
    ground.pavement(c, 496, seed=9)
    ground.tactile(c, 496, 5.1, 0.6)
    c.rect(90, 260, 12, 300, "url(#steel)")
    houses.plate(c, 30, 190, 190, ["东门小学", "公交站"], "#24506b", "#eef3f6")
    yellow, blue, green = "#e2a91f", "#2d7fb8", "#2f9b62"
    if before:
        heap = ((180, 640, -4, yellow), (330, 680, 10, blue), (470, 640, -12, yellow), (760, 660, 6, blue),
                (930, 640, -8, green), (1060, 690, 12, yellow), (620, 742, 58, yellow), (860, 790, -70, blue),
                (430, 820, -62, green), (200, 850, 74, blue), (1080, 846, -12, green), (680, 866, 8, yellow),
                )  # fmt: skip
        for k, (x, y, turn, paint) in enumerate(heap):
            vehicles.bike(c, x, y, 1.16, paint, turn, flip=k % 2 == 1)
        ground.litter(c, 120, 700, 1100, 880, 8, 71)
    else:
        c.path("M700 580H1150L1196 860H690z", "#d9d4c8", opacity=0.35)
        c.line("M700 580H1150L1196 860H690z", "#f7f4ea", 9)
        for k in range(7):
            vehicles.bike(c, 770 + k * 58, 796, 1.0, (yellow, blue, green)[k % 3], -9)
        c.text(760, 852, 30, "非机动车停放区", "#f7f4ea", 370)
        people.person(c, 330, 760, 262, "#3d5a80", "#2f2f38", pose="walk", hair="grey")
        people.person(c, 560, 650, 190, "#c8473c", "#35518c", pose="walk", hair="long")


def tactile(c: Canvas, before: bool) -> None:
    """The strip for the blind under scooters, boxes and broken ribs; then free."""
    houses.bricks(c, 0, 400, "#b7aa95 #c0b39e #ad9f89", 8)
    c.rect(0, 384, 1200, 26, "#8b806d")
    for x in (60, 420, 780):
        houses.window(c, x, 90, 240, 170, x)
    plants.hedge(c, 430, 50, seed=35)
    ground.pavement(c, 426, seed=37)
    ground.tactile(c, 426, 5.6, 0.8)
    if before:
        with c.group(filter="url(#rubble)"):
            c.oval(590, 846, 90, 22, "#7d6a4f")
            c.oval(600, 760, 60, 15, "#8d795b")
        for x, y in ((540, 842), (640, 858), (612, 756)):
            c.path(f"M{x} {y}h44l-10 20h-40z", "#c79c36", stroke="#8a6d22")
        vehicles.ebike(c, 620, 590, 0.9, "#3b6ea5")
        vehicles.ebike(c, 560, 690, 1.15, "#b23a32", flip=True)
        things.box(c, 690, 700, 130, 96)
        things.box(c, 706, 604, 96, 74)
        c.path("M350 560l40 -150h16l40 150h-14l-10 -36h-50l-10 36z", "#6d5c45")
        houses.plate(c, 330, 420, 140, ["今日特价"], "#2b2f33", "#f6e58a")
        people.person(c, 900, 820, 280, "#3d5a80", "#2b2f38", flip=True)
        c.rect(872, 692 - 124, 56, 10, "#17191b", opacity=0)
        c.line("M862 690L760 830", "#f7f4ea", 6)
    else:
        people.person(c, 560, 800, 280, "#3d5a80", "#2b2f38", pose="walk")
        c.line("M622 650L700 800", "#f7f4ea", 6)
        people.person(c, 240, 700, 230, "#a0623c", pose="walk", hair="long", flip=True)
        plants.tub(c, 1020, 640, 0.8, 26)
