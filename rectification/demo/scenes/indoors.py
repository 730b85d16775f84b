"""Scenes under a roof: counters, the market, a canteen, a toilet, a waiting room, an internet cafe, files on a desk."""

from rectification.demo.scenes import ground, houses, people, plants, things
from rectification.demo.scenes.canvas import Canvas, chance_of


def floor(c: Canvas, top: float, tones: str, seed: int) -> None:
    """Polished tiles that mirror the room a little."""
    ground.pavement(c, top, tones, seed)
    c.path(f"M200 {top}h120L180 900H-40zM760 {top}h90L900 900H720z", "#fff", opacity=0.12)


def hall(c: Canvas, before: bool) -> None:
    """Windows closed and a crowd before the one that is open; then four at work and a marked line."""
    c.rect(0, 0, 1200, 640, "#dfe0da")
    for x in range(40, 1200, 290):
        c.rect(x, 8, 220, 26, "#fffbe9")
        c.rect(x - 10, 4, 240, 40, "#fff7d6", opacity=0.5, filter="url(#b14)")
    houses.signboard(c, 150, 70, 900, 92, "政务服务 便民窗口", "#7f2a2a", "#f6e8c8")
    heads = ("综合受理", "社会保障", "不动产", "税费缴纳")
    for k, head in enumerate(heads):
        x, shut = 24 + k * 296, before and k != 0
        c.rect(x, 240, 264, 214, "url(#glass)")
        c.rect(x, 240, 264, 214, "#e9f1f2", opacity=0.3)
        c.rect(x, 190, 264, 44, "#24506b", rx=4)
        c.dot(x + 30, 212, 16, "#f6d98a")
        c.text(x + 23, 221, 24, str(k + 1), "#24506b")
        c.text(x + 64, 224, 32, head, "#f4f8fa", 170)
        if shut:
            houses.plate(c, x + 60, 350, 144, ["暂停服务"], "#f7f3e6", "#9b2d24")
            continue
        people.person(c, x + 132, 620, 300, "#35618c", "#2b2f38", hair="long" if k % 2 else "short")
        c.rect(x + 40, 400, 70, 54, "#2b2f33", rx=4)
        if before:
            continue
        c.rect(x + 176, 412, 60, 40, "#f7f3e6")
    c.rect(0, 452, 1200, 30, "#b59468")
    c.rect(0, 482, 1200, 160, "#d0b88f")
    c.texture(0, 482, 1200, 160, "plaster", 0.3)
    for x in range(0, 1200, 296):
        c.rect(x + 8, 496, 280, 132, "none", stroke="#a98b5d", stroke_width=4)
    floor(c, 640, "#cfcabf #d6d1c7 #c8c3b7 #d2cdc2", 8)
    if before:
        people.queue(c, 60, 850, 5, 74, 300, 1)
        people.queue(c, 100, 880, 5, 86, 320, 4)
        people.person(c, 640, 860, 310, "#777a3d", pose="phone", flip=True)
        people.person(c, 1010, 840, 300, "#5b4a6b", pose="point", hair="grey")
        ground.litter(c, 560, 780, 1150, 890, 10, 141)
    else:
        c.line("M0 712H1200", "#e0b33a", 12)
        c.text(460, 826, 34, "请在一米线外等候", "#a97f1f", 270)
        for k, x in enumerate((150, 450, 740)):
            people.person(
                c, x, 712, 250, ("#5a6b3d", "#7a3c34", "#47606b")[k], pose="back", hair=("short", "long", "grey")[k]
            )
        for x in (290, 590, 890):
            c.rect(x, 700, 10, 150, "#c9a545")
            c.oval(x + 5, 852, 26, 7, "#a98b3d")
        c.line("M295 712Q445 770 595 712Q745 770 895 712", "#8c2f27", 9)
        people.person(c, 1050, 860, 300, "#c8473c", "#3a3a44", pose="point", hair="long", vest="#b8342b")
        houses.plate(c, 1080, 500, 110, ["志愿", "服务岗"], "#b8342b", "#fff6e0")


