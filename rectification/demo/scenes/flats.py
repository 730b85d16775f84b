"""Scenes of residential compounds: wires, stairs, the fire lane, charging, notice boards."""

from rectification.demo.scenes import ground, houses, people, plants, things, vehicles
from rectification.demo.scenes.canvas import Canvas, chance_of


def facade(c: Canvas) -> None:
    """Three floors of windows."""
    houses.wall(c, 0, 720, "#d3c3a4", 0.5)
    for row in range(3):
        for column in range(4):
            x, y = 52 + column * 300, 24 + row * 236
            houses.window(c, x, y, 184, 132, row * 4 + column, bars=(row + column) % 2 == 1)
            if (row * 4 + column) % 3 == 0:
                houses.air_conditioner(c, x + 206, y + 90)
        c.rect(0, 208 + row * 236, 1200, 7, "#a5977d", opacity=0.6)
    c.rect(0, 706, 1200, 22, "#857b69")


def wires(c: Canvas, before: bool) -> None:
    """Cables like a cobweb and chargers let down from the windows."""
    facade(c)
    ground.pavement(c, 726, seed=7)
    if before:
        chance = chance_of("wires")
        for _ in range(26):
            left, right = chance.uniform(90, 260), chance.uniform(60, 340)
            first, second = chance.uniform(250, 450), chance.uniform(230, 470)
            middle = f"{chance.uniform(250, 420):.0f} {first:.0f} {chance.uniform(700, 900):.0f} {second:.0f}"
            bow = f"M-20 {left:.0f}C{middle} 1220 {right:.0f}"
            c.line(bow, "#17191b", round(chance.uniform(2, 5.5), 1))
        for r, width in ((54, 8), (42, 6), (48, 4)):
            c.oval(566 + r / 4, 330, r, r * 0.86, "none", stroke="#17191b", stroke_width=width)
        for x, y, end, cable in (
            (140, 390, 128, "#e8e4d8"),
            (452, 390, 404, "#c63e30"),
            (742, 160, 664, "#e8e4d8"),
            (1040, 626, 950, "#c63e30"),
        ):
            c.line(f"M{x} {y}C{x + 70} {y + 130} {end - 60} 640 {end} 786", cable, 6)
            c.rect(end - 26, 776, 52, 24, "#f1efe8", rx=4, stroke="#777")
            c.rect(end - 16, 784, 8, 8, "#555")
            c.rect(end + 4, 784, 8, 8, "#555")
        for x, tone in ((150, "#3b6ea5"), (420, "#b23a32"), (690, "#d7d4cb"), (970, "#3f6b52")):
            vehicles.ebike(c, x, 850, 1.1, tone, cover="#7d5b75" if x == 420 else "")
    else:
        c.rect(0, 214, 1200, 18, "#e9e5da")
        c.rect(0, 228, 1200, 5, "#000", opacity=0.2)
        for x in range(20, 1200, 140):
            c.rect(x, 208, 10, 30, "#b7b1a3")
        for x in (276, 876):
            c.rect(x, 230, 15, 480, "#e9e5da")
            c.rect(x + 10, 230, 5, 480, "#000", opacity=0.15)
        houses.plate(c, 560, 590, 250, ["集中充电区", "往东六十米"], "#2f6d4f", "#f4f8ee")
        c.line("M70 812H1130", "#f0ece0", 8, opacity=0.85)
        people.person(c, 330, 850, 270, "#7a3c34", pose="walk", hair="grey")
        people.person(c, 980, 862, 276, "#35618c", pose="walk", flip=True, hair="long")
        plants.tub(c, 110, 800, 0.7, 14)


