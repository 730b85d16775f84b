"""Scenes of back lanes: a dirty street, a heap in the corner, an illegal shed, a car given up, an open fire."""

from rectification.demo.scenes import ground, houses, people, plants, things, vehicles
from rectification.demo.scenes.canvas import Canvas, chance_of


def litter(c: Canvas, before: bool) -> None:
    """A lane of shops after the morning market: peels, cups and oil; then swept and rinsed."""
    row = [
        ("豆浆油条", "#c98a2b", "#4a2412", "open"),
        ("老面馒头", "#8c2f27", "#f7e6c0", "open"),
        ("裁缝铺", "#e4dfd2", "#35518c", "glass"),
    ]
    houses.shops(c, 470, row, 24)
    for x in (30, 770):
        houses.lantern(c, x, 210, 0.8)
    ground.pavement(c, 466, seed=28)
    plants.tree(c, 1130, 690, 650, 320, 29, pit=True)
    if before:
        for x, y, rx in ((300, 640, 190), (760, 740, 250), (520, 850, 200)):
            c.oval(x, y, rx, rx * 0.16, "#2b2620", opacity=0.4, filter="url(#b14)")
            c.oval(x + 20, y + 4, rx * 0.6, rx * 0.08, "#5b4a2e", opacity=0.45, filter="url(#rubble)")
        ground.litter(c, 30, 520, 1080, 885, 95, 28)
        chance = chance_of("leaves")
        for _ in range(40):
            px, py = chance.uniform(20, 1100), chance.uniform(520, 880)
            c.path(f"M{px:.0f} {py:.0f}q14 -16 34 -4q-8 14 -34 4z", chance.choice(["#6f9148", "#8fae5a", "#5d7d3f"]))
        things.bag(c, 190, 640, 0.9, "#e3e5e1", 3)
        things.bag(c, 690, 600, 0.8, "#d2667a", 4)
        things.box(c, 840, 640, 110, 70)
        people.person(c, 560, 740, 250, "#5b4a6b", pose="walk", hair="long")
    else:
        for x, y, rx in ((360, 660, 230), (800, 780, 280)):
            c.oval(x, y, rx, rx * 0.13, "#e9eef0", opacity=0.35, filter="url(#b14)")
        people.person(c, 300, 800, 280, "#3f6f55", "#2f3a40", pose="sweep", hair="cap", vest="#dd7a2a")
        people.person(c, 640, 680, 220, "#a0623c", pose="walk", hair="grey")
        people.person(c, 860, 720, 236, "#35618c", pose="walk", hair="long", flip=True)
        things.park_bin(c, 960, 620)


def corner(c: Canvas, before: bool) -> None:
    """Rubble and rubbish tipped at the end of a wall; then cleared, with a bed and a bench."""
    houses.wall(c, 0, 340, "#d6c9b0")
    houses.bricks(c, 220, 600, "#9c7560 #a8806a #916b57 #a3785f", 12)
    c.rect(0, 206, 1200, 20, "#7d6f5f")
    houses.plate(c, 90, 300, 230, ["禁止倾倒垃圾"], "#f1ece0", "#b0271e")
    ground.pavement(c, 596, seed=48)
    if before:
        with c.group(filter="url(#rubble)"):
            c.path("M240 780Q360 520 560 560T900 520T1200 560V800Q700 850 240 780z", "#8f8272")
            c.path("M420 760Q560 600 720 640T1100 620V780Q760 810 420 760z", "#a3968a")
        chance = chance_of("rubble")
        for _ in range(90):
            x = chance.uniform(300, 1160)
            y = chance.uniform(600, 800)
            with c.at(x, y, chance.uniform(0.6, 1.4), chance.uniform(-50, 50)):
                c.rect(-22, -10, 44, 20, chance.choice(["#a8604a", "#b0735c", "#c2b9aa", "#8d8578"]))
                c.rect(-22, 4, 44, 6, "#000", opacity=0.2)
        c.path("M900 640l160 -190l34 16l-130 200z", "#8c6a4b")
        c.rect(1010, 470, 22, 210, "#9aa2a6", transform="rotate(24 1010 600)")
        c.path("M330 640q70 -60 180 -40l60 90q-120 40 -250 20z", "#6f7f5c")
        c.path("M330 640q70 -60 180 -40l10 20q-100 -10 -176 40z", "#8d9c78")
        for k, (x, y) in enumerate(((300, 800), (400, 830), (520, 812), (640, 838), (980, 830), (1080, 812))):
            things.bag(c, x, y, 1 + 0.14 * (k % 3), things.BAGS[k % 6], k + 60)
        ground.litter(c, 180, 740, 1180, 885, 30, 48)
    else:
        c.rect(420, 690, 780, 60, "#b9b2a4")
        c.rect(420, 690, 780, 12, "#dcd6c9")
        c.rect(430, 664, 770, 30, "#6a5940")
        plants.hedge(c, 680, 60, 430, 1200, 91)
        plants.flowers(c, 430, 656, 1190, 692, 200, 91)
        plants.tree(c, 960, 676, 470, 280, 92)
        things.bench(c, 110, 760, 270)
        houses.plate(c, 520, 320, 300, ["口袋公园", "邻里共享"], "#2f6d4f", "#f4f8ee")
        people.seated(c, 200, 694, 250, "#80663d", hair="grey")
        people.person(c, 640, 850, 250, "#c8473c", pose="walk", hair="long")