def market(c: Canvas, before: bool) -> None:
    """A cooked-food counter: bare meat, flies and a greasy board; then glass, prices and a licence."""
    c.rect(0, 0, 1200, 560, "#cfc7b4")
    houses.tiles(c, 0, 90, 1200, 612, 58, "#e6e2d6" if not before else "#c9c0a6", "#b3ab98", 3)
    if before:
        c.texture(0, 90, 1200, 612, "plaster", 0.7)
    houses.signboard(c, 240, 26, 720, 100, "老王卤味熟食", "#8c2f27", "#f7e6c0")
    for x in (150, 1030):
        c.line(f"M{x} 0V120", "#444", 3)
        c.path(f"M{x - 50} 160L{x - 22} 118H{x + 22}L{x + 50} 160z", "#b8342b")
        c.oval(x, 162, 44, 9, "#fff3cf")
        c.dot(x, 190, 120, "#ffe6a8", opacity=0.28, filter="url(#b40)")
    c.line("M180 210H1020", "#7a8185", 9)
    for k, x in enumerate(range(220, 1020, 88)):
        hanging(c, x, 214, k)
    people.person(c, 600, 640, 330, "#f1efe6" if not before else "#7a6a52", hair="cook" if not before else "short")
    if not before:
        c.path("M580 328q20 8 40 0l-3 17q-17 9 -34 0z", "#a9cfe0")
    floor(c, 700, "#9f988a #a8a193 #968f82" if before else "#c4bdae #cdc6b8 #bbb4a5", 61)
    c.shadow(600, 842, 560, 26)
    c.rect(70, 600, 1060, 240, "#c9cdce" if not before else "#8f8a7c")
    c.rect(70, 600, 1060, 240, "url(#shade)", opacity=0.7)
    c.line("".join(f"M{k * 212 + 70} 616V840" for k in range(1, 5)), "#6f7679", 3)
    c.rect(50, 570, 1100, 34, "#dfe2e2" if not before else "#a39b86")
    if before:
        c.texture(70, 570, 1060, 270, "plaster", 0.9)
        for k in range(9):
            c.line(f"M{130 + k * 110} 604q6 {50 + (k * 31) % 70} 0 {90 + (k * 47) % 90}", "#5b4a2e", 8, opacity=0.55)
    for k in range(5):
        tray(c, 110 + k * 200, 572, k)
    if before:
        flies(c)
        c.path("M920 560l110 -30l24 34l-110 26z", "#8a6f4c")
        c.line("M950 540L1060 500", "#9aa2a6", 9)
        c.path("M420 604h70l-10 30h-50z", "#7a6a52")
        ground.puddle(c, 760, 866, 150, 18)
        ground.litter(c, 100, 840, 1100, 895, 18, 151)
        things.bag(c, 1090, 880, 1.0, "#25282c", 3)
    else:
        c.rect(84, 420, 1032, 152, "#dfeef2", opacity=0.3, stroke="#f4fafb", stroke_width=6)
        c.path("M180 420h70l-90 152h-70zM640 420h40l-90 152h-40z", "#fff", opacity=0.28)
        for k, word in enumerate(("卤牛肉", "烧鸡", "鸭脖", "豆干", "凉菜")):
            houses.plate(c, 116 + k * 200, 616, 150, [word, "明码标价"], "#fffdf6", "#b0271e")
        houses.plate(c, 990, 230, 150, ["营业执照", "健康证"], "#fffdf6", "#24506b")
        houses.plate(c, 60, 250, 130, ["公平秤"], "#24506b", "#f4f8fa")
        c.rect(96, 520, 110, 50, "#d9dcdc", rx=4)
        c.rect(112, 534, 78, 18, "#1d3d2a")
        people.person(c, 292, 890, 290, "#5b4a6b", pose="back", hair="long")


