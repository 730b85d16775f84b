"""Scenes of public places: the school gate, a bus stop, a building site, a hall's ramp."""

from rectification.demo.scenes import ground, houses, people, plants, things, vehicles
from rectification.demo.scenes.canvas import Canvas, chance_of
from rectification.demo.scenes.kerbside import PAINTS
from rectification.demo.scenes.roads import rider


def school(c: Canvas, before: bool) -> None:
    """The gate at the end of lessons: a jam with pedlars, or rows and a warden."""
    houses.skyline(c, 430, 81)
    c.rect(120, 120, 960, 330, "#d9c7a4")
    c.texture(120, 120, 960, 330, "plaster", 0.45)
    for k in range(5):
        for row in range(2):
            houses.window(c, 160 + k * 190, 136 + row * 150, 120, 84, k + row * 5)
    c.rect(330, 300, 540, 180, "#b3573f")
    houses.signboard(c, 360, 310, 480, 76, "东门小学", "#7a2a20", "#f6d98a")
    c.rect(400, 396, 400, 84, "#2b3138")
    c.line("".join(f"M{x} 396v84" for x in range(410, 800, 22)), "#8f979b", 5)
    plants.hedge(c, 486, 60, 0, 330, 3)
    plants.hedge(c, 486, 60, 870, 1200, 4)
    ground.pavement(c, 480, seed=83)
    c.rect(0, 640, 1200, 260, "#74777a")
    c.texture(0, 640, 1200, 260, "tar", 0.4)
    ground.kerb(c, 630, 14)
    ground.zebra(c, 656, 900, 440, 760, 0.7 if before else 0.96)
    if before:
        vehicles.car(c, 200, 740, 0.92, PAINTS[0])
        vehicles.car(c, 1010, 730, 0.9, PAINTS[2], flip=True)
        people.queue(c, 400, 600, 8, 52, 150, 2)
        vehicles.car_behind(c, 600, 770, 0.95, PAINTS[1])
        rider(c, 420, 790, "#3b6ea5", "#5b4a6b", "long")
        vehicles.tricycle(c, 210, 640, 0.8, "#3f7fae")
        for k, tone in enumerate(("#e58a1f", "#d2667a", "#f0cb55", "#7aa0bf")):
            c.dot(80 + k * 34, 470 - (k % 2) * 34, 24, tone)
            c.line(f"M{80 + k * 34} {494 - (k % 2) * 34}L130 556", "#777", 1.5)
        vehicles.car(c, 900, 880, 1.2, PAINTS[3])
        vehicles.car(c, 180, 890, 1.2, PAINTS[4], flip=True)
    else:
        c.line("M250 540H950M250 560H950", "#f0cb55", 6)
        for k in range(6):
            people.person(c, 430 + k * 58, 612, 108, ("#35518c", "#c8473c")[k % 2], "#2b3450", pose="walk")
        people.person(c, 350, 640, 200, "#35618c", "#2b3450", pose="point", hair="cap", vest="#e6c63a", flip=True)
        people.person(c, 850, 640, 200, "#35618c", "#2b3450", pose="point", hair="cap", vest="#e6c63a")
        people.person(c, 540, 800, 230, "#a0623c", pose="walk", hair="long")
        people.person(c, 606, 806, 150, "#c8473c", "#2b3450", pose="walk")
        vehicles.car(c, 150, 770, 0.95, PAINTS[0])
        things.cone(c, 330, 690, 0.8)
        things.cone(c, 870, 690, 0.8)
        houses.plate(c, 960, 520, 190, ["护学岗", "即停即走"], "#24506b", "#f4f8ee")


