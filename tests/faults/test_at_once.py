"""Fifty people press at the same moment, through the real processes: one entry (ENGINE 20, DESIGN 3)."""

import itertools
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from tests.faults.ground import Ground
from tests.faults.writers import CATEGORY, Door, picture, place

PEOPLE = 50
dice = random.Random("at once")
places = map(place, itertools.count(28_500))  # where no writer files


def staged(ground: Ground, person: str, key: str) -> str:
    status, reply = Door(ground.keeper.port, ground.tokens).upload(person, key, picture(dice))
    assert status == 201, reply
    return reply["id"]


def all_at_once(ground: Ground, requests: list[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
    """Each request on a line of its own, all sent when everybody is ready."""
    start = Barrier(len(requests))

    def send(request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        door = Door(ground.keeper.port, ground.tokens)
        start.wait()
        return door.file(**request)

    with ThreadPoolExecutor(len(requests)) as people:
        return list(people.map(send, requests))


def test_fifty_identical_filings_make_one_entry_and_get_one_answer(ground: Ground):
    photo, where = staged(ground, "inspector_1", "same"), next(places)
    request = {"person": "inspector_1", "key": "fifty", "category": CATEGORY, "photos": [photo], "place": where}
    answers = all_at_once(ground, [request] * PEOPLE)
    assert Counter(status for status, _ in answers) == {201: PEOPLE}
    assert len({(reply["id"], reply["number"]) for _, reply in answers}) == 1
    ground.audit(ground.journals())


def test_of_fifty_who_see_the_same_problem_one_files_it_and_the_others_are_told(ground: Ground):
    where, requests = next(places), []
    for number in range(PEOPLE):
        person = f"inspector_{number % 4 + 1}"
        photo = staged(ground, person, f"seen-{number}")
        about = {"category": CATEGORY, "photos": [photo], "place": where}
        requests.append({"person": person, "key": f"seen-{number}", **about})
    answers = all_at_once(ground, requests)
    assert Counter(status for status, _ in answers) == {201: 1, 409: PEOPLE - 1}
    filed = next(reply["number"] for status, reply in answers if status == 201)
    told = [reply for status, reply in answers if status == 409]
    assert {(reply["code"], reply["candidates"][0]["number"]) for reply in told} == {("duplicate", filed)}
    ground.audit(ground.journals())
