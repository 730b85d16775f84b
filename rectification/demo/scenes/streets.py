"""Scenes of shopping streets and lanes: stalls, bins, goods before the door."""

from rectification.demo.scenes import ground, houses, people, plants, things
from rectification.demo.scenes.canvas import Canvas, chance_of

NOODLES = ("和记面馆", "#8c2f27", "#f7e6c0", "open")
HARDWARE = ("便民五金", "#24506b", "#eef3f6", "shutter")
PHARMACY = ("东门药房", "#e4dfd2", "#2d6b46", "glass")
FRUIT = ("鲜果时光", "#2f6d4f", "#f6f2dc", "open")
TEA = ("老街茶庄", "#5a3b24", "#f0d9a0", "open")
BARBER = ("小张理发", "#c9c2b2", "#33373c", "glass")


def stall(c: Canvas, before: bool) -> None:
    """A fruit stall on the pavement and its strip for the blind."""
    houses.shops(c, 560, [NOODLES, HARDWARE, PHARMACY], 2)
    for x in (30, 372):
        houses.lantern(c, x, 300, 0.9)
    ground.pavement(c, 556, seed=2)
    ground.tactile(c, 556, 3.2)
    c.rect(0, 866, 1200, 18, "#d2cdc2")
    c.rect(0, 884, 1200, 16, "#6b6f72")
    plants.tree(c, 60, 850, 860, 300, 3, pit=True)
    if before:
        pedlar(c)
    else:
        plants.tub(c, 860, 770)
        people.person(c, 430, 740, 250, "#3d6a8a", pose="walk", hair="long")
        people.person(c, 610, 690, 205, "#a0623c", "#4a4238", pose="walk", flip=True)


def pedlar(c: Canvas) -> None:
    """Table, umbrella, fruit, and those who buy."""
    people.person(c, 860, 700, 262, "#7a3c34", "#2b2f38", pose="carry", flip=True)
    c.rect(612, 210, 13, 540, "url(#steel)")
    c.path("M240 306C310 120 490 64 619 60C748 64 930 120 1000 306L875 276L748 306L619 276L490 306L365 276z", "#c4382e")
    c.path("M365 276C420 150 530 80 619 60C555 120 505 200 490 306z", "#f3ecdb")
    c.path("M619 276C622 180 622 110 619 60C690 110 738 200 748 306z", "#f3ecdb")
    c.path(
        "M240 306C310 120 490 64 619 60C748 64 930 120 1000 306L875 276L748 306L619 276L490 306L365 276z", "url(#shade)"
    )
    c.shadow(640, 780, 330, 30)
    for leg in (420, 838):
        c.rect(leg, 618, 15, 158, "#574028")
    c.path("M392 596H880L870 694C700 712 560 712 402 694z", "#2f6f86")
    c.line(
        "M430 612Q440 660 430 694M540 614Q548 664 540 702M660 614Q668 664 660 704M780 614Q790 664 780 700", "#235569", 4
    )
    c.rect(388, 588, 496, 16, "#7d5c37")
    things.crate(c, 408, 590, 150, "#e58a1f")
    things.crate(c, 566, 590, 150, "#84ad3a")
    things.crate(c, 724, 590, 146, "#c9332b")
    things.crate(c, 300, 838, 190, "#d9a428")
    things.crate(c, 512, 858, 170, "#84ad3a")
    things.box(c, 150, 862, 110, 84, words="苹果")
    houses.plate(c, 930, 690, 170, ["砂糖橘", "十元三斤"], "#f4efe0", "#b0271e")
    things.bag(c, 742, 862, 0.7, "#e8ecee", 3)
    people.person(c, 240, 730, 272, "#3d5a80", "#31353b", pose="carry")
    ground.litter(c, 140, 780, 1120, 880, 14, 3)


