"""Which colour each holder has on a map: neighbours differ, and nobody changes colour because another came."""

from collections import defaultdict
from collections.abc import Sequence

import shapely
from shapely.geometry.base import BaseGeometry

COLORS = 12


def colors(ground: Sequence[tuple[str, BaseGeometry]]) -> dict[str, int]:
    """Holder -> colour, from (holder, shape) of each zone: in the order of names, each the least used colour that no
    neighbour has."""
    near = neighbours(ground)
    found: dict[str, int] = {}
    used = dict.fromkeys(range(COLORS), 0)
    for holder in sorted({holder for holder, _shape in ground if holder}):
        barred = {found[other] for other in near[holder] if other in found}
        free = [color for color in used if color not in barred] or list(used)
        found[holder] = min(free, key=lambda color: (used[color], color))
        used[found[holder]] += 1
    return found


def neighbours(ground: Sequence[tuple[str, BaseGeometry]]) -> dict[str, set[str]]:
    """Holder -> holders whose ground touches theirs."""
    shapes = [shape for _holder, shape in ground]
    near: dict[str, set[str]] = defaultdict(set)
    for one, other in zip(*shapely.STRtree(shapes).query(shapes, predicate="intersects").tolist(), strict=True):
        mine, theirs = ground[one][0], ground[other][0]
        if mine != theirs:
            near[mine].add(theirs)
    return near
