"""More scenes under a roof: a waiting room, an internet cafe, a desk of files."""

from rectification.demo.scenes import ground, houses, people, plants, things
from rectification.demo.scenes.canvas import Canvas, chance_of
from rectification.demo.scenes.indoors import floor


def waiting(c: Canvas, before: bool) -> None:
    """Smoke and cigarette ends under the sign that forbids them; then clear air."""
    houses.wall(c, 0, 560, "#d9dcd4", 0.35)
    c.rect(0, 400, 1200, 170, "#8fa9a6")
    c.texture(0, 400, 1200, 170, "plaster", 0.35)
    houses.window(c, 70, 90, 250, 220, 4)
    houses.window(c, 880, 90, 250, 220, 6)
    c.dot(600, 160, 92, "#f7f5ee", stroke="#c8322a", stroke_width=18)
    c.rect(540, 150, 96, 20, "#4c5053")
    c.rect(612, 150, 24, 20, "#e2912b")
    c.line("M640 138q14 -16 2 -30", "#8a9093", 5)
    c.line("M536 96L664 224", "#c8322a", 16)
    houses.plate(c, 470, 272, 260, ["禁止吸烟"], "#c8322a", "#fff6e0")
    floor(c, 566, "#c3c0b6 #cbc8be #bab7ad #c7c4ba", 91)
    c.shadow(600, 744, 470, 20)
    for k in range(6):
        x = 180 + k * 146
        c.rect(x, 520, 124, 130, "#5f7f95", rx=12)
        c.rect(x, 520, 124, 130, "url(#shade)", rx=12, opacity=0.5)
        c.rect(x - 4, 640, 132, 26, "#4c6a7f", rx=8)
    c.rect(170, 664, 880, 14, "#8f979a")
    for x in (230, 600, 970):
        c.path(f"M{x} 678l-26 66h14l20 -60l20 60h14l-26 -66z", "#8f979a")
    if before:
        people.seated(c, 250, 642, 300, "#7a6a52")
        people.seated(c, 690, 642, 300, "#3d5a80", flip=True)
        smoke_from(c, 322, 590)
        smoke_from(c, 618, 590)
        people.person(c, 1060, 800, 310, "#5b4a6b", pose="phone", hair="long", flip=True)
        chance = chance_of("ends")
        for _ in range(58):
            px, py = chance.uniform(180, 980), chance.uniform(740, 870)
            with c.at(px, py, 0.9 + (py - 740) / 150, chance.uniform(0, 180)):
                c.oval(1, 3, 13, 3, "#000", opacity=0.25)
                c.rect(-12, -3, 16, 6, "#f6f3ea")
                c.rect(4, -3, 9, 6, "#d99a4a")
                c.rect(-14, -3, 3, 6, "#55504a")
        ground.litter(c, 200, 750, 1000, 880, 9, 181)
    else:
        people.seated(c, 250, 642, 300, "#7a6a52", hair="grey")
        people.seated(c, 830, 642, 296, "#a0623c", flip=True, hair="long")
        plants.tub(c, 1110, 690, 0.6, 92)
        people.person(c, 520, 860, 300, "#35618c", "#2f3a40", pose="sweep", vest="#2f9b62")
        houses.plate(c, 60, 600, 110, ["吸烟区", "室外"], "#2f6d4f", "#f4f8ee")


def smoke_from(c: Canvas, x: float, y: float) -> None:
    """A lit cigarette in a hand and what rises from it."""
    c.rect(x, y, 26, 6, "#f6f3ea")
    c.rect(x + 26, y, 6, 6, "#e2562b")
    things.smoke(c, x + 30, y, 1.3, "#f1f1ee")


