"""All scenes by name."""

from collections.abc import Callable

from rectification.demo.scenes import flats, greens, indoors, kerbside, lanes, public, roads, rooms, streets, village
from rectification.demo.scenes.canvas import Canvas

Scene = Callable[[Canvas, bool], None]
SCENES: dict[str, Scene] = {
    "stall": streets.stall,
    "bins": streets.bins,
    "outside": streets.outside,
    "poster": streets.poster,
    "laundry": streets.laundry,
    "wires": flats.wires,
    "shelter": flats.shelter,
    "stairs": flats.stairs,
    "firelane": flats.firelane,
    "board": flats.board,
    "road": roads.road,
    "manhole": roads.manhole,
    "burst": roads.burst,
    "lamp": roads.lamp,
    "crossing": roads.crossing,
    "cars": kerbside.cars,
    "lawn": kerbside.lawn,
    "bikes": kerbside.bikes,
    "tactile": kerbside.tactile,
    "school": public.school,
    "busstop": public.busstop,
    "site": public.site,
    "ramp": public.ramp,
    "green": greens.green,
    "plot": greens.plot,
    "river": greens.river,
    "park": greens.park,
    "village": village.village,
    "fallen": greens.fallen,
    "litter": lanes.litter,
    "corner": lanes.corner,
    "shed": lanes.shed,
    "wreck": lanes.wreck,
    "burning": lanes.burning,
    "hall": indoors.hall,
    "market": indoors.market,
    "dining": indoors.dining,
    "toilet": indoors.toilet,
    "waiting": rooms.waiting,
    "cafe": rooms.cafe,
    "papers": rooms.papers,
}
LIGHT = {"lamp": "night", "cafe": "night"}


def svg(name: str, *, before: bool) -> str:
    """A scene as a drawing."""
    canvas = Canvas()
    SCENES[name](canvas, before)
    return canvas.picture(before, LIGHT.get(name, "day"))