def shelter(c: Canvas, before: bool) -> None:
    """The compound's charging shelter: sockets torn off and rubbish - or in order."""
    houses.skyline(c, 400, 41)
    plants.hedge(c, 470, 90, seed=4)
    ground.pavement(c, 466, seed=27)
    for x in (90, 590, 1090):
        c.rect(x, 190, 20, 560, "url(#steel)")
    c.path("M20 200L70 130H1140L1190 200z", "#3f7fae" if not before else "#7f93a0")
    c.path("M20 200H1190V224H20z", "#2c5f86" if not before else "#6a7780")
    if before:
        c.path("M640 130H820L850 200H700z", "#c5d2d8")
        c.path("M700 200L760 150L790 200z", "#8a969c")
    c.rect(110, 330, 980, 26, "#d9d6cc")
    for x in range(180, 1080, 150):
        socket(c, x, 356, before and x % 4 != 0)
    if before:
        for x, tone, turn in ((220, "#8a8f92", False), (470, "#b23a32", True), (760, "#3b6ea5", False)):
            vehicles.ebike(c, x, 770 + x % 30, 1.2, tone, flip=turn)
        things.bag(c, 950, 780, 1.1, "#25282c", 5)
        things.box(c, 1000, 800, 140, 110)
        c.line("M330 410C420 520 560 420 640 600S860 560 900 740", "#c63e30", 6)
        ground.litter(c, 120, 780, 1150, 880, 18, 15)
    else:
        houses.plate(c, 380, 226, 420, ["电动自行车充电处"], "#2f6d4f", "#f4f8ee")
        for k, tone in enumerate(("#3b6ea5", "#b23a32", "#d7d4cb", "#3f6b52", "#d59a35")):
            vehicles.ebike(c, 210 + k * 196, 770, 0.92, tone)
            c.line(f"M{200 + k * 196} 408Q{150 + k * 196} 560 {160 + k * 196} 690", "#3b4043", 4)
        c.line("M90 790H1110M90 790V640M1110 790V640", "#f0ece0", 7, opacity=0.8)
        things.extinguisher(c, 1140, 800, 1.1)


def socket(c: Canvas, x: float, y: float, broken: bool) -> None:
    """A charging point."""
    with c.at(x, y, 1, 16 if broken else 0):
        c.rect(-32, 0, 64, 62, "#e8e6de" if not broken else "#bdb9ae", rx=5)
        if broken:
            c.rect(-22, 12, 44, 38, "#3b3f42")
            c.line("M-10 20Q-30 70 -6 96M6 30Q26 70 10 88", "#c63e30", 4)
        else:
            c.rect(-22, 10, 44, 18, "#2f6d4f")
            c.dot(-10, 44, 6, "#44494c")
            c.dot(12, 44, 6, "#44494c")


