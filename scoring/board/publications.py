"""What the board shows of the rankings published last: shaped once for each publication and language, then kept."""

from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, ngettext

from scoring.board import words
from scoring.board.drawing import spark
from scoring.board.lists import BLACK, RED, SHOWN, Listing, Published, Ranking, RankList
from scoring.board.published import listings, newest

PREFIX = "published:3"  # another shape of what is kept has another number
KEPT = 600  # seconds: of what is shown only names of categories can change meanwhile
TALL, WIDE = 10, 3  # of a wall: units in a column, columns on a page
Shape = dict[str, Any]


def publication() -> Shape:
    """Period, lists and every group. Of a large city groups are most of the page: they are read only to be drawn."""
    named = sha256(repr([PREFIX, newest(), get_language()]).encode()).hexdigest()
    groups: Callable[[], Any] = partial(kept, "groups", named)
    return {
        **kept("lists", named),
        "rankings": SimpleLazyObject(lambda: groups()["rankings"]),
        "columns": SimpleLazyObject(lambda: groups()["columns"]),
        "rankings_as": named,
    }


def kept(part: str, named: str) -> Shape:
    """One part of what a publication looks like."""
    found = cache.get(f"published:{part}:{named}")
    if found is None:
        shapes = shaped(listings())
        cache.set_many({f"published:{name}:{named}": shape for name, shape in shapes.items()}, KEPT)
        found = shapes[part]
    return found


def shaped(published: Published | None) -> dict[str, Shape]:
    """All of it, by part; empty where nothing has been published."""
    rankings = [ranking(one) for one in published.rankings] if published else []
    return {
        "lists": {"published": about(published), "red": colour(published, RED), "black": colour(published, BLACK)},
        "groups": {"rankings": rankings, "columns": columns(rankings)},
    }


def about(published: Published | None) -> dict[str, str] | None:
    """Which period the lists are of."""
    return {"period": published.period, "state": published.state, "url": published.url} if published else None


def colour(published: Published | None, name: str) -> Shape:
    """The lists of a colour in one panel: each group's first before anybody's second, the groups one after another."""
    lists = published.of(name) if published else []
    chosen = first_of_each(lists, SHOWN[name])
    return {
        "about": about_lists(lists),
        "rows": [
            {**listing(row), "group": one.group if len(lists) > 1 else ""}
            for one, n in zip(lists, chosen, strict=True)
            for row in one.rows[:n]
        ],
        "more": sum(len(one.rows) for one in lists) - sum(chosen),
        "warnings": [one.warning for one in lists if one.warning],
    }


def first_of_each(lists: Sequence[RankList], most: int) -> list[int]:
    """How many rows of each list are shown, when so many are shown of all together."""
    chosen = [0] * len(lists)
    while sum(chosen) < min(most, sum(len(one.rows) for one in lists)):
        for n, one in enumerate(lists):
            if chosen[n] < len(one.rows) and sum(chosen) < most:
                chosen[n] += 1
    return chosen


def about_lists(lists: Sequence[RankList]) -> str:
    """Who is compared, and who comes into it: of one group by name, of several how many there are."""
    if not lists:
        return ""
    n, rules = len(lists), {one.rule for one in lists}
    groups = lists[0].group if n == 1 else ngettext("%(n)s group", "%(n)s groups", n) % {"n": n}
    return " · ".join([groups, *(rules if len(rules) == 1 and lists[0].rule else [])])


def listing(row: Listing) -> Shape:
    """One unit."""
    return {
        "key": row.key,
        "name": row.name,
        "rank": row.rank,
        "total": row.total,
        "url": row.url,
        "cause": row.cause,
        "moved": words.moved_words(row.moved),
        "spark": spark(row.points),
        "share": round(row.share * 100, 1),
    }


def ranking(one: Ranking) -> Shape:
    """A whole group."""
    return {
        "group": one.group,
        "url": one.url,
        "rows": [listing(row) for row in one.rows],
        "n": len(one.rows),
        "unranked": list(one.unranked),
    }


def columns(rankings: list[Shape]) -> list[list[Shape]]:
    """The same for a wall, on which nobody scrolls: columns of so many rows, so many columns on a page.

    Groups in which one alone or nobody is ranked are left to the desk, where there are others: a wall would stand empty
    for them.
    """
    found = []
    for one in [one for one in rankings if len(one["rows"]) > 1] or rankings:
        parts = [one["rows"][n : n + TALL] for n in range(0, len(one["rows"]), TALL)] or [[]]
        rest = {"n": len(one["rows"]), "unranked": []}
        found += [
            {**one, **(rest if part is not parts[-1] else {"n": len(one["rows"])}), "rows": part} for part in parts
        ]
    return [found[n : n + WIDE] for n in range(0, len(found), WIDE)]
