"""Everybody knocks at every door in every way, and gets what the table says (DESIGN 4, docs/permissions.md)."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.doors.knocking import faults, fits, knock
from tests.doors.people import WHO
from tests.doors.table import METHODS, OTHER_WAYS, Row, rows
from tests.doors.world import World

TABLE = rows()


def doors(resolver: URLResolver | None = None) -> Iterator[str]:
    """Names of all addresses of the platform, without their namespaces."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from doors(entry)
        else:
            assert isinstance(entry, URLPattern) and entry.name, f"a door without a name: {entry}"
            yield entry.name


def test_every_address_has_a_row_and_a_name_of_its_own():
    names = list(doors())
    assert len(names) == len(set(names))
    assert {row.door for row in TABLE} == set(names)
    assert all(set(row.cells) == set(WHO) for row in TABLE)


@pytest.mark.parametrize("row", [row for row in TABLE if row.door != "step"], ids=str)
def test_a_door_opens_for_those_of_the_table_and_for_nobody_else(world: World, row: Row):
    assert faults(world, row) == []


@pytest.mark.parametrize("row", {row.door: row for row in TABLE}.values(), ids=lambda row: row.door)
def test_other_ways_to_knock_are_refused_or_answer_alike(world: World, row: Row):
    wrong = []
    for who in ("nobody", "office"):
        for method in [method for method in METHODS if method not in row.answers]:
            word, status = other_way(row, who, method)
            answer, changed = knock(world, row, who, method)
            if not fits(answer, word, status):
                wrong.append(f"{who} {method}: {answer.status_code} instead of '{word}' {status}")
            if changed and status >= 400:
                wrong.append(f"{who} {method}: a row was changed behind the door")
            if method == "HEAD" and answer.getvalue():
                wrong.append(f"{who} HEAD: a body")
    assert wrong == []


def other_way(row: Row, who: str, method: str) -> tuple[str, int]:
    """HEAD answers as GET does; what has no answer is 405, which only those hear who may be here at all."""
    if method == "HEAD" and "GET" in row.answers:
        return row.cells[who], row.answers["GET"]
    word = row.cells[who] if who == "nobody" or row.door == "sign_in" else "yes"
    return word, OTHER_WAYS.get((row.door, method), 405)
