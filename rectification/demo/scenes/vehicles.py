"""Things on wheels: cars from the side and from behind, vans, bicycles, electric bikes, three-wheelers."""

from rectification.demo.scenes.canvas import Canvas

GLASS = "#33424d"
SALOON = (
    "M-198 -36Q-202 -74 -176 -84L-112 -94Q-84 -138 -48 -146Q10 -154 62 -146Q92 -138 122 -98"
    "L178 -84Q198 -78 198 -36Q198 -26 186 -25H-188Q-198 -27 -198 -36z"
)
REAR = "M-94 -20Q-100 -80 -86 -96L-62 -146Q-58 -154 -44 -155Q0 -158 44 -155Q58 -154 62 -146L86 -96Q100 -80 94 -20z"
SCOOTER = (
    "M-104 -66Q-60 -80 -40 -62L-30 -40H28L58 -112L74 -116L84 -74Q86 -54 72 -52"
    "L56 -30Q48 -20 34 -20H-34Q-46 -20 -50 -36Q-60 -58 -100 -56z"
)


def wheel(c: Canvas, x: float, y: float, r: float) -> None:
    """A car's wheel."""
    c.dot(x, y, r, "#1b1e21")
    c.dot(x, y, r * 0.62, "#b3b8ba")
    c.dot(x, y, r * 0.52, "#7d8487")
    for k in range(5):
        with c.group(f"rotate({k * 72} {x} {y})"):
            c.line(f"M{x} {y}v-{r * 0.48:.1f}", "#c9cdce", r * 0.13)
    c.dot(x, y, r * 0.13, "#e6e8e8")


def car(c: Canvas, x: float, y: float, size: float, paint: str, flip: bool = False) -> None:
    """A saloon from the side; 400 long at size 1, its wheels on `y`."""
    c.shadow(x, y, 215 * size, 20 * size, 0.5)
    with c.at(x, y, size, flip=flip):
        c.path(SALOON, paint)
        c.path("M-98 -95Q-76 -130 -44 -136L-6 -138V-95z", GLASS)
        c.path("M6 -138Q40 -138 60 -134Q80 -126 104 -96L6 -95z", GLASS)
        c.path("M-78 -97L-50 -132H-34L-60 -97zM24 -97L46 -134H58L38 -97z", "#fff", opacity=0.16)
        c.path("M-198 -48H198V-36Q198 -26 186 -25H-188Q-198 -27 -198 -36z", "#000", opacity=0.25)
        c.line("M-190 -74Q-60 -88 186 -76", "#fff", 3, opacity=0.45)
        c.line("M0 -96V-32M-100 -94Q-108 -60 -100 -34M104 -95L96 -34", "#000", 1.6, opacity=0.35)
        c.line("M-30 -82h18M74 -82h18", "#000", 4, opacity=0.4)
        c.path("M-196 -70L-172 -78L-176 -62L-198 -58z", "#f4e7b4")
        c.path("M178 -80L197 -74L198 -58L184 -62z", "#b3271f")
        c.path("M-88 -95l-12 -12h14z", paint)
        c.rect(-150, -62, 84, 40, "#15181a", rx=36)
        c.rect(80, -62, 84, 40, "#15181a", rx=36)
        wheel(c, -108, -32, 34)
        wheel(c, 122, -32, 34)


def van(c: Canvas, x: float, y: float, size: float, paint: str, words: str = "", flip: bool = False) -> None:
    """A small bread van, the sort that delivers everything."""
    c.shadow(x, y, 200 * size, 20 * size, 0.5)
    with c.at(x, y, size, flip=flip):
        c.path("M-180 -34Q-184 -92 -166 -104L-132 -172Q-124 -184 -104 -186H170Q184 -186 184 -170V-34z", paint)
        c.path("M-150 -110L-122 -168Q-118 -174 -108 -174H-74V-110z", GLASS)
        c.rect(-62, -174, 96, 62, GLASS, rx=5)
        c.rect(46, -174, 124, 62, GLASS, rx=5)
        c.path("M-180 -60H184V-34H-180z", "#000", opacity=0.25)
        c.line("M-68 -180V-36M40 -180V-36", "#000", 1.6, opacity=0.4)
        c.path("M-182 -84l20 -6v20l-20 2z", "#f4e7b4")
        c.rect(176, -92, 9, 26, "#b3271f")
        wheel(c, -110, -30, 32)
        wheel(c, 116, -30, 32)
    if words:
        c.text(x - 30 * size, y - 72 * size, 26 * size, words, "#8c2f27")