def hanging(c: Canvas, x: float, y: float, kind: int) -> None:
    """What hangs on the rail: duck, sausages, belly."""
    c.line(f"M{x} {y}v22", "#555", 3)
    if kind % 3 == 0:
        c.path(f"M{x - 8} {y + 20}h16l8 40q26 30 16 74q-14 20 -34 12q-26 4 -32 -26q0 -40 18 -60z", "#a5521f")
        c.path(f"M{x - 8} {y + 30}q-10 60 -8 96", "none", stroke="#d98a4a", stroke_width=7, opacity=0.6)
    elif kind % 3 == 1:
        for k in range(3):
            c.line(f"M{x - 16 + k * 16} {y + 26}v{90 + (k % 2) * 16}", "#8c3522", 13)
            c.line(f"M{x - 18 + k * 16} {y + 30}v70", "#c96a4a", 3, opacity=0.7)
    else:
        c.rect(x - 22, y + 22, 44, 110, "#b4553a", rx=8)
        for k in range(4):
            c.rect(x - 22, y + 36 + k * 26, 44, 8, "#efd2b4")


def tray(c: Canvas, x: float, y: float, kind: int) -> None:
    """A tray of one dish."""
    chance = chance_of(f"tray{kind}")
    tones = (
        ("#7a3a22", "#96492b"),
        ("#c47a2e", "#d9933f"),
        ("#8c3522", "#a5452c"),
        ("#c9a25c", "#b48a44"),
        ("#5f8d4a", "#c8473c"),
    )
    c.path(f"M{x} {y - 34}h170l-14 36h-142z", "#c2c7c8")
    for _ in range(46):
        px, py = x + 85 + max(-66.0, min(66.0, chance.gauss(0, 38))), y - 40 - min(30.0, abs(chance.gauss(0, 13)))
        c.oval(px, py, chance.uniform(9, 17), chance.uniform(6, 11), chance.choice(tones[kind]))
    c.oval(x + 70, y - 58, 40, 8, "#fff", opacity=0.16)
    c.rect(x - 3, y - 36, 176, 8, "#e6e9e9", rx=3)


def flies(c: Canvas) -> None:
    """Small, black, many."""
    chance = chance_of("flies")
    for _ in range(46):
        x, y = chance.uniform(110, 1080), chance.uniform(400, 590)
        with c.at(x, y, chance.uniform(0.8, 1.5), chance.uniform(0, 360)):
            c.oval(0, 0, 4, 2.6, "#17191b")
            c.oval(-3, -3, 4, 1.6, "#cfd6d8", opacity=0.7)
            c.oval(-3, 3, 4, 1.6, "#cfd6d8", opacity=0.7)