def shed(c: Canvas, before: bool) -> None:
    """A shed of tin and planks put up in a courtyard; then taken down."""
    houses.wall(c, 0, 600, "#d3c3a4")
    for k in range(4):
        houses.window(c, 50 + k * 300, 50, 190, 150, k + 12, bars=k % 2 == 0)
        if k != 1:
            houses.air_conditioner(c, 90 + k * 300, 270)
    c.rect(0, 250, 1200, 8, "#a5977d")
    c.rect(0, 540, 1200, 24, "#8b806d")
    plants.hedge(c, 590, 70, 0, 260, 101)
    plants.hedge(c, 590, 70, 960, 1200, 102)
    ground.pavement(c, 586, seed=58)
    if before:
        c.shadow(620, 790, 400, 34)
        c.path("M280 400H940V780H280z", "#8f9aa0")
        c.line("".join(f"M{x} 410V780" for x in range(290, 940, 22)), "#6f7a80", 7)
        c.path("M240 420L330 300H900L990 420z", "#3f6f9a")
        c.line("".join(f"M{250 + k * 34} 418L{336 + k * 26} 304" for k in range(22)), "#2f567a", 6)
        c.path("M520 300h120l20 120h-150z", "#a5523a", opacity=0.75)
        c.rect(360, 520, 150, 260, "#8c6a4b")
        c.line("M360 600h150M360 690h150M400 520v260M460 520v260", "#6b4e34", 5)
        c.rect(600, 500, 190, 120, "#2b3338")
        c.path("M600 500h190v30h-190z", "#c8473c", opacity=0.8)
        c.rect(820, 640, 130, 140, "#b58f5c")
        c.line("M820 640l130 140M950 640l-130 140", "#8c6a3d", 6)
        for x in (300, 440, 620, 800):
            c.rect(x, 282, 46, 22, "#8d8578")
        c.oval(880, 292, 40, 14, "#23272a")
        things.box(c, 140, 800, 120, 100)
        things.bag(c, 1010, 800, 1.2, "#25282c", 6)
        vehicles.tricycle(c, 1060, 870, 0.8, "#3f7fae", flip=True)
        houses.plate(c, 610, 650, 160, ["收废品"], "#f7e58a", "#b0271e")
        ground.litter(c, 180, 790, 1100, 885, 14, 58)
    else:
        plants.hedge(c, 640, 60, 330, 900, 103)
        plants.flowers(c, 330, 630, 900, 666, 130, 103)
        plants.tree(c, 620, 650, 470, 280, 104)
        for x in (330, 760):
            things.bench(c, x, 780, 220)
        people.seated(c, 400, 714, 236, "#7a3c34", hair="long")
        people.person(c, 900, 840, 266, "#80663d", pose="walk", hair="grey")
        people.person(c, 560, 860, 170, "#d59a35", "#35518c", pose="walk")


