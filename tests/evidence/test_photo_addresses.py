"""Pictures over HTTP: an address works for its viewer, for an hour or two, and shows nothing but a picture."""

import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from picture_samples import SVG, exif, motion_photo, noise, saved, scene
from PIL import Image

from supervision import clock as platform_clock
from supervision import picture_store
from supervision.actions.pictures import finish_pictures
from supervision.models import StoredFile, Upload
from supervision.signed_photos import BadToken, make_token, photo_url, read_token
from supervision.views import photos

ALL_SIZES = ("320", "1600", "original")


@pytest.fixture
def clock(monkeypatch, monday):
    """Sets the time the views read."""

    def at(moment) -> None:
        monkeypatch.setattr(platform_clock, "now", lambda: moment)

    at(monday)
    return at


@pytest.fixture
def look(client, inspector, monday, clock):
    """look(upload, size) opens the picture as the inspector."""
    client.force_login(inspector)
    return lambda upload, size="320": client.get(photo_url(upload.file_id, size, inspector.pk, monday))


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_an_address_stays_the_same_all_through_an_hour(monday, inspector):
    start = monday.replace(minute=0)
    addresses = {photo_url("ab" * 32, "320", inspector.pk, start + timedelta(minutes=m)) for m in (0, 30, 59)}
    assert len(addresses) == 1
    assert photo_url("ab" * 32, "320", inspector.pk, start + timedelta(minutes=60)) not in addresses


@pytest.mark.parametrize(
    ("minutes", "good"), [(0, True), (59, True), (119, True), (120, False), (6000, False), (-1, False)]
)
def test_an_address_is_good_for_this_hour_and_the_next(monday, inspector, minutes, good):
    start = monday.replace(minute=0)
    token = make_token("ab" * 32, "1600", inspector.pk, start)
    then = start + timedelta(minutes=minutes)
    if good:
        assert read_token(token, inspector.pk, then) == ("ab" * 32, "1600")
    else:
        with pytest.raises(BadToken):
            read_token(token, inspector.pk, then)


def test_an_altered_address_is_no_address(monday, inspector):
    token = make_token("ab" * 32, "320", inspector.pk, monday)
    larger = token.replace(".320.", ".original.")
    for wrong in (larger, token[:-1], token + "x", token.replace("a", "b", 1), "", "~", "a.b.c~d", "é", "x" * 5000):
        with pytest.raises(BadToken):
            read_token(wrong, inspector.pk, monday)


def test_there_are_only_three_sizes(monday, inspector):
    with pytest.raises(ValueError, match="no such size"):
        make_token("ab" * 32, "5000", inspector.pk, monday)


@pytest.mark.parametrize("size", ALL_SIZES)
def test_another_viewers_address_is_not_found_and_a_stranger_signs_in(
    client, send, inspector, other_clerk, monday, clock, size
):
    address = photo_url(send().file_id, size, inspector.pk, monday)
    assert client.get(address).status_code == 302
    client.force_login(other_clerk)
    assert client.get(address).status_code == 404
    client.force_login(inspector)
    assert client.get(address).status_code == 200
    clock(monday + timedelta(hours=2))
    assert client.get(address).status_code == 404


def test_until_the_worker_was_there_a_placeholder_is_shown_and_never_kept(look, send, monday):
    upload = send()
    response = look(upload)
    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")
    assert response["Cache-Control"] == "no-store"
    waiting = body(response)

    finish_pictures(monday)
    response = look(upload)
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "private, max-age=3600, immutable"
    assert Image.open(io.BytesIO(body(response))).size == (320, 240)

    picture_store.remove(upload.file_id)
    StoredFile.objects.update(derivative_error="damaged")
    response = look(upload)
    assert response["Cache-Control"] == "no-store"
    assert b"<svg" in body(response)
    assert body(response) != waiting


def test_placeholders_hold_nothing_a_strict_page_would_block():
    for drawing in (photos.WAITING, photos.UNREADABLE):
        assert not re.search(r"style|script|href|on\w+=", drawing)


def test_the_original_comes_as_sent_and_only_as_a_download(look, send):
    content = motion_photo()
    upload = send(content, name="<script>.jpg")
    response = look(upload, "original")
    assert body(response) == content
    assert response["Content-Disposition"] == f'attachment; filename="{upload.file_id[:12]}.jpg"'
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("size", ALL_SIZES)
def test_whatever_is_served_is_guarded(look, send, monday, size):
    upload = send()
    finish_pictures(monday)
    response = look(upload, size)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_picture_that_was_cleaned_away_is_not_found(look, send):
    upload = send()
    picture_store.remove(upload.file_id)
    assert look(upload, "original").status_code == 404
    Upload.objects.all().delete()
    StoredFile.objects.all().delete()
    assert [look(upload, size).status_code for size in ALL_SIZES] == [404, 404, 404]