def bins(c: Canvas, before: bool) -> None:
    """Four sorting bins by a wall."""
    houses.wall(c, 0, 340, "#d9d0bd")
    houses.bricks(c, 330, 590)
    c.rect(0, 322, 1200, 14, "#b9ad98")
    houses.window(c, 90, 40, 220, 150, 3)
    houses.window(c, 410, 40, 220, 150, 7, bars=True)
    houses.air_conditioner(c, 660, 200)
    houses.plate(c, 800, 60, 330, ["生活垃圾分类", "每日六点半至二十一点"], "#2f6d4f", "#f4f8ee")
    ground.pavement(c, 586, seed=5)
    colours = ("#2c6aa8", "#3f8a4b", "#b43c34", "#5d6468")
    words = ("可回收物", "厨余垃圾", "有害垃圾", "其他垃圾")
    for k, (tone, word) in enumerate(zip(colours, words, strict=True)):
        things.bin_(c, 150 + k * 238, 790, tone, word, full=before and k != 2, seed=k)
    if before:
        c.oval(560, 846, 430, 34, "#3d382c", opacity=0.42, filter="url(#b14)")
        for k, (x, y) in enumerate([(96, 850), (232, 868), (356, 850), (500, 876), (640, 852), (772, 880), (905, 858)]):
            things.bag(c, x, y, 1 + 0.16 * ((k * 5) % 3), things.BAGS[k % 6], k + 40)
        things.box(c, 985, 864, 130, 96)
        ground.litter(c, 60, 800, 1150, 895, 26, 8)
    else:
        c.line("M80 838H1130", "#efe9da", 9, opacity=0.85)
        people.person(c, 1120, 800, 300, "#3f6f55", "#2f3a40", pose="sweep", hair="cap", vest="#dd7a2a", flip=True)


def outside(c: Canvas, before: bool) -> None:
    """A shop that has moved out onto the pavement: washing machines, racks, a loudspeaker."""
    houses.shops(c, 580, [("家家乐超市", "#b3312a", "#fff3d0", "open"), FRUIT], 9)
    ground.pavement(c, 576, seed=8)
    c.line("M0 660L1200 660", "#f3efe2" if not before else "#cfcabd", 7, opacity=0.85)
    c.rect(0, 872, 1200, 16, "#d2cdc2")
    c.rect(0, 888, 1200, 12, "#6b6f72")
    if before:
        for k, tone in enumerate(("#c23c35", "#2f73b5", "#3f8a4b")):
            things.box(c, 60 + k * 96, 690, 92, 96 + 26 * (k % 2), words="饮料")
            things.box(c, 74 + k * 92, 594, 84, 70, "#caa673")
            things.stool(c, 90 + k * 76, 830, tone)
            things.stool(c, 90 + k * 76, 776, tone)
        rack(c, 420, 800)
        c.rect(640, 540, 8, 240, "#7a8185")
        c.rect(880, 540, 8, 240, "#7a8185")
        c.path("M600 560L640 480H890L930 560z", "#3e6f9a")
        c.path("M600 560L640 480H690L660 560zM730 560L740 480H790V560zM860 560L840 480H890L930 560z", "#f1ece0")
        for k, fruit in enumerate(("#e58a1f", "#c9332b", "#84ad3a")):
            things.crate(c, 628 + k * 96, 776, 118, fruit)
            things.crate(c, 600 + k * 112, 858, 134, ("#d9a428", "#8a3f7a", "#e58a1f")[k])
        houses.plate(c, 990, 620, 170, ["清仓", "大甩卖"], "#ffe14a", "#c0221a")
        people.person(c, 1040, 850, 268, "#5b4a6b", pose="carry", flip=True, hair="long")
        ground.litter(c, 300, 820, 1160, 888, 12, 21)
    else:
        houses.plate(c, 1010, 440, 150, ["门前三包", "责任公示"], "#f7f3e6", "#8c2f27")
        plants.tub(c, 160, 700, 0.72, 8)
        plants.tub(c, 1090, 700, 0.72, 9)
        people.person(c, 520, 800, 276, "#3d5a80", pose="walk", hair="long")
        people.person(c, 660, 806, 190, "#d59a35", "#3a4a66", pose="walk")


def rack(c: Canvas, x: float, y: float) -> None:
    """Clothes on a rail."""
    c.line(f"M{x} {y}V{y - 230}H{x + 170}V{y}M{x - 24} {y}h48M{x + 146} {y}h48", "#7a8185", 7)
    for k, tone in enumerate(["#c8473c", "#e8dcc0", "#35618c", "#7a9a58", "#d59a35", "#5b4a6b"]):
        left = x + 8 + k * 27
        c.path(f"M{left} {y - 222}l-10 22l8 8v104h28v-104l8 -8l-10 -22z", tone)
        c.path(f"M{left + 14} {y - 222}v134h12v-104l8 -8l-10 -22z", "#000", opacity=0.15)