def cafe(c: Canvas, before: bool) -> None:
    """Schoolchildren at the screens; then grown-ups only, and the register at the door."""
    c.rect(0, 0, 1200, 900, "#2b3048")
    c.rect(0, 0, 1200, 520, "#363c59")
    c.texture(0, 0, 1200, 520, "plaster", 0.4)
    for x in range(60, 1200, 280):
        c.rect(x, 30, 200, 9, "#8fd0ff")
        c.rect(x - 20, 20, 240, 30, "#6fb6ff", opacity=0.5, filter="url(#b14)")
    houses.signboard(c, 330, 70, 540, 84, "极速网咖", "#5b2f7a", "#ffe27a")
    if before:
        houses.plate(c, 70, 90, 150, ["通宵", "优惠"], "#ffe14a", "#c0221a")
    else:
        houses.plate(c, 56, 70, 220, ["未成年人", "禁止入内"], "#c8322a", "#fff6e0")
        houses.plate(c, 930, 80, 200, ["实名上网", "举报电话"], "#f4f8fa", "#24506b")
    floor(c, 600, "#3b4058 #444a64 #353a50 #40465f", 95)
    for row, (y, size) in enumerate(((400, 0.8), (560, 1.1))):
        for k in range(4 - row):
            x = 170 + row * 90 + k * (290 + row * 50)
            screen(c, x, y, size, k + row * 4)
        c.rect(40, y + 66 * size, 1120, 20 * size, "#7a4d8a" if row else "#5f3f6d")
        c.rect(40, y + 86 * size, 1120, 120 * size, "#33284a")
        for k in range(4 - row):
            x = 170 + row * 90 + k * (290 + row * 50)
            young = before and (k + row) % 3 != 2
            if not before and (k + row) % 3 == 1:
                continue
            gamer(c, x, y + 270 * size, size, young)
    if before:
        things.smoke(c, 760, 470, 1.6, "#b9c0d6")
        ground.litter(c, 80, 820, 1120, 890, 12, 191)
    else:
        people.person(c, 1090, 880, 330, "#35618c", "#2b3450", pose="point", hair="cap")


def screen(c: Canvas, x: float, y: float, size: float, kind: int) -> None:
    """A monitor with a game on it."""
    tone = ("#3fae7a", "#d97a3f", "#4f8fe0", "#b04fc0")[kind % 4]
    with c.at(x, y, size):
        c.rect(-112, -96, 224, 150, tone, opacity=0.4, filter="url(#b14)")
        c.rect(-104, -90, 208, 132, "#15171f", rx=6)
        c.rect(-96, -82, 192, 116, tone)
        c.path("M-96 34V-10Q-40 -50 0 -10T96 -20V34z", "#17202b", opacity=0.55)
        c.dot(40, -46, 16, "#fff3b0")
        c.rect(-88, -76, 60, 8, "#fff", opacity=0.7)
        c.rect(-14, 42, 28, 22, "#15171f")
        c.rect(-44, 60, 88, 8, "#15171f")


def gamer(c: Canvas, x: float, foot: float, size: float, young: bool) -> None:
    """Somebody's back in a big chair; the young ones wear a school uniform and a satchel."""
    with c.at(x, foot, size):
        if not young:
            people.person(c, 0, 40, 300, "#4c5a70", pose="back")
            c.path("M-62 40V-120Q-60 -150 0 -152Q60 -150 62 -120V40z", "#23263a")
            c.line("M-40 -130V30M40 -130V30", "#c8473c", 7)
            return
        people.person(c, 0, 40, 232, "#f1efe6", "#2b3450", pose="back")
        c.rect(-40, -140, 80, 30, "#2f6fb5")
        c.rect(-34, -120, 68, 84, "#c8473c", rx=12)
        c.rect(-24, -84, 48, 34, "#a5332b", rx=6)
        c.path("M-62 40V-60Q-60 -84 0 -86Q60 -84 62 -60V40z", "#23263a", opacity=0.9)


