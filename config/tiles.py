"""The base map as a setting: nobody's, a city's own tiles, or 天地图; and in which coordinates its tiles are drawn."""

from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from config.env import Env, without_password

WGS84, GCJ02 = "WGS-84", "GCJ-02"
# What may be said of tiles -> the system it is for drawing: CGCS2000 and WGS-84 differ by centimetres.
SYSTEMS = {"WGS-84": WGS84, "CGCS2000": WGS84, "GCJ-02": GCJ02}
TIANDITU = "https://t0.tianditu.gov.cn"
PLACES = ("{x}", "{y}", "{z}")
BARE = "none"


class Tiles(NamedTuple):
    """What the browser needs: addresses of the layers, lowest first; the system as said, as drawn; whose map it is."""

    layers: tuple[str, ...] = ()
    said: str = ""
    system: str = WGS84
    credit: str = ""
    nearest: int = 18

    @property
    def origins(self) -> list[str]:
        """The hosts the browser may fetch pictures from: exactly those."""
        return sorted({"{0.scheme}://{0.netloc}".format(urlsplit(layer)) for layer in self.layers})

    def told(self) -> dict[str, Any] | None:
        """As the page's script reads it; None where there is no base map."""
        if not self.layers:
            return None
        return {"layers": self.layers, "system": self.system, "credit": self.credit, "nearest": self.nearest}


def read_tiles(env: Env) -> Tiles:
    """MAP_TILES with MAP_SYSTEM, MAP_KEY, MAP_CREDIT, MAP_NEAREST; whatever is wrong stops the start."""
    word = env.text("MAP_TILES", BARE)
    if word == BARE:
        return Tiles()
    nearest = env.whole("MAP_NEAREST", 18, least=1, most=22)
    if word == "tianditu":
        return tianditu(env, nearest)
    layer = own(env, word)
    said = env.choice("MAP_SYSTEM", "", tuple(SYSTEMS))
    return Tiles((layer,), said, SYSTEMS[said], env.text("MAP_CREDIT"), nearest)


def tianditu(env: Env, nearest: int) -> Tiles:
    """Vector map and its names, in CGCS2000; a key of one's own is needed."""
    key = env.text("MAP_KEY")
    if not (key.isalnum() and key.isascii()):
        raise env.wrong("MAP_KEY", "*" * len(key), "the key that 天地图 gave you, letters and digits")
    said = env.choice("MAP_SYSTEM", "CGCS2000", ("CGCS2000",))
    return Tiles(tuple(sheet(name, key) for name in ("vec", "cva")), said, SYSTEMS[said], "天地图", nearest)


def sheet(name: str, key: str) -> str:
    """One of its layers, in the tiling every web map uses."""
    ask = f"SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={name}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"
    return f"{TIANDITU}/{name}_w/wmts?{ask}&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={quote(key)}"


def own(env: Env, word: str) -> str:
    """A city's own address; a WMTS is one with its words spelt out."""
    parts = urlsplit(word)
    plain = parts.netloc and not set(parts.netloc) & set("{}*;, '\"") and parts.username is None
    if parts.scheme not in ("http", "https") or not plain or any(place not in word for place in PLACES):
        wanted = "none, tianditu, or an address such as https://host/{z}/{x}/{y}.png with {z}, {x} and {y} in it"
        raise env.wrong("MAP_TILES", without_password(word), wanted)
    return word
