"""Groups of a ranking in one line: "anshan 96, baishi 80, canghe -" stands for who has how many points."""

import re
from fractions import Fraction

from scoring.criteria import Standing

ONE = re.compile(r"(\w+) ([\d.]+|-)((?: \+\w+)*)")


def group(text: str, name: str = "town") -> list[Standing]:
    """Standings with their competition ranks; "-" is somebody who is not ranked, "+fact" what is known of him."""
    found = [ONE.fullmatch(part.strip()) for part in text.split(",")]
    assert all(found), text
    rows = [
        (one[1], None if one[2] == "-" else Fraction(one[2]), frozenset(one[3].replace("+", "").split()))
        for one in found
        if one
    ]
    totals = [total for _key, total, _facts in rows if total is not None]
    return [
        Standing(key, name, None if total is None else 1 + sum(other > total for other in totals), total, facts)
        for key, total, facts in rows
    ]


def numbered(*points: float | str, name: str = "municipal") -> list[Standing]:
    """A big group, d01 first, in the order given."""
    return group(", ".join(f"d{n:02} {total}" for n, total in enumerate(points, 1)), name)
