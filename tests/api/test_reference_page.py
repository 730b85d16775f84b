"""The page that shows the API to people says all that its description says, in both languages."""

import json

import pytest
from django.utils import translation

from supervision.api.schema import schema_text
from supervision.reference import Chapter, Door, chapters, operations


def doors(found: list[Chapter]) -> dict[str, Door]:
    return {door.name: door for chapter in found for door in chapter.doors}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_door_stands_in_one_chapter_with_all_it_takes(language: str):
    with translation.override(language):
        text = schema_text(language)
        found = chapters(text)
    shown = [door for chapter in found for door in chapter.doors]
    said = {each.get("operationId", path): each for path, _method, each in operations(json.loads(text))}
    assert len(shown) == len(said) > 20
    for door in shown:
        asked = {parameter["name"] for parameter in said[door.name].get("parameters", [])}
        assert asked <= {field.name for field in door.takes}, door.name
        assert set(door.refuses) | {door.code} == set(said[door.name]["responses"])


def test_values_have_their_words_and_objects_are_opened():
    with translation.override("en"):
        filing = doors(chapters(schema_text("en")))["ticket_new"]
        where = {field.where for field in filing.takes}
    urgency = next(field for field in filing.takes if field.name == "urgency")
    assert [value for value, _words in urgency.values] == ["A", "B", "C"] and urgency.values[0][1] == "Urgent"
    place = next(field for field in filing.takes if field.name == "place.lon")
    assert (place.kind, place.required, place.place) == ("number", True, "body")
    assert where == {"in the header", "in the body"}
    assert json.loads(filing.sample) == {"category": "…"}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_opens_for_who_is_signed_in(language: str, town, client):
    client.force_login(town.people["street_clerk"])
    answer = client.get("/tokens/reference/", headers={"accept-language": language})
    assert answer.status_code == 200 and b"operations-step" in answer.content
