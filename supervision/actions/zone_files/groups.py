"""Which zones of a file are written together, and in which order.

Two neighbours whose common border moves cannot be saved one after the other: each would overlap the other as it still
lies. So zones that take ground from one another are one group; a group with a new zone comes before those in it.
"""

from collections import defaultdict
from collections.abc import Iterator

import shapely

from sites.geometry import to_shape
from supervision.actions.zone_files.steps import Step

Group = list[Step]


def groups_of(steps: list[Step]) -> list[Group]:
    """Zones that take ground from one another together, those that others lie in before them."""
    rows = [step for step in steps if step.writes]
    place = {step.code: n for n, step in enumerate(rows)}
    root = list(range(len(rows)))

    def top(n: int) -> int:
        while root[n] != n:
            root[n] = root[root[n]]
            n = root[n]
        return n

    for one, other in takers(rows):
        root[top(one)] = top(other)
    found: dict[int, Group] = defaultdict(list)
    for n in in_order(rows, place):
        found[top(n)].append(rows[n])
    return sorted_groups(list(found.values()), place)


def takers(rows: list[Step]) -> Iterator[tuple[int, int]]:
    """Pairs of places: the new border of the one reaches onto what the other still holds."""
    new = [(n, to_shape(step.shape)) for n, step in enumerate(rows) if step.shape is not None]
    old = [(n, to_shape(step.was)) for n, step in enumerate(rows) if step.shape is not None and step.was is not None]
    if not new or not old:
        return
    tree = shapely.STRtree([shape for _n, shape in old])
    left, right = tree.query([shape for _n, shape in new], predicate="intersects")
    for mine, other in zip(left.tolist(), right.tolist(), strict=True):
        (one, ours), (two, theirs) = new[mine], old[other]
        if one != two and not shapely.touches(ours, theirs):
            yield one, two


def in_order(rows: list[Step], place: dict[str, int]) -> list[int]:
    """Places of the rows, zones above before those in them."""

    def depth(step: Step) -> int:
        n, here = 0, step
        while here.after["parent"] in place and n <= len(rows):
            n, here = n + 1, rows[place[here.after["parent"]]]
        return n

    return sorted(range(len(rows)), key=lambda n: depth(rows[n]))


def sorted_groups(groups: list[Group], place: dict[str, int]) -> list[Group]:
    """Groups whose new zones others lie in come first; those that wait for one another become one."""
    home = {step.code: n for n, group in enumerate(groups) for step in group}
    waits = {
        n: {home[step.after["parent"]] for step in group if is_new_above(step, groups, home)} - {n}
        for n, group in enumerate(groups)
    }
    found: list[Group] = []
    while waits:
        free = [n for n, before in waits.items() if not before & waits.keys()]
        if not free:
            found.append([step for n in waits for step in groups[n]])
            break
        found += [groups[n] for n in free]
        for n in free:
            del waits[n]
    return found


def is_new_above(step: Step, groups: list[Group], home: dict[str, int]) -> bool:
    """Whether the zone lies in one that the file brings."""
    above = step.after["parent"]
    return above in home and any(other.code == above and other.zone is None for other in groups[home[above]])