def dining(c: Canvas, before: bool) -> None:
    """A table left half eaten under an oily hood; then empty plates and the words for it."""
    houses.wall(c, 0, 520, "#e3d3b3", 0.4)
    c.rect(0, 380, 1200, 150, "#9c6b43")
    c.texture(0, 380, 1200, 150, "plaster", 0.4)
    for x in range(0, 1200, 100):
        c.rect(x, 384, 4, 140, "#7a5030")
    for x in (210, 990):
        houses.lantern(c, x, 90, 1.6)
    if before:
        c.rect(420, 130, 360, 170, "#cbbb9b")
        houses.plate(c, 470, 150, 260, ["今日特价"], "#5a3b24", "#f0d9a0")
    else:
        houses.plate(c, 430, 110, 340, ["光盘行动", "公筷公勺"], "#b8342b", "#fff3d8")
        c.dot(860, 200, 62, "#f3efe2")
        c.dot(860, 200, 44, "#e3dccb")
        c.line("M800 130v140M920 130v140", "#b0a083", 7)
    floor(c, 520, "#b9a88c #c2b196 #b09f83 #bcab90", 71)
    for x, tone in ((150, "#7a4d33"), (1050, "#7a4d33")):
        c.rect(x - 60, 470, 120, 200, tone, rx=10)
        c.rect(x - 60, 640, 120, 40, "#8f5d3d", rx=8)
        c.rect(x - 52, 680, 16, 110, "#5f3b25")
        c.rect(x + 36, 680, 16, 110, "#5f3b25")
    if before:
        people.person(c, 770, 740, 330, "#f1efe6", pose="carry", hair="long", flip=True)
    else:
        for k, x in enumerate((300, 600, 890)):
            people.person(c, x, 800, 370, ("#3d5a80", "#a0623c", "#5a6b3d")[k], hair=("short", "long", "grey")[k])
    c.shadow(600, 860, 440, 30)
    c.rect(560, 700, 80, 160, "#6d4630")
    c.oval(600, 700, 470, 138, "#6d4630")
    c.oval(600, 686, 470, 138, "#a8703f")
    c.oval(600, 682, 452, 128, "#bd8350")
    c.oval(600, 660, 190, 52, "#dfe8ea", opacity=0.7)
    spots = ((600, 650), (420, 640), (780, 640), (330, 710), (870, 710), (520, 736), (700, 738), (600, 700))
    for k, (x, y) in enumerate(spots):
        dish(c, x, y, k, full=before)
    if before:
        for x, y in ((450, 770), (760, 764), (930, 640)):
            c.oval(x, y, 20, 5, "#7d3a22", opacity=0.7)
            c.line(f"M{x - 40} {y + 6}l54 -14M{x - 30} {y + 14}l58 -8", "#e6cf9f", 4)
        c.path("M250 650l20 -60h40l14 60z", "#6f9a58", opacity=0.8)
        ground.litter(c, 200, 800, 1000, 890, 14, 161)
    else:
        c.line("M560 690l120 -30M560 700l120 -26", "#c9403a", 5)


def dish(c: Canvas, x: float, y: float, kind: int, *, full: bool) -> None:
    """A plate, full or eaten clean."""
    chance = chance_of(f"dish{kind}")
    c.oval(x, y + 8, 74, 22, "#000", opacity=0.25)
    c.oval(x, y, 74, 24, "#f4f1e8")
    c.oval(x, y - 2, 56, 16, "#e3ded1")
    c.oval(x, y, 74, 24, "none", stroke="#35618c", stroke_width=3, opacity=0.7)
    if full:
        tones = ("#b4553a #d9933f", "#5f8d4a #86b06a", "#c8473c #e0a32c", "#e8dcc0 #c9a25c")[kind % 4].split()
        for _ in range(30):
            px, py = x + chance.gauss(0, 22), y - 8 - abs(chance.gauss(0, 8))
            c.oval(px, py, chance.uniform(6, 13), chance.uniform(4, 8), chance.choice(tones))
    else:
        c.oval(x + 10, y - 3, 22, 5, "#b48a44", opacity=0.35)