def test_looking_is_all_that_can_be_done(client, inspector, send, monday, clock):
    client.force_login(inspector)
    assert client.post(photo_url(send().file_id, "320", inspector.pk, monday)).status_code == 405


def post(client: Client, content: bytes, name: str = "IMG_1.jpg", **extra):
    file = SimpleUploadedFile(name, content, content_type="image/jpeg")
    return client.post(reverse("supervision:stage_upload"), {"file": file, "key": "k1"}, **extra)


def test_a_page_script_sends_a_picture_and_gets_what_it_shows(client, inspector, monday, clock):
    client.force_login(inspector)
    block = exif(taken="2026:11:20 08:15:30", lat=(30, 39, 36), lon=(104, 3, 57.6))
    response = post(client, saved(scene(), exif=block))
    assert response.status_code == 201
    upload = Upload.objects.get()
    assert response.json() == {
        "id": str(upload.id),
        "name": "IMG_1.jpg",
        "width": 640,
        "height": 480,
        "taken_at": "2026-11-20T08:15:30+08:00",
        "lon": "104.066000",
        "lat": "30.660000",
        "preview": photo_url(upload.file_id, "320", inspector.pk, monday),
    }
    assert client.get(response.json()["preview"]).status_code == 200
    assert post(client, b"", "x.jpg").status_code == 422


def test_the_key_may_come_in_a_header(client, inspector, clock):
    client.force_login(inspector)
    file = SimpleUploadedFile("a.jpg", saved(noise()))
    response = client.post(reverse("supervision:stage_upload"), {"file": file}, headers={"X-Upload-Key": "k7"})
    assert response.status_code == 201
    assert Upload.objects.get().key == "k7"


def test_a_refusal_is_json_with_the_sentence_and_the_name(client, inspector, clock):
    client.force_login(inspector)
    response = post(client, SVG, "drawing.jpg", headers={"Accept-Language": "en"})
    assert response.status_code == 422
    assert response.json() == {
        "error": "The content of drawing.jpg is SVG. Only JPEG, PNG, WebP and HEIC pictures can be kept.",
        "code": "foreign",
        "name": "drawing.jpg",
    }
    assert post(client, saved(noise())).status_code == 201
    assert post(client, saved(noise())).status_code == 409


@pytest.mark.parametrize("count", [0, 2])
def test_one_picture_at_a_time(client, inspector, clock, count):
    client.force_login(inspector)
    files = [SimpleUploadedFile(f"{number}.jpg", saved(noise())) for number in range(count)]
    response = client.post(reverse("supervision:stage_upload"), {"file": files, "key": "k1"})
    assert (response.status_code, response.json()["code"]) == (422, "upload_count")
    assert not Upload.objects.exists()


def test_sending_needs_a_login_a_post_and_the_pages_own_token(inspector, clock):
    strict = Client(enforce_csrf_checks=True)
    assert post(strict, saved(noise())).status_code == 302
    strict.force_login(inspector)
    assert post(strict, saved(noise())).status_code == 403
    assert strict.get(reverse("supervision:stage_upload")).status_code == 405
    strict.cookies["csrftoken"] = token = "a" * 32
    assert post(strict, saved(noise()), headers={"X-CSRFToken": token}).status_code == 201


class WatchedBody(io.FileIO):
    """A request's body; at each read the largest temporary file of the receiver is noted."""

    largest = 0

    def read(self, size: int = -1) -> bytes:
        sizes = [path.stat().st_size for path in Path(self.name).parent.glob("*.upload*")]
        self.largest = max([self.largest, *sizes])
        return super().read(size)


def test_a_body_of_any_size_writes_no_more_than_the_limit(client, inspector, clock, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    client.force_login(inspector)
    body = tmp_path / "body"
    with body.open("wb") as file:
        file.write(b'--edge\r\nContent-Disposition: form-data; name="key"\r\n\r\nk1\r\n')
        file.write(b'--edge\r\nContent-Disposition: form-data; name="file"; filename="endless.jpg"\r\n\r\n')
        file.seek(60_000_000)
        file.write(b"\r\n--edge--\r\n")
    with WatchedBody(body) as sent:
        response = client.generic(
            "POST",
            reverse("supervision:stage_upload"),
            headers={"Accept-Language": "en"},
            CONTENT_TYPE="multipart/form-data; boundary=edge",
            CONTENT_LENGTH=str(body.stat().st_size),
            **{"wsgi.input": sent},
        )
        assert 0 < sent.largest <= 20_000_001
    assert response.status_code == 422
    assert response.json()["error"] == "endless.jpg is larger than 20 MB and was not kept."
    assert list(tmp_path.glob("*.upload*")) == []