def poster(c: Canvas, before: bool) -> None:
    """A public-interest poster by a wall, torn and pasted over with flyers - and new."""
    houses.wall(c, 0, 560, "#d7cfbf")
    c.rect(0, 520, 1200, 200, "#8aa095")
    c.texture(0, 520, 1200, 200, "plaster", 0.5)
    c.rect(0, 512, 1200, 12, "#6f857a")
    c.rect(0, 24, 1200, 34, "#6d5a4a")
    c.line("".join(f"M{x} 24q12 44 24 0" for x in range(0, 1200, 24)), "#4c3f35", 5)
    ground.pavement(c, 712, seed=6)
    plants.tree(c, 1110, 800, 860, 330, 31, pit=True)
    c.shadow(560, 738, 420, 22)
    for x in (300, 800):
        c.rect(x, 550, 22, 190, "url(#steel)")
    c.rect(222, 84, 676, 476, "#59666b", rx=6)
    c.rect(242, 104, 636, 436, "#efece2")
    if before:
        torn(c)
        flyers(c, 14)
        ground.litter(c, 100, 750, 1000, 880, 12, 4)
    else:
        fine_poster(c)
        people.person(c, 1010, 840, 280, "#a0623c", "#4a4238", pose="point", hair="grey")
        people.person(c, 1112, 860, 180, "#d59a35", "#35518c", pose="back", hair="long")


def fine_poster(c: Canvas) -> None:
    """Red above, hills, a house and a rising sun below."""
    c.rect(242, 104, 636, 436, "#bb352a")
    c.dot(744, 356, 96, "#f3c75e")
    c.path("M242 420C330 350 430 440 540 400S760 380 878 430V540H242z", "#8fb070")
    c.path("M242 470C380 420 520 500 660 460S820 450 878 480V540H242z", "#6f9a58")
    for x in (610, 672, 800):
        c.path(f"M{x} 452v-34l30 -22l30 22v34z", "#f5efdf")
        c.path(f"M{x - 8} 420l38 -30l38 30z", "#4b4f55")
    c.text(276, 226, 104, "讲文明", "#fbeccb", 360)
    c.text(276, 350, 104, "树新风", "#fbeccb", 360)
    c.text(276, 516, 32, "澜川市文明办 宣", "#3c4f2c")
    c.path("M300 540L520 104H610L390 540z", "#fff", opacity=0.1)


def torn(c: Canvas) -> None:
    """What weather and boredom leave of it."""
    c.path("M242 104H878V340L800 306L736 366L640 318L566 388L490 338L424 404L346 352L242 416z", "#b8574a")
    c.text(276, 226, 104, "讲文明", "#f0dcb8", 360)
    c.path("M346 352L424 404L336 486L286 416zM566 388L640 318L676 446L584 486z", "#d2cbbc")
    c.path("M346 352L424 404L400 414L330 372zM566 388L640 318L636 340L578 402z", "#000", opacity=0.22)
    c.path("M800 306L878 340V216C836 244 812 274 800 306z", "#f4eee0")
    c.path("M242 416L300 390L262 540H242z", "#a8453a")
    c.texture(242, 104, 636, 436, "plaster", 0.7)
    c.path("M140 790L250 768L280 828L164 846z", "#b8574a")
    c.path("M150 790L246 772L252 786L158 806z", "#e3d3b4")


