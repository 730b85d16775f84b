"""A program that uses the API as one of the cast."""

import io

from django.test import Client
from PIL import Image

from tests.town import Town

PASSWORD = "only-for-tests"


def fields(answer) -> list[str]:
    """The fields that a problem names."""
    assert answer["Content-Type"] == "application/problem+json"
    return [error["field"] for error in answer.json()["errors"]]


class Program:
    """A program signed in as one of the cast."""

    def __init__(self, town: Town, name: str) -> None:
        user = town.people[name]
        user.set_password(PASSWORD)
        user.save()
        self.client = Client()
        answer = self.post("token", {"username": name, "password": PASSWORD})
        assert answer.status_code == 201, answer.content
        self.key = answer.json()["token"]
        self.client.defaults["HTTP_AUTHORIZATION"] = f"Token {self.key}"

    def post(self, path: str, data: dict, **more):
        return self.client.post(f"/api/v1/{path}", data, content_type="application/json", **more)

    def get(self, path: str, **more):
        return self.client.get(f"/api/v1/{path}", **more)

    def upload(self, shade: int = 1, key: str = "") -> str:
        picture = io.BytesIO()
        Image.new("RGB", (64, 48), (shade % 256, shade // 256, 77)).save(picture, "JPEG")
        picture.seek(0)
        picture.name = "problem.jpg"
        answer = self.client.post("/api/v1/uploads", {"file": picture, "key": key or f"k{shade}"})
        assert answer.status_code == 201, answer.content
        return answer.json()["id"]

    def file(self, town: Town, **more) -> dict:
        photos = [self.upload(n) for n in range(2)]
        body = {"category": "ENV-03", "site": str(town.sites["S001"].id), "photos": photos, "words": "摊位后", **more}
        return self.post("tickets", body)