def toilet(c: Canvas, before: bool) -> None:
    """A public toilet with filth, a broken door and no paper; then clean, with rails and a plant."""
    tone = "#dfe6e3" if not before else "#c3c0ac"
    houses.tiles(c, 0, 0, 1200, 620, 64, tone, "#a9b3b0" if not before else "#8b8672", 9)
    if before:
        c.texture(0, 0, 1200, 620, "plaster", 0.85)
        for k in range(12):
            c.line(f"M{40 + k * 104} {80 + (k * 53) % 240}q8 80 -4 {150 + (k * 37) % 120}", "#6d6542", 9, opacity=0.35)
    c.rect(0, 300, 1200, 16, "#5f8aa0" if not before else "#6d7a7a")
    houses.plate(c, 470, 40, 260, ["公共厕所"], "#24506b", "#f4f8fa")
    floor(c, 616, "#a9a691 #b1ae99 #9f9c87" if before else "#c6cfcb #d0d8d4 #bcc6c2", 81)
    for k in range(3):
        x = 60 + k * 210
        c.rect(x, 130, 190, 500, "#4f6a73")
        if before and k == 1:
            c.rect(x + 8, 138, 174, 490, "#33393a")
            squat(c, x + 95, 610, before)
            with c.at(x + 186, 150, 1, 7):
                door(c, -120, 0, before)
        else:
            door(c, x + 8, 138, before)
    c.rect(720, 470, 440, 40, "#e9ecea" if not before else "#b3ae9b")
    c.rect(720, 510, 440, 70, "#c9cfcc" if not before else "#8f8b78")
    c.rect(740, 200, 400, 210, "#bcd0d6" if not before else "#8f9c9c", stroke="#f1f4f3", stroke_width=8)
    c.path("M780 206h80l-110 200h-10V300z", "#fff", opacity=0.3)
    for x in (830, 1040):
        c.oval(x, 488, 80, 17, "#f8faf9" if not before else "#a39d86")
        c.oval(x, 490, 60, 10, "#b6c3c1" if not before else "#5b5540")
        c.line(f"M{x} 470v-34q0 -12 20 -12v14", "#9aa2a6", 9)
    if before:
        c.line("M930 200L1000 300L960 400M1000 300L1136 330M1000 300L1060 206", "#eef3f3", 4)
        c.line("M830 580q-20 60 10 130", "#6f8087", 9)
        ground.puddle(c, 640, 780, 330, 60)
        ground.puddle(c, 980, 720, 150, 30)
        paper_basket(c, 1060, 800)
        ground.litter(c, 120, 660, 1120, 880, 34, 171)
        c.rect(660, 330, 40, 60, "#d9d6cc", transform="rotate(14 680 350)")
    else:
        plants.crown(c, 1110, 420, 52, 44, 91)
        c.path("M1080 448h60l-8 26h-44z", "#a8583c")
        c.rect(660, 330, 44, 62, "#f4f6f5", rx=6)
        c.rect(670, 386, 24, 26, "#fffefa")
        c.rect(664, 430, 40, 70, "#dfe8ea", rx=6)
        houses.plate(c, 740, 600, 190, ["来也匆匆", "去也冲冲"], "#f4f8fa", "#24506b")
        c.path("M1000 690l30 -70h20l30 70z", "#e6b93a")
        c.text(1016, 684, 22, "小心", "#5b3a1a", 46)
        people.person(c, 560, 800, 290, "#3d6f8a", "#2f3a40", pose="sweep", hair="cap")


def door(c: Canvas, x: float, y: float, shabby: bool) -> None:
    """A cubicle's door."""
    c.rect(x, y, 174, 440, "#7f9ba6" if not shabby else "#7d8578")
    c.rect(x, y, 174, 440, "url(#shade)", opacity=0.7)
    c.rect(x + 140, y + 210, 20, 40, "#dfe3e4")
    c.dot(x + 150, y + 224, 5, "#3f8a4b" if not shabby else "#b8342b")
    if shabby:
        c.line(f"M{x + 20} {y + 120}l50 30l-20 40l60 20M{x + 30} {y + 330}l70 -16", "#3b3f3a", 4, opacity=0.7)
        c.text(x + 24, y + 100, 26, "办证", "#2b2f33", 60)


def squat(c: Canvas, x: float, y: float, dirty: bool) -> None:
    """A squat pan."""
    c.path(f"M{x - 60} {y}q0 -44 60 -50q60 6 60 50z", "#d9d6c4")
    c.path(f"M{x - 36} {y}q0 -26 36 -32q36 6 36 32z", "#5b4a2e" if dirty else "#b6c3c1")


def paper_basket(c: Canvas, x: float, y: float) -> None:
    """Full of paper, and some beside it."""
    chance = chance_of("basket")
    c.shadow(x, y, 70, 10)
    c.path(f"M{x - 56} {y - 120}h112l-16 120h-80z", "#5f7f95")
    c.line("".join(f"M{x - 44 + k * 22} {y - 112}l{6 - k * 3} 100" for k in range(5)), "#3f5a6d", 5)
    for _ in range(24):
        with c.at(x + chance.gauss(0, 44), y - 120 - abs(chance.gauss(0, 20)), 1.3, chance.uniform(0, 180)):
            ground.scrap(c, 0)