def stairs(c: Canvas, before: bool) -> None:
    """A landing full of boxes and a bike on charge; then the extinguishers can be reached."""
    houses.wall(c, 0, 560, "#dcd4c3")
    c.rect(0, 520, 1200, 240, "#8fb0a3")
    c.texture(0, 520, 1200, 240, "plaster", 0.5)
    c.rect(0, 512, 1200, 14, "#6f8d81")
    ground.earth(c, 756, 900, "#b3ada0")
    c.rect(0, 756, 1200, 40, "url(#up)", opacity=0.4)
    for k in range(10):
        y, x = 764 - k * 62, 690 + k * 40
        c.rect(x, y - 62, 620, 62, "#bdb6a8")
        c.rect(x, y - 62, 620, 10, "#e2dccf")
        c.rect(x, y - 52, 620, 12, "#000", opacity=0.22)
    c.line("M690 640L1080 36", "#5b4636", 20)
    c.line("".join(f"M{704 + k * 40} {700 - k * 62}V{618 - k * 62}" for k in range(9)), "#4c4238", 8)
    c.rect(60, 110, 262, 650, "#5f4a38")
    c.rect(80, 130, 222, 630, "#8c6a4b")
    c.texture(80, 130, 222, 630, "plaster", 0.35)
    for y, h in ((160, 200), (400, 320)):
        c.rect(110, y, 162, h, "none", stroke="#5f4630", stroke_width=5)
    c.dot(280, 440, 13, "#d9c88d")
    c.path("M146 196h90v92l-45 26l-45 -26z", "#c2312a")
    c.text(163, 270, 58, "福", "#f3cf6a")
    houses.plate(c, 150, 60, 80, ["301"], "#f1ece0", "#555")
    houses.window(c, 410, 130, 170, 130, 5)
    if before:
        for x, y, w, h in (
            (350, 800, 190, 150),
            (560, 790, 150, 110),
            (372, 650, 160, 120),
            (570, 680, 116, 90),
            (396, 530, 120, 84),
        ):
            things.box(c, x, y, w, h, words="纸箱" if w > 180 else "")
        vehicles.ebike(c, 230, 880, 1.5, "#b23a32", cover="#7d5b75")
        c.line("M500 240C540 420 300 520 250 690", "#c63e30", 7)
        things.bag(c, 640, 876, 1.2, "#25282c", 3)
        things.bag(c, 740, 884, 1.0, "#d2667a", 7)
        c.path("M820 850L1030 800L1060 872L846 896z", "#8a8f92")
        c.line("M860 800Q900 660 950 620", "#7a5a3a", 12)
    else:
        houses.plate(c, 388, 372, 226, ["消防通道", "禁止堆放"], "#f7f3e6", "#b8342b")
        c.rect(404, 744, 170, 34, "#8c2f27")
        things.extinguisher(c, 450, 748, 1.25)
        things.extinguisher(c, 524, 748, 1.25)
        c.line("M40 830H700", "#e0b33a", 12)
        people.person(c, 880, 640, 250, "#3d6a8a", pose="walk", hair="long", flip=True)


def firelane(c: Canvas, before: bool) -> None:
    """The marked lane for fire engines between two blocks."""
    houses.skyline(c, 390, 51)
    for left, tone in ((0, "#cdb694"), (930, "#c3ad8e")):
        c.rect(left, 60, 270, 560, tone)
        c.texture(left, 60, 270, 560, "plaster", 0.5)
        for row in range(3):
            houses.window(c, left + 60, 110 + row * 165, 150, 92, left + row, bars=row == 1)
        c.rect(left, 610, 270, 12, "#8a7c66")
    plants.hedge(c, 470, 80, 270, 930, 9)
    ground.asphalt(c, 460, "#85878a")
    c.path("M0 620L270 520V470H0zM1200 620L930 520V470H1200z", "#a9b58f")
    c.line("M270 520L0 640M930 520L1200 640", "#d2cdc2", 16)
    wide = "M420 480L150 900M780 480L1050 900"
    c.line(wide, "#e0b33a", 12, opacity=0.55 if before else 1)
    letters = "#ece0b0" if before else "#f3cd4a"
    for k, word in enumerate("消防通道"):
        level, stretch, high = ((552, 1.4, 0.72), (640, 1.8, 0.9), (744, 2.3, 1.06), (872, 2.9, 1.24))[k]
        with c.group(f"translate({600 - 46 * stretch:.0f} {level}) scale({stretch} {high})"):
            c.text(0, 0, 92, word, letters)
    if before:
        vehicles.car(c, 730, 690, 0.98, "#9aa3a8")
        vehicles.van(c, 390, 800, 1.15, "#e8e4d8", "送货")
        things.box(c, 760, 850, 150, 120)
        things.box(c, 900, 868, 130, 100, "#a8834f")
        things.box(c, 800, 736, 110, 84)
        vehicles.ebike(c, 1090, 800, 1.0, "#3f6b52")
        things.bag(c, 690, 872, 1.1, "#25282c", 7)
    else:
        c.line("M420 480H780M360 575H840M290 690H910M200 834H1000", "#e0b33a", 8)
        houses.plate(c, 990, 470, 150, ["消防通道", "禁止占用"], "#b8342b", "#fff6e0")
        things.cone(c, 210, 800)
        things.cone(c, 1000, 800)
        people.person(c, 420, 640, 190, "#35618c", pose="walk")
        people.person(c, 470, 644, 130, "#d59a35", "#35518c", pose="walk")


