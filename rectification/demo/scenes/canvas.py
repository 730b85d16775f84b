"""A sheet of 1200 x 900 on which a scene is drawn, and the light laid over it at the end. Shapes in, SVG out."""

import random
from collections.abc import Iterator
from contextlib import contextmanager

WIDTH, HEIGHT = 1200, 900
FONT = "Noto Sans CJK SC"
Look = str | float

# Blurs by name, textures lit from the upper left, and edges as leaves, paper or rubble have them.
DEFS = """<defs>
<filter id="b2" x="-30%" y="-30%" width="160%" height="160%"><feGaussianBlur stdDeviation="2"/></filter>
<filter id="b5" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="5"/></filter>
<filter id="b14" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="14"/></filter>
<filter id="b40" x="-80%" y="-80%" width="260%" height="260%"><feGaussianBlur stdDeviation="40"/></filter>
<filter id="far"><feGaussianBlur stdDeviation="1.3"/></filter>
<filter id="leafy" x="-20%" y="-20%" width="140%" height="140%"><feTurbulence type="fractalNoise"
 baseFrequency=".07" numOctaves="3" seed="4"/><feDisplacementMap in="SourceGraphic" scale="34"/></filter>
<filter id="rubble" x="-10%" y="-10%" width="120%" height="120%"><feTurbulence type="fractalNoise"
 baseFrequency=".05" numOctaves="3" seed="7"/><feDisplacementMap in="SourceGraphic" scale="20"/></filter>
<filter id="worn" x="-5%" y="-5%" width="110%" height="110%"><feTurbulence type="fractalNoise"
 baseFrequency=".03" numOctaves="3" seed="2"/><feDisplacementMap in="SourceGraphic" scale="9"/></filter>
<filter id="plaster" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise"
 baseFrequency=".018 .03" numOctaves="5" seed="8"/><feDiffuseLighting surfaceScale="5" lighting-color="#fff">
<feDistantLight azimuth="225" elevation="58"/></feDiffuseLighting></filter>
<filter id="tar" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise"
 baseFrequency=".35 .5" numOctaves="3" seed="3"/><feDiffuseLighting surfaceScale="3" lighting-color="#fff">
<feDistantLight azimuth="225" elevation="60"/></feDiffuseLighting></filter>
<filter id="turf" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise"
 baseFrequency=".25 .07" numOctaves="3" seed="6"/><feDiffuseLighting surfaceScale="6" lighting-color="#fff">
<feDistantLight azimuth="225" elevation="55"/></feDiffuseLighting></filter>
<filter id="ripple" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise"
 baseFrequency=".006 .055" numOctaves="3" seed="5"/><feDiffuseLighting surfaceScale="9" lighting-color="#fff">
<feDistantLight azimuth="260" elevation="60"/></feDiffuseLighting></filter>
<radialGradient id="vignette" cx=".5" cy=".5" r=".75"><stop offset=".6" stop-color="#0a0c12" stop-opacity="0"/>
<stop offset="1" stop-color="#0a0c12" stop-opacity=".3"/></radialGradient>
<linearGradient id="sun" x1="0" y1="0" x2=".8" y2="1"><stop offset="0" stop-color="#ffdf9e" stop-opacity=".42"/>
<stop offset=".65" stop-color="#ffe7b8" stop-opacity=".06"/></linearGradient>
<linearGradient id="cloud" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#8ea0b4" stop-opacity=".2"/>
<stop offset="1" stop-color="#4c5668" stop-opacity=".14"/></linearGradient>
<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#a9c4d6"/>
<stop offset="1" stop-color="#e3e8e4"/></linearGradient>
<linearGradient id="glass" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#7d93a1"/>
<stop offset=".45" stop-color="#3a4a56"/><stop offset="1" stop-color="#566975"/></linearGradient>
<linearGradient id="lit" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#f6d591"/>
<stop offset="1" stop-color="#a5753f"/></linearGradient>
<linearGradient id="steel" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#8b9296"/>
<stop offset=".4" stop-color="#dfe3e4"/><stop offset="1" stop-color="#858c90"/></linearGradient>
<linearGradient id="shade" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#fff" stop-opacity=".2"/>
<stop offset=".5" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity=".28"/>
</linearGradient>
<linearGradient id="down" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#000" stop-opacity="0"/>
<stop offset="1" stop-color="#000" stop-opacity=".42"/></linearGradient>
<linearGradient id="up" x1="0" y1="1" x2="0" y2="0"><stop offset="0" stop-color="#000" stop-opacity="0"/>
<stop offset="1" stop-color="#000" stop-opacity=".5"/></linearGradient>
<linearGradient id="night" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#1a2340"/>
<stop offset="1" stop-color="#3d4a68"/></linearGradient>
<radialGradient id="lamp"><stop offset="0" stop-color="#fff3cf"/><stop offset=".15" stop-color="#ffe09a"
 stop-opacity=".7"/><stop offset="1" stop-color="#ffca70" stop-opacity="0"/></radialGradient>
</defs>"""