def flyers(c: Canvas, seed: int) -> None:
    """Small advertisements, new ones over the remains of old ones."""
    chance = chance_of(f"flyers{seed}")
    words = ["办证", "开锁", "贷款", "搬家", "收药", "修空调", "租房", "招工", "通下水"]
    for k in range(58):
        left = chance.choice([chance.uniform(0, 170), chance.uniform(900, 1120), chance.uniform(262, 800)])
        y = chance.uniform(430, 640) if 200 < left < 880 else chance.uniform(60, 640)
        wide = chance.uniform(70, 116)
        with c.at(left, y, 1, chance.uniform(-14, 14)):
            if k < 22:
                c.rect(0, 0, wide * 0.7, wide * 0.44, "#ece7da", opacity=0.6, filter="url(#worn)")
                continue
            c.rect(3, 5, wide, wide * 0.64, "#000", opacity=0.25)
            c.rect(0, 0, wide, wide * 0.64, chance.choice(["#f6f3e9", "#f7e58a", "#f3bdb4", "#dfeaf2", "#fffdf6"]))
            word = chance.choice(words)
            c.text(8, wide * 0.3, wide * 0.26, word, chance.choice(["#b0271e", "#24282c", "#1d4f9c"]))
            for line in (0.4, 0.5):
                c.rect(8, wide * line, wide * chance.uniform(0.5, 0.76), 4, "#55524c", opacity=0.7)


def laundry(c: Canvas, before: bool) -> None:
    """Washing on lines between the trees of a courtyard."""
    houses.skyline(c, 420, 31)
    plants.hedge(c, 500, 96, seed=12)
    ground.grass(c, 500, 700, seed=4)
    ground.pavement(c, 700, seed=17)
    c.rect(0, 690, 1200, 16, "#cfc9bc")
    for x in (150, 620, 1070):
        plants.tree(c, x, 640, 560, 330, x)
    if before:
        for y, left, right, seed in ((330, 150, 620, 1), (350, 620, 1070, 2), (500, 90, 1120, 3)):
            washing(c, left, right, y, seed)
        things.stool(c, 320, 800, "#35618c")
        c.path("M440 790h120l-16 60h-88z", "#c8473c")
        c.oval(500, 790, 60, 14, "#e8dcc0")
        people.person(c, 640, 840, 280, "#80663d", "#3a3a44", pose="carry", hair="grey")
    else:
        for x in (800, 1010):
            c.rect(x, 560, 14, 230, "url(#steel)")
        c.line("M807 572H1017M807 600H1017", "#9aa2a6", 5)
        for k, tone in enumerate(["#e8dcc0", "#7aa0bf", "#d9a79a"]):
            c.path(f"M{830 + k * 62} 574h52v116h-52z", tone)
            c.path(f"M{856 + k * 62} 574h26v116h-26z", "#000", opacity=0.12)
        houses.plate(c, 806, 440, 214, ["便民晾晒区"], "#2f6d4f", "#f4f8ee")
        plants.flowers(c, 0, 650, 780, 686, 130, 7)
        people.person(c, 420, 830, 280, "#80663d", "#3a3a44", pose="walk", hair="grey")


def washing(c: Canvas, left: float, right: float, y: float, seed: int) -> None:
    """A sagging line of shirts, quilts and trousers."""
    chance = chance_of(f"washing{seed}")
    middle = (left + right) / 2
    c.line(f"M{left} {y}Q{middle:.0f} {y + 66} {right} {y}", "#6b5a48", 3)
    x = left + 34
    while x < right - 84:
        part = (x - left) / (right - left)
        top = y + 132 * part * (1 - part)
        tone = chance.choice(["#c8473c", "#e9e2cf", "#35618c", "#7a9a58", "#d59a35", "#8f6aa0", "#d9a79a", "#f3f0e8"])
        kind = chance.randrange(3)
        wide = (62, 84, 50)[kind]
        if kind == 0:
            c.path(f"M{x:.0f} {top:.0f}h62l22 34l-18 16l-10 -12v78h-50v-78l-10 12l-18 -16z", tone)
        elif kind == 1:
            c.rect(x, top, 84, 124, tone)
            across = f"M{x:.0f} {top + 34:.0f}h84M{x:.0f} {top + 72:.0f}h84"
            c.line(f"{across}M{x + 28:.0f} {top:.0f}v124M{x + 56:.0f} {top:.0f}v124", "#fff", 3, opacity=0.4)
        else:
            c.path(f"M{x:.0f} {top:.0f}h50l6 132h-24l-8 -92l-8 92h-24z", tone)
        c.rect(x + wide * 0.55, top, wide * 0.45, 116, "#000", opacity=0.1)
        x += wide + chance.uniform(26, 40)
