"""People, seven heads high: standing, walking, at work, on wheels."""

from rectification.demo.scenes.canvas import Canvas

SKIN = "#d3a27c"
HAIR = "#211c1a"


def person(
    c: Canvas,
    x: float,
    foot: float,
    tall: float,
    coat: str,
    trousers: str = "#343b47",
    *,
    pose: str = "stand",
    flip: bool = False,
    hair: str = "short",
    vest: str = "",
) -> None:
    """Somebody whose feet are at `x`, `foot`. Poses: stand, walk, point, carry, sweep, phone, back."""
    c.shadow(x + tall * 0.04, foot, tall * 0.2, tall * 0.035)
    with c.at(x, foot, tall / 100, flip=flip):
        legs(c, trousers, pose)
        arms(c, coat, pose, behind=True)
        c.path("M-12.5 -82Q-14 -84 -8 -86Q0 -88 8 -86Q14 -84 12.5 -82L11 -45Q0 -42 -11 -45z", coat)
        if vest:
            c.path("M-10.5 -85L-11.5 -46Q0 -43 11.5 -46L10.5 -85L4 -86L0 -76L-4 -86z", vest)
            c.line("M-11 -58H11M-6 -84V-46M6 -84V-46", "#f1efd8", 2.2, opacity=0.85)
        c.path("M2 -86Q14 -84 12.5 -82L11 -45Q6 -43 1 -43.4Q6 -66 2 -86z", "#000", opacity=0.14)
        arms(c, coat, pose, behind=False)
        head(c, pose, hair)


def head(c: Canvas, pose: str, hair: str) -> None:
    """Face or the back of it."""
    c.rect(-3, -91, 6, 7, "#b98762")
    c.oval(0, -95.5, 6.6, 8, SKIN)
    if pose == "back":
        c.oval(0, -96.5, 7, 7.8, HAIR if hair != "grey" else "#a7a39c")
    elif hair == "cap":
        c.path("M-7.4 -97Q-7 -105 0 -105Q7 -105 7.4 -97L12 -96L7 -95.5Q0 -98 -7.4 -97z", "#d8692b")
    elif hair == "cook":
        c.path("M-7.5 -97L-8 -108Q0 -113 8 -108L7.5 -97Q0 -99.5 -7.5 -97z", "#f7f7f2")
        c.line("M-7.5 -99Q0 -101.5 7.5 -99", "#c9ccc8", 1)
    elif hair == "helmet":
        c.path("M-8 -95Q-9 -106 0 -106.5Q9 -106 8.4 -95Q4 -99 -8 -95z", "#e3b53c")
    elif hair == "long":
        c.path("M-7.4 -86Q-9.5 -104 0 -104.6Q9.5 -104 7.4 -86Q6.5 -96 3 -100Q-4 -97 -6 -94Q-6 -90 -7.4 -86z", HAIR)
    else:
        tone = "#a7a39c" if hair == "grey" else HAIR
        c.path("M-7 -94Q-8 -104.5 0 -104.5Q8 -104.5 7 -94Q5.5 -99.5 1 -100Q-5 -99.5 -7 -94z", tone)
    if pose != "back":
        c.oval(3.4, -93, 1.8, 1.1, "#c4826a", opacity=0.5)
        c.line("M-3 -95.6v.6M2.8 -95.6v.6", "#3a2a22", 1.1)
        c.line("M-1.4 -91Q.4 -90 2 -91", "#8f5544", 0.7)


def legs(c: Canvas, trousers: str, pose: str) -> None:
    """Two, in the manner of the pose."""
    if pose == "walk":
        c.line("M-3 -46L-10 -24L-17 -4", trousers, 9.5)
        c.line("M4 -46L10 -25L9 -4", trousers, 9.5)
        feet = ((-16, -1), (12, -1))
    else:
        c.line("M-5.2 -46L-6 -24L-6.6 -4", trousers, 9.5)
        c.line("M5.2 -46L6 -24L6.6 -4", trousers, 9.5)
        feet = ((-6, -1), (8, -1))
    for x, y in feet:
        c.oval(x, y, 6, 2.8, "#26221f")


def arms(c: Canvas, coat: str, pose: str, *, behind: bool) -> None:
    """One drawn before the body, one after it; `behind` is the far one."""
    shade = 0.78 if behind else 1.0
    bends = {
        "stand": ("M10 -80L14 -64L13 -50", "M-10.5 -80L-15 -64L-14 -50"),
        "back": ("M10 -80L14 -64L13 -50", "M-10.5 -80L-15 -64L-14 -50"),
        "walk": ("M10 -80L16 -66L22 -55", "M-10.5 -80L-16 -66L-15 -51"),
        "point": ("M10 -80L14 -64L13 -50", "M-10.5 -80L-24 -78L-37 -83"),
        "carry": ("M10 -80L17 -64L27 -60", "M-10.5 -80L-4 -62L20 -58"),
        "sweep": ("M10 -80L20 -68L24 -58", "M-10.5 -80L-4 -64L16 -66"),
        "phone": ("M10 -80L14 -64L13 -50", "M-10.5 -80L-17 -68L-8 -84"),
    }
    bend = bends.get(pose, bends["stand"])[0 if behind else 1]
    hand = bend.rsplit("L", 1)[1].split()
    c.line(bend, coat, 6.6, opacity=1)
    if shade < 1:
        c.line(bend, "#000", 6.6, opacity=0.2)
    c.dot(float(hand[0]), float(hand[1]) + 1, 3.1, SKIN)
    if pose == "sweep" and not behind:
        c.line("M8 -92L30 -14", "#a9793f", 2.2)
        c.path("M24 -18L36 -20L46 2L24 3z", "#c9a457")
        c.line("M28 -14L28 1M33 -15L36 1M36 -16L43 1", "#9a7a38", 1)
    if pose == "phone" and not behind:
        c.rect(-11, -91, 4, 8, "#1d2023", rx=1)


def seated(
    c: Canvas,
    x: float,
    seat: float,
    tall: float,
    coat: str,
    trousers: str = "#343b47",
    flip: bool = False,
    hair: str = "short",
) -> None:
    """Somebody on a seat at this height, seen from the side."""
    with c.at(x, seat, tall / 100, flip=flip):
        c.line("M0 -4L22 -5L23 24", trousers, 9.5)
        c.oval(27, 26, 7, 3, "#26221f")
        c.path("M-9 0L-10 -30Q-8 -38 0 -39Q9 -38 9 -30L10 0z", coat)
        c.line("M-1 -33L4 -16L18 -10", coat, 6.6)
        c.line("M-1 -33L4 -16L18 -10", "#000", 6.6, opacity=0.13)
        c.dot(20, -9, 3, SKIN)
        with c.group("translate(1 47)"):
            head(c, "stand", hair)


def queue(c: Canvas, x: float, foot: float, count: int, gap: float, tall: float, seed: int = 0) -> None:
    """Backs of people who wait."""
    coats = ["#7a3c34", "#3d5a80", "#5a6b3d", "#80663d", "#5b4a6b", "#a8683f", "#47606b", "#8d8f7a", "#2f5d55"]
    hairs = ("short", "long", "short", "grey")
    for k in range(count):
        drop = 10 if (k + seed) % 2 else 0
        high = tall * (0.94 + 0.04 * ((k * 7 + seed) % 4))
        person(
            c, x + k * gap, foot + drop, high, coats[(k + seed) % len(coats)], pose="back", hair=hairs[(k + seed) % 4]
        )