class Canvas:
    """Collects shapes. Colours are SVG's; further looks are SVG's attributes with `_` for `-`."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def add(self, text: str) -> None:
        """SVG as it stands."""
        self.parts.append(text)

    def rect(self, x: float, y: float, w: float, h: float, fill: str, **look: Look) -> None:
        """A rectangle by its upper left corner."""
        self.add(f'<rect x="{x:.4g}" y="{y:.4g}" width="{w:.4g}" height="{h:.4g}" fill="{fill}"{looks(look)}/>')

    def path(self, d: str, fill: str = "none", **look: Look) -> None:
        """Any outline."""
        self.add(f'<path d="{d}" fill="{fill}"{looks(look)}/>')

    def line(self, d: str, colour: str, width: float, **look: Look) -> None:
        """A stroke with round ends."""
        ends = 'stroke-linecap="round" stroke-linejoin="round"'
        self.add(f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:.3g}" {ends}{looks(look)}/>')

    def oval(self, x: float, y: float, rx: float, ry: float, fill: str, **look: Look) -> None:
        """An ellipse by its middle."""
        self.add(f'<ellipse cx="{x:.4g}" cy="{y:.4g}" rx="{rx:.4g}" ry="{ry:.4g}" fill="{fill}"{looks(look)}/>')

    def dot(self, x: float, y: float, r: float, fill: str, **look: Look) -> None:
        """A circle."""
        self.oval(x, y, r, r, fill, **look)

    def ring(self, x: float, y: float, r: float, colour: str, width: float) -> None:
        """A circle's line."""
        self.dot(x, y, r, "none", stroke=colour, stroke_width=width)

    def poly(self, points: list[tuple[float, float]], fill: str, **look: Look) -> None:
        """A closed figure."""
        text = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.add(f'<polygon points="{text}" fill="{fill}"{looks(look)}/>')

    def text(self, x: float, y: float, size: float, words: str, fill: str = "#fff", width: float = 0) -> None:
        """Chinese words on one line, squeezed or stretched to a width where one is given."""
        fit = f' textLength="{width:.4g}" lengthAdjust="spacingAndGlyphs"' if width else ""
        font = f'font-family="{FONT}" font-weight="700" font-size="{size:.4g}"'
        self.add(f'<text x="{x:.4g}" y="{y:.4g}" {font} fill="{fill}"{fit}>{words}</text>')

    def shadow(self, x: float, y: float, rx: float, ry: float = 0, dark: float = 0.4) -> None:
        """What a thing on the ground throws."""
        self.oval(x, y, rx, ry or rx * 0.14, "#000", opacity=dark, filter="url(#b5)")

    def texture(self, x: float, y: float, w: float, h: float, name: str, strength: float = 0.5) -> None:
        """A lit surface multiplied into what lies there."""
        self.rect(x, y, w, h, "#fff", filter=f"url(#{name})", opacity=strength, style="mix-blend-mode:multiply")

    @contextmanager
    def group(self, transform: str = "", **look: Look) -> Iterator[None]:
        """What is drawn inside is moved, turned or filtered as one."""
        self.add(f'<g transform="{transform}"{looks(look)}>' if transform else f"<g{looks(look)}>")
        yield
        self.add("</g>")

    @contextmanager
    def at(self, x: float, y: float, scale: float = 1, turn: float = 0, flip: bool = False) -> Iterator[None]:
        """A thing drawn around 0,0 stands here."""
        mirror = f"{-scale} {scale}" if flip else f"{scale}"
        with self.group(f"translate({x:.5g} {y:.5g}) rotate({turn:.4g}) scale({mirror})"):
            yield

    def picture(self, before: bool, light: str = "day") -> str:
        """The finished sheet: a grey day before, a sunny one after; `room` and `night` have light of their own."""
        tone = {"day": "cloud" if before else "sun", "room": "cloud" if before else "sun"}.get(light, "")
        cover = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#{tone})"/>' if tone else ""
        edge = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#vignette)"/>'
        size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{DEFS}{"".join(self.parts)}{cover}{edge}</svg>'


def looks(look: dict[str, Look]) -> str:
    """Further attributes."""
    return "".join(f' {name.replace("_", "-")}="{value}"' for name, value in look.items())


def chance_of(name: str | int) -> random.Random:
    """The same name always gives the same chances, so that before and after show one place."""
    return random.Random(str(name))  # noqa: S311 - a drawing, not a secret