def board(c: Canvas, before: bool) -> None:
    """The community's notice board: empty and cracked, or filled."""
    houses.wall(c, 0, 600, "#d9cdb4")
    houses.bricks(c, 470, 610, seed=6)
    houses.window(c, 60, 40, 150, 150, 8)
    houses.window(c, 1000, 40, 150, 150, 9)
    ground.pavement(c, 606, seed=33)
    plants.hedge(c, 640, 84, 0, 150, 3)
    plants.hedge(c, 640, 84, 1050, 1200, 4)
    c.shadow(600, 690, 440, 24)
    for x in (210, 960):
        c.rect(x, 170, 26, 520, "url(#steel)")
    c.path("M150 150L220 90H980L1050 150z", "#8c3a2c")
    c.rect(150, 150, 900, 16, "#6d2c22")
    c.rect(200, 166, 800, 400, "#6f777a")
    c.rect(216, 240, 768, 310, "#dfe5e2" if not before else "#b9bdb6")
    houses.signboard(c, 216, 176, 768, 56, "社区公示栏", "#8c2f27" if not before else "#8a6259", "#fbeccb")
    if before:
        cracked(c)
    else:
        pinned(c)
        people.person(c, 330, 840, 286, "#80663d", "#3a3a44", pose="back", hair="grey")
        people.person(c, 470, 830, 262, "#35618c", pose="point", hair="long", flip=True)


def cracked(c: Canvas) -> None:
    """Glass with a star in it, and what nobody took down."""
    c.texture(216, 240, 768, 310, "plaster", 0.7)
    with c.at(300, 300, 1, 9):
        c.rect(0, 0, 110, 150, "#d8c79a")
        c.text(8, 34, 24, "二〇一九", "#8a7a55")
        c.line("M12 60h80M12 80h86M12 100h60", "#a8976b", 4)
    with c.at(820, 420, 1, -14):
        c.path("M0 0h100l-6 50l-20 -8l-10 30l-30 -10l-34 12z", "#e3ddcc")
    c.line(
        "M640 380l-130 -120M640 380l180 -90M640 380l-90 150M640 380l160 120M640 380l20 -130M640 380l-170 30",
        "#f3f6f5",
        3,
    )
    c.path("M640 380l60 -90l70 60l-20 70l-80 10z", "#8d918b")
    for x, y in ((240, 260), (960, 270), (500, 300), (720, 300), (560, 500)):
        c.dot(x, y, 5, "#b8574a")
    c.oval(600, 760, 300, 26, "#3d382c", opacity=0.25, filter="url(#b14)")
    ground.litter(c, 240, 680, 980, 820, 20, 41)


def pinned(c: Canvas) -> None:
    """Codes, prices, honoured neighbours and the month's activities."""
    heads = ("居民公约", "服务清单", "身边好人", "本月活动")
    tones = ("#b8342b", "#2f6d4f", "#c98a2b", "#24506b")
    for k, (head, tone) in enumerate(zip(heads, tones, strict=True)):
        x = 234 + k * 188
        c.rect(x, 254, 172, 282, "#fffdf6")
        c.rect(x, 254, 172, 54, tone)
        c.text(x + 18, 294, 32, head, "#fff6e0", 136)
        if k == 2:
            for n in range(4):
                px, py = x + 24 + (n % 2) * 70, 326 + (n // 2) * 102
                c.rect(px, py, 56, 68, "#d7e3e6")
                c.dot(px + 28, py + 26, 14, "#d3a27c")
                c.path(f"M{px + 6} {py + 68}q22 -40 44 0z", ("#35618c", "#a0623c", "#5a6b3d", "#7a3c34")[n])
                c.rect(px + 4, py + 74, 48, 6, "#8a8578")
            continue
        for n in range(8):
            c.rect(x + 18, 328 + n * 25, 136 - (n * 37) % 50, 7, "#8a8578")
    c.path("M300 550L470 240H560L390 550z", "#fff", opacity=0.16)