def papers(c: Canvas, before: bool) -> None:
    """Files on a desk, loose, unsigned and half empty; then bound, stamped, in order."""
    c.rect(0, 0, 1200, 900, "#a8794d")
    for y in range(0, 900, 90):
        c.rect(0, y, 1200, 88, ("#ad7e51", "#a47548", "#b08456")[y // 90 % 3])
    c.texture(0, 0, 1200, 900, "ripple", 0.4)
    c.path("M60 60L360 20L400 200L90 240z", "#2b2f33")
    c.path("M74 72L350 36L384 190L100 226z", "#3f4a55")
    for row in range(5):
        for k in range(11):
            c.rect(96 + k * 24 + row * 4, 78 + row * 26 - k * 3, 19, 18, "#5c6773", rx=3)
    if before:
        for k, (x, y, turn) in enumerate(
            ((180, 330, -14), (520, 240, 9), (760, 420, -6), (420, 520, 17), (840, 130, 22))
        ):
            sheet(c, x, y, turn, k, done=False)
        c.oval(1040, 700, 74, 70, "#7a4a2a", opacity=0.35)
        c.oval(1040, 700, 60, 56, "#ad7e51", opacity=0.8)
        c.path("M150 760l90 -20l24 60l-100 30z", "#f4f1e6")
        ground.litter(c, 100, 640, 1100, 860, 6, 201)
        houses.plate(c, 640, 690, 190, ["退回补正"], "#f7e58a", "#b0271e")
    else:
        for k in range(4):
            x = 470 + k * 150
            tone = ("#b8342b", "#24506b", "#2f6d4f", "#c98a2b")[k]
            c.rect(x + 8, 38, 128, 240, "#000", opacity=0.3, filter="url(#b5)")
            c.rect(x, 30, 128, 240, tone, rx=6)
            c.rect(x + 30, 60, 68, 130, "#fffdf6")
            for n, word in enumerate(("申", "报", "卷")):
                c.text(x + 48, 96 + n * 40, 32, word, tone)
            c.dot(x + 64, 230, 15, "#fffdf6", opacity=0.8)
        sheet(c, 150, 330, -1, 0, done=True)
        sheet(c, 560, 330, 0, 1, done=True)
        c.line("M980 420L1100 760", "#2b2f33", 14)
        c.line("M980 420l-8 -24", "#c9a545", 10)
        c.oval(1060, 360, 56, 50, "#8c2f27")
        c.oval(1060, 346, 56, 50, "#b8342b")
        c.rect(1040, 270, 40, 76, "#6d4a33", rx=14)


def sheet(c: Canvas, x: float, y: float, turn: float, kind: int, *, done: bool) -> None:
    """A form: gaps and no seal, or complete with a photo pair and the red stamp."""
    heads = ("整改材料", "活动记录", "情况说明", "照片附件", "自查报告")
    with c.at(x, y, 1, turn):
        c.rect(8, 10, 340, 470, "#000", opacity=0.3, filter="url(#b5)")
        c.rect(0, 0, 340, 470, "#fffdf6")
        c.text(80, 62, 44, heads[kind % 5], "#2b2f33", 180)
        c.line("M40 84H300", "#b8342b", 4)
        for n in range(11 if done else 5):
            wide = 250 - (n * 53 + kind * 29) % 110
            c.rect(44, 110 + n * 20, wide, 6, "#6f6a60")
        if not done:
            c.rect(44, 240, 120, 90, "#e6e2d6", stroke="#b9b3a3", stroke_width=3)
            c.text(66, 298, 34, "缺图", "#a39c8a")
            c.line("M180 250l110 70M290 250l-110 70", "#d9d3c3", 5)
            c.oval(250, 400, 52, 52, "none", stroke="#c9c2b0", stroke_width=4, stroke_dasharray="9 9")
            return
        for n, tone in enumerate(("#8fa3ac", "#8ab165")):
            c.rect(44 + n * 130, 346, 116, 84, tone)
            c.path(f"M{44 + n * 130} 430v-30l40 -30l30 20l46 -34v74z", "#4c5a50", opacity=0.55)
        with c.group("translate(250 330) rotate(-12)"):
            c.ring(0, 0, 58, "#c8322a", 6)
            c.path("M0 -26l7 18h20l-16 12l6 20l-17 -12l-17 12l6 -20l-16 -12h20z", "#c8322a")
            c.text(-34, 46, 20, "材料专用", "#c8322a", 68)