def busstop(c: Canvas, before: bool) -> None:
    """A shelter with broken glass and no timetable; then whole."""
    houses.skyline(c, 430, 91)
    plants.tree_row(c, 480, 6, 300, 9)
    plants.hedge(c, 500, 50, seed=45)
    ground.pavement(c, 496, seed=93)
    c.rect(0, 816, 1200, 18, "#d2cdc2")
    c.rect(0, 834, 1200, 66, "#74777a")
    c.texture(0, 834, 1200, 66, "tar", 0.4)
    c.shadow(600, 716, 480, 24)
    for x in (150, 560, 1010):
        c.rect(x, 230, 20, 490, "url(#steel)")
    c.path("M90 200H1110L1130 246H70z", "#3f6f8f")
    c.rect(70, 240, 1060, 16, "#2b4e66")
    c.rect(170, 280, 390, 330, "#cfe0e4", opacity=0.42)
    c.rect(580, 270, 430, 370, "#59666b")
    c.rect(596, 286, 398, 338, "#f1ece0")
    things.bench(c, 200, 716, 320, broken=before)
    if before:
        c.path("M170 280h390v330h-60l-50 -120l-70 60l-40 -110l-80 90l-40 -60z", "#eaf2f3", opacity=0.4)
        c.line("M380 440L250 300M380 440L540 320M380 440L560 500M380 440L300 610M380 440L180 480", "#f6fafa", 4)
        c.texture(596, 286, 398, 338, "plaster", 0.8)
        c.path("M596 286h398v120l-90 40l-60 -50l-90 60l-80 -70l-78 40z", "#8fa0a8")
        c.text(620, 360, 40, "公交线路图", "#dfe5e6", 210)
        for x, y, word in ((640, 500, "办证"), (760, 480, "贷款"), (860, 540, "开锁"), (690, 570, "搬家")):
            with c.at(x, y, 1, (x % 7) - 3):
                c.rect(0, 0, 96, 56, "#f7e58a")
                c.text(12, 40, 34, word, "#b0271e", 70)
        for k in range(26):
            chance = chance_of(f"shard{k}")
            px, py = chance.uniform(180, 560), chance.uniform(700, 780)
            c.path(f"M{px:.0f} {py:.0f}l14 -10l8 12z", "#e7f1f3", opacity=0.9)
        ground.litter(c, 150, 700, 1050, 800, 14, 95)
        people.person(c, 700, 780, 262, "#5b4a6b", pose="phone", hair="long")
    else:
        c.line("M220 610L330 280M260 610L370 280", "#fff", 10, opacity=0.3)
        houses.signboard(c, 600, 290, 390, 62, "东门小学站", "#24506b", "#f4f8ee")
        for k, (line, tone) in enumerate((("一路", "#b8342b"), ("八路", "#2f6d4f"), ("十六路", "#c98a2b"))):
            y = 392 + k * 80
            c.text(612, y + 16, 34, line, tone, 90 if k == 2 else 66)
            c.line(f"M720 {y}H976", tone, 7)
            for n in range(6):
                c.dot(726 + n * 48, y, 9, "#fff", stroke=tone, stroke_width=4)
                c.rect(717 + n * 48, y + 16, 16, 26, "#8a8578", opacity=0.7)
        people.person(c, 700, 780, 262, "#5b4a6b", pose="stand", hair="long")
        people.person(c, 820, 786, 270, "#80663d", pose="stand", hair="grey", flip=True)
        people.seated(c, 300, 636, 250, "#3d5a80")


def site(c: Canvas, before: bool) -> None:
    """A building site open to the street, in dust; then behind a hoarding, sprayed and swept."""
    c.rect(0, 0, 1200, 500, "url(#sky)")
    c.rect(420, 60, 520, 440, "#b6b0a4")
    for row in range(5):
        c.rect(410, 60 + row * 86, 540, 14, "#8f897d")
        for k in range(6):
            c.rect(436 + k * 86, 82 + row * 86, 56, 60, "#5f5d58" if (k + row) % 3 else "#7c7a74")
    c.line(
        "".join(f"M{430 + k * 54} 60V500" for k in range(10)) + "".join(f"M420 {100 + k * 86}H940" for k in range(5)),
        "#3f7f5a",
        4,
        opacity=0.7,
    )
    c.line("M240 500V20M240 40H760M240 40L180 80V60M240 20L560 40", "#e0b33a", 10)
    c.line("M660 44V150", "#444", 3)
    c.rect(636, 150, 50, 26, "#8c6a4b")
    ground.earth(c, 490, 700, "#b39a70")
    ground.asphalt(c, 700)
    if before:
        for x, y, rx, ry in ((200, 640, 260, 120), (900, 650, 330, 150), (560, 660, 200, 70)):
            with c.group(filter="url(#rubble)"):
                c.oval(x, y, rx, ry, "#a3875b")
                c.oval(x - rx * 0.2, y - ry * 0.3, rx * 0.6, ry * 0.5, "#bfa377")
        c.rect(0, 690, 1200, 40, "#a3875b", filter="url(#rubble)")
        truck(c, 500, 740)
        for x, y, size in ((120, 560, 2.4), (380, 640, 2.6), (700, 560, 2.8), (1000, 600, 2.6), (860, 760, 2)):
            things.smoke(c, x, y, size, "#d3bd94")
        c.line("M0 800Q400 760 1200 820M0 850Q500 800 1200 870", "#a3875b", 16, opacity=0.6)
        ground.litter(c, 60, 730, 1150, 870, 12, 96)
    else:
        c.rect(0, 400, 1200, 280, "#3f7f5a")
        for k in range(4):
            x = k * 300
            c.rect(x + 8, 414, 284, 236, "#f3efe2")
            c.rect(x + 8, 414, 284, 236, ("#b8342b", "#2f6d4f", "#24506b", "#c98a2b")[k], opacity=0.92)
            c.text(x + 30, 506, 62, ("讲文明", "护生态", "重诚信", "爱家园")[k], "#fff3d8", 240)
            c.path(f"M{x + 8} 590q80 -50 150 0t134 -6v66h-284z", "#fff3d8", opacity=0.3)
            c.text(x + 40, 632, 26, "公益广告", "#fff3d8", 110)
        c.rect(0, 396, 1200, 12, "#2c5c41")
        c.rect(0, 664, 1200, 26, "#cfc9bc")
        for x in range(60, 1200, 120):
            c.path(
                f"M{x} 398q-26 -34 -50 -10M{x} 398q26 -34 50 -10", "none", stroke="#f4f8fa", stroke_width=5, opacity=0.5
            )
        ground.kerb(c, 690, 14)
        ground.dashes(c, 800)
        people.person(c, 940, 800, 250, "#35618c", "#2f3a40", pose="sweep", hair="helmet", vest="#dd7a2a", flip=True)
        vehicles.car(c, 260, 800, 0.9, PAINTS[0], flip=True)


