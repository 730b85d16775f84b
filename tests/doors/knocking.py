"""Knocking at a door of the table, and whether the answer is what a word of the table stands for."""

from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse

from tests.doors.table import Row
from tests.doors.world import World, address, everything

REFUSED = {"no": 403, "-": 404, "in": 401, "post": 401}  # what a program is told
GOALS = {"in": "/sign-in/?next=", "post": "/post/", "on": "/"}
# Visits that leave a mark: the notice is seen from now on, a secret waits to be confirmed, a file was fetched, what
# a resident told was read.
MARKS = {
    "notice",
    "second_factor",
    "job_file",
    "import_marked",
    "office_zone_file_marked",
    "office_sign",
    "dispatch",
    "api_events",
}


def leaves_a_mark(row: Row) -> bool:
    """Whether whoever may look changes a row by looking."""
    return row.door in MARKS or row.thing == "outside"


def knock(world: World, row: Row, who: str, method: str) -> tuple[HttpResponse, bool]:
    """The answer, and whether any row was changed; what happened behind the door is undone."""
    cache.clear()
    door, method = (f"api_{row.door}", "POST") if method == "API" else (row.door, method)
    with transaction.atomic():
        answer = world.people[who].knock(method, address(world, who, door, row.argument, row.thing))
        changed = everything() != world.digest
        transaction.set_rollback(True)
    return answer, changed


def fits(answer: HttpResponse, word: str, status: int) -> bool:
    """Whether an answer is what the word says; `status` is that of whoever may."""
    if word == "yes":
        return answer.status_code == status
    if word in ("no", "-") or answer.wsgi_request.path.startswith("/api/"):
        return answer.status_code == REFUSED[word]
    return answer.status_code == 302 and answer["Location"].startswith(GOALS[word])


def faults(world: World, row: Row) -> list[str]:
    """Everybody knocks in every way that the row has an answer to; what came otherwise than the row says."""
    found = []
    for method, status in row.answers.items():
        for who, word in row.cells.items():
            answer, changed = knock(world, row, who, method)
            if not fits(answer, word, status):
                goal = answer.headers.get("Location", "")
                found.append(f"{who} {method}: {answer.status_code} {goal} instead of '{word}'")
            refused = word != "yes" or answer.status_code >= 400
            if changed and (refused or (method == "GET" and not leaves_a_mark(row))):
                found.append(f"{who} {method}: a row was changed behind the door")
    return found