def wreck(c: Canvas, before: bool) -> None:
    """A car nobody has moved for years; then its bay is free again."""
    houses.skyline(c, 380, 101)
    houses.bricks(c, 330, 500, seed=14)
    c.rect(0, 318, 1200, 16, "#7d6f5f")
    plants.hedge(c, 520, 44, seed=111)
    ground.asphalt(c, 510, "#85878a")
    c.rect(0, 506, 1200, 14, "#d2cdc2")
    c.line(
        "M250 560L120 860M720 560L760 860M1090 560L1260 860M120 860H1260", "#f3efe2", 9, opacity=0.6 if before else 1
    )
    if before:
        chance = chance_of("wreck")
        c.oval(430, 770, 320, 34, "#3a3a36", opacity=0.5, filter="url(#b14)")
        vehicles.car(c, 440, 770, 1.5, "#8f9a94")
        with c.group(filter="url(#worn)"):
            for _ in range(46):
                x, y = 440 + chance.gauss(0, 150), 660 + chance.gauss(0, 50)
                tone = chance.choice(["#8d5a36", "#a9a89a", "#c2bba4"])
                c.oval(x, y, chance.uniform(6, 34), chance.uniform(4, 14), tone, opacity=0.5)
        c.line("M352 600L390 570L380 610L430 590M560 590L600 620", "#eef3f3", 3)
        c.rect(236, 752, 92, 24, "#1b1e21", rx=8)
        c.rect(580, 752, 92, 24, "#1b1e21", rx=8)
        for _ in range(60):
            px = chance.choice([chance.uniform(140, 760), chance.gauss(440, 120)])
            py = chance.uniform(770, 800) if px < 250 or px > 640 else chance.uniform(552, 600)
            c.path(f"M{px:.0f} {py:.0f}q8 -12 20 -2q-6 10 -20 2z", chance.choice(["#a5803a", "#8a5a2c", "#b5953f"]))
        for k in range(24):
            x = 150 + k * 26
            c.line(f"M{x} 790q-8 -30 -{6 + k % 5} -46M{x} 790q6 -24 {8 + k % 7} -36", "#6f8f4b", 4)
        with c.at(560, 560, 1, -4):
            c.rect(0, 0, 90, 60, "#f7e58a")
            c.text(10, 42, 34, "限期", "#b0271e", 70)
        vehicles.car_behind(c, 960, 740, 1.25, "#35518c", "澜 A26")
        ground.litter(c, 140, 780, 760, 870, 14, 68)
    else:
        c.text(320, 800, 120, "空位", "#f3efe2", 260)
        vehicles.car_behind(c, 960, 740, 1.25, "#35518c", "澜 A26")
        houses.plate(c, 400, 350, 214, ["规范停车", "车位共享"], "#24506b", "#f4f8fa")
        people.person(c, 170, 740, 240, "#a0623c", pose="walk", hair="long")


def burning(c: Canvas, before: bool) -> None:
    """Straw and rubbish alight at the edge of a field; then a tended field and a sign."""
    c.rect(0, 0, 1200, 460, "url(#sky)")
    c.path("M0 330Q220 200 470 310T900 250T1200 320V480H0z", "#9db39a", filter="url(#far)")
    c.path("M0 400Q300 340 620 392T1200 380V480H0z", "#7f9c72", filter="url(#far)")
    for x in (90, 190, 900, 1010, 1110):
        plants.tree(c, x, 470, 210, 130, x)
    for k, y in enumerate((470, 530, 610)):
        c.path(
            f"M0 {y}H1200V{y + 90}H0z",
            ("#a9a45c", "#b5ad62", "#9a9a52")[k] if before else ("#8fb060", "#9cbc68", "#86a858")[k],
        )
        c.line(
            "".join(f"M{n * 30 + k * 9} {y + 40}q4 -20 -2 -34" for n in range(41)),
            "#8a8444" if before else "#6f9148",
            4,
        )
    c.texture(0, 470, 1200, 230, "turf", 0.45)
    ground.earth(c, 690, 900, "#b39a70")
    if before:
        c.oval(600, 780, 340, 50, "#2b2620", opacity=0.6, filter="url(#b14)")
        with c.group(filter="url(#rubble)"):
            c.path("M340 790Q440 660 600 650T880 790z", "#4c3f2c")
            c.path("M420 790Q520 700 620 690T800 790z", "#2b2620")
        chance = chance_of("fire")
        for k in range(44):
            px, high = chance.uniform(430, 780), chance.uniform(70, 210) * (1.1 if k % 3 else 0.7)
            tone = ("#e8562b", "#f08a2e", "#f7c44b", "#fbe39a")[k % 4]
            slim = chance.uniform(14, 30) * (1 - k % 4 * 0.16)
            rise = f"M{px - slim:.0f} 770Q{px - slim:.0f} {770 - high * 0.5:.0f} {px:.0f} {770 - high:.0f}"
            c.path(f"{rise}Q{px + slim:.0f} {770 - high * 0.4:.0f} {px + slim:.0f} 770z", tone, opacity=0.75)
        c.oval(600, 740, 300, 120, "#f7a23a", opacity=0.25, filter="url(#b40)")
        for x, y, size in ((560, 600, 2.6), (660, 560, 2.8), (620, 420, 3.2), (740, 340, 3.4)):
            things.smoke(c, x, y, size, "#6b6a68")
        people.person(c, 250, 800, 250, "#80663d", "#3a3a44", pose="sweep", hair="grey")
        things.bag(c, 860, 820, 1.0, "#25282c", 3)
        things.bag(c, 930, 830, 0.9, "#e3e5e1", 5)
    else:
        c.rect(600, 560, 14, 200, "#8c6a4b")
        houses.plate(c, 470, 440, 270, ["禁止露天焚烧", "秸秆综合利用"], "#2f6d4f", "#f4f8ee")
        for x in (860, 960, 910):
            c.oval(x, 780 if x != 910 else 716, 56, 46, "#c9aa5c")
            c.ring(x, 780 if x != 910 else 716, 38, "#a98a42", 4)
            c.ring(x, 780 if x != 910 else 716, 20, "#a98a42", 4)
        people.person(c, 270, 820, 260, "#80663d", "#3a3a44", pose="walk", hair="grey")