def truck(c: Canvas, x: float, y: float) -> None:
    """A tipper with too much on it."""
    c.shadow(x, y, 280, 24)
    c.path(
        f"M{x - 120} {y - 190}Q{x} {y - 290} {x + 130} {y - 230}T{x + 260} {y - 190}z", "#a3875b", filter="url(#rubble)"
    )
    c.path(f"M{x - 130} {y - 196}H{x + 270}L{x + 250} {y - 70}H{x - 110}z", "#c07a2c")
    c.line("".join(f"M{x - 60 + k * 70} {y - 194}v120" for k in range(5)), "#8d561b", 7)
    c.path(f"M{x - 270} {y - 50}V{y - 130}L{x - 240} {y - 200}H{x - 150}V{y - 50}z", "#b8342b")
    c.path(f"M{x - 256} {y - 130}l20 -56h66v56z", vehicles.GLASS)
    c.rect(x - 280, y - 70, 540, 26, "#3b3f42")
    for hub in (-210, 60, 160):
        vehicles.wheel(c, x + hub, y - 40, 42)


def ramp(c: Canvas, before: bool) -> None:
    """Steps to a public hall: a ramp cracked and blocked, or with rails and free."""
    houses.wall(c, 0, 642, "#cfd3d0", 0.4)
    c.rect(0, 600, 1200, 42, "#a9aeab")
    for x in (40, 930):
        houses.window(c, x, 170, 220, 250, x)
    houses.signboard(c, 250, 60, 700, 96, "便民服务中心", "#7f2a2a", "#f6e8c8")
    c.rect(360, 190, 480, 372, "url(#glass)")
    c.line("M600 190V562M480 190V562M720 190V562", "#cfd3d0", 9)
    c.rect(582, 380, 8, 70, "#e8e4d6")
    c.rect(610, 380, 8, 70, "#e8e4d6")
    ground.pavement(c, 640, seed=103)
    for k in range(4):
        y = 556 + k * 42
        c.rect(300 - k * 26, y, 420 + k * 26, 42, "#c6c0b3")
        c.rect(300 - k * 26, y, 420 + k * 26, 9, "#e5e0d4")
        c.rect(300 - k * 26, y + 34, 420 + k * 26, 8, "#000", opacity=0.2)
    c.path("M720 556H870L1130 780H720z", "#b9b3a6")
    c.path("M720 556H870L1130 780H900z", "#cdc7ba")
    c.texture(720, 556, 420, 230, "plaster", 0.5)
    if before:
        c.line("M900 780L860 700L910 660L880 600M1040 740L980 690M800 700L740 660", "#5f5a50", 6)
        c.path("M860 690l60 -24l40 40l-50 26z", "#7d6a4f", filter="url(#rubble)")
        vehicles.ebike(c, 1000, 720, 1.0, "#3b6ea5")
        things.box(c, 790, 660, 110, 84)
        things.box(c, 880, 836, 130, 100)
        things.bag(c, 800, 850, 1.0, "#25282c", 3)
        wheelchair(c, 560, 850)
        ground.litter(c, 700, 760, 1150, 880, 8, 103)
    else:
        for drop in (0, 46):
            c.line(f"M870 {470 + drop}L1140 {694 + drop}M724 {470 + drop}L900 {694 + drop}", "#aeb6b9", 10)
        for t in (0.0, 0.33, 0.66, 1.0):
            c.line(
                f"M{870 + 270 * t:.0f} {470 + 224 * t:.0f}v96M{724 + 176 * t:.0f} {470 + 224 * t:.0f}v96", "#8f979a", 8
            )
        houses.plate(c, 960, 440, 170, ["无障碍通道"], "#24506b", "#f4f8fa")
        wheelchair(c, 980, 770)
        people.person(c, 470, 840, 280, "#a0623c", pose="walk", hair="long")


def wheelchair(c: Canvas, x: float, y: float) -> None:
    """Somebody in a wheelchair."""
    c.shadow(x, y, 90, 12)
    people.seated(c, x - 6, y - 74, 200, "#5a6b3d", hair="grey")
    c.line(f"M{x - 40} {y - 128}V{y - 66}H{x + 40}L{x + 52} {y - 20}M{x - 40} {y - 128}l-22 -6", "#3b4043", 7)
    c.ring(x - 16, y - 46, 44, "#23272a", 7)
    c.ring(x - 16, y - 46, 36, "#9aa2a6", 2)
    c.ring(x + 54, y - 14, 13, "#23272a", 6)