def car_behind(c: Canvas, x: float, y: float, size: float, paint: str, number: str = "") -> None:
    """A car seen from behind, 190 wide at size 1."""
    c.shadow(x, y, 112 * size, 16 * size, 0.5)
    with c.at(x, y, size):
        c.rect(-86, -34, 34, 34, "#191c1f", rx=8)
        c.rect(52, -34, 34, 34, "#191c1f", rx=8)
        c.path(
            REAR,
            paint,
        )
        c.path("M-72 -98L-54 -142Q0 -149 54 -142L72 -98Q0 -104 -72 -98z", GLASS)
        c.path("M-50 -100L-36 -142H-14L-34 -101z", "#fff", opacity=0.17)
        c.path("M-94 -48H94V-20H-94z", "#000", opacity=0.28)
        c.path("M-92 -86l34 2v22l-36 -4zM92 -86l-34 2v22l36 -4z", "#b3271f")
        c.rect(-32, -74, 64, 20, "#2d5fa5", rx=2)
        if number:
            c.text(-29, -58.5, 15, number, "#fff", 58)
        c.path(
            REAR,
            "url(#shade)",
            opacity=0.8,
        )


def bike(c: Canvas, x: float, y: float, size: float, paint: str, turn: float = 0, flip: bool = False) -> None:
    """A shared bicycle standing (or, turned, lying) with its wheels on `y`."""
    c.shadow(x, y, 112 * size, 11 * size, 0.35)
    with c.at(x, y - 44 * size, size, turn, flip):
        for hub in (-62, 62):
            c.ring(hub, 0, 42, "#1d2124", 6)
            c.ring(hub, 0, 38, "#8f979b", 1.5)
            for k in range(6):
                with c.group(f"rotate({k * 30} {hub} 0)"):
                    c.line(f"M{hub} -38V38", "#9aa2a6", 0.8)
        c.line("M-62 0L-22 -58H34L4 4L-62 0M-22 -58L4 4M34 -58L62 0", paint, 9)
        c.line("M-62 0L-22 -58H34L4 4", "#fff", 2, opacity=0.35)
        c.line("M34 -58L28 -92H50M28 -92H16", "#22262a", 6)
        c.line("M-22 -58L-28 -80M-46 -82H-14", "#22262a", 8)
        c.path("M40 -76H76L70 -48H47z", "#3b4146")
        c.line("M44 -70H74M45 -62H72M47 -54H71", "#6d757a", 2)
        c.line("M-90 -14Q-62 -62 -32 -22", "#2d3236", 4)
        c.dot(4, 4, 9, "#31363a")


def ebike(c: Canvas, x: float, y: float, size: float, paint: str, flip: bool = False, cover: str = "") -> None:
    """An electric bike; `cover` is the quilted wind shield of winter."""
    c.shadow(x, y, 118 * size, 11 * size)
    with c.at(x, y, size, flip=flip):
        for hub in (-72, 74):
            c.dot(hub, -30, 30, "#1b1e21")
            c.dot(hub, -30, 15, "#9ba1a4")
            c.dot(hub, -30, 5, "#44494c")
        c.path(
            SCOOTER,
            paint,
        )
        c.path("M-30 -40H28L34 -54L40 -20H-34Q-46 -20 -50 -36z", "#000", opacity=0.3)
        c.path("M-108 -84Q-66 -96 -22 -84Q-14 -74 -24 -70H-96Q-108 -72 -108 -84z", "#24282b")
        c.line("M66 -112L58 -146L38 -150M58 -146L78 -142", "#2b2f32", 7)
        c.path("M60 -128L86 -118L82 -96L66 -100z", paint)
        c.dot(80, -110, 7, "#f4e7b4")
        c.line("M-92 -70L-116 -66M-108 -80V-60", "#555b5e", 4)
        c.rect(-116, -66, 8, 10, "#b3271f")
        c.line("M58 -146L50 -160M74 -142L84 -156", "#3b4043", 3)
        c.rect(44, -168, 14, 9, "#3b4043", rx=3)
        c.line("M-70 -74L-44 -48", "#fff", 3, opacity=0.3)
        if cover:
            c.path("M46 -148Q86 -150 92 -120L96 -44Q76 -30 52 -36L40 -92z", cover)
            c.line(
                "M52 -130L88 -112M50 -108L92 -88M50 -84L92 -62M58 -140L70 -42M78 -142L86 -44", "#fff", 1.4, opacity=0.4
            )


def tricycle(c: Canvas, x: float, y: float, size: float, paint: str, flip: bool = False) -> None:
    """A three-wheeled cart with an open bed, the pedlar's."""
    c.shadow(x, y, 190 * size, 16 * size)
    with c.at(x, y, size, flip=flip):
        c.path("M-190 -104H20V-54H-190z", paint)
        c.path("M-190 -104H20V-94H-190z", "#fff", opacity=0.3)
        c.line("M-190 -80H20", "#000", 2, opacity=0.35)
        c.line("M20 -58H70L104 -120L126 -34M70 -58L84 -34", "#3a3f43", 9)
        c.path("M42 -94Q66 -100 88 -92L82 -80H48z", "#24282b")
        c.line("M104 -120L96 -140L76 -142M96 -140L114 -138", "#2b2f32", 7)
        for hub, r in ((-110, 36), (128, 32)):
            c.ring(hub, -r, r - 4, "#1b1e21", 8)
            c.dot(hub, -r, 8, "#8d9498")
            c.line(f"M{hub - r + 6} {-r}h{2 * r - 12}M{hub} {-2 * r + 6}v{2 * r - 12}", "#9aa2a6", 1.5)
