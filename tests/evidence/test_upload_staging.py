"""Sending a picture: kept once, safely, for its sender; refused with a sentence that costs nothing else."""

import io
import resource
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import translation
from picture_samples import HTML, PDF, SVG, exif, noise, png_header, saved, scene

from supervision import picture_store
from supervision.actions import uploads
from supervision.actions.uploads import refusal_text, stage
from supervision.models import StoredFile, Upload
from supervision.refusals import Conflict, Refused


def test_a_sent_picture_is_kept_as_it_came(send, inspector, monday, lying):
    content = saved(scene(), exif=exif(taken="2026:11:20 08:15:30", lat=(30, 39, 36), lon=(104, 3, 57.6)))
    upload = send(content, name="../街边 垃圾.jpg")

    assert (upload.owner, upload.name, upload.used_at) == (inspector, "街边 垃圾.jpg", None)
    assert (upload.created_at, upload.expires_at) == (monday, monday + timedelta(hours=24))
    upload.refresh_from_db()
    assert upload.taken_at.isoformat() == "2026-11-20T00:15:30+00:00"
    assert (str(upload.lon), str(upload.lat)) == ("104.066000", "30.660000")
    assert (upload.file.width, upload.file.height, upload.file.mime) == (640, 480, "image/jpeg")
    assert lying() == {picture_store.original_name(upload.file_id)}
    with picture_store.open_stored(picture_store.original_name(upload.file_id)) as kept:
        assert kept.read() == content


def test_the_same_content_twice_is_one_file(send, other_clerk, lying):
    content = saved(noise())
    first, again, elses = send(content, key="k1"), send(content, key="k2"), send(content, key="k1", owner=other_clerk)
    assert len({first.id, again.id, elses.id}) == 3
    assert first.file_id == again.file_id == elses.file_id
    assert len(lying()) == 1


def test_sending_again_under_the_same_key_gets_the_first_answer_and_more_time(send, monday):
    content = saved(noise())
    first = send(content)
    later = monday + timedelta(hours=30)
    again = send(content, name="another name.jpg", now=later)
    assert (again.id, again.name) == (first.id, "IMG_1.jpg")
    assert again.expires_at == later + timedelta(hours=24)


def test_the_same_key_with_another_picture_is_a_conflict(send):
    first = send(saved(noise()))
    with pytest.raises(Conflict) as refusal:
        send(saved(noise()), name="IMG_2.jpg")
    assert refusal.value.code == "upload_key_reused"
    assert "IMG_2.jpg" in refusal.value.words
    assert list(Upload.objects.all()) == [first]


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "empty.jpg", "empty.jpg is empty. Please choose it again."),
        (saved(noise())[:5000], "half.jpg", "half.jpg is damaged or was cut short on its way. Please send it again."),
        (SVG, "a.jpg", "The content of a.jpg is SVG. Only JPEG, PNG, WebP and HEIC pictures can be kept."),
        (HTML, "b.png", "The content of b.png is HTML. Only JPEG, PNG, WebP and HEIC pictures can be kept."),
        (PDF, "c.heic", "The content of c.heic is PDF. Only JPEG, PNG, WebP and HEIC pictures can be kept."),
        (b"MZ\x90" * 99, "d.webp", "d.webp is not a picture. Only JPEG, PNG, WebP and HEIC pictures can be kept."),
        (png_header(90_000, 9_000), "bomb.png", "bomb.png has more than 60 million pixels and was not kept."),
        (b"\xff\xd8\xff" + bytes(20_000_000), "big.jpg", "big.jpg is larger than 20 MB and was not kept."),
        (b"MZ", "../%s\u202e\x00x", "%s x is not a picture. Only JPEG, PNG, WebP and HEIC pictures can be kept."),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 20 else "",
)
def test_a_refusal_names_the_file_and_nothing_else_is_lost(inspector, send, lying, monday, content, name, sentence):
    before = send(saved(noise()), key="before")
    with pytest.raises(Refused) as refusal, translation.override("en"):
        stage(inspector, "bad", io.BytesIO(content), name, monday)
    with translation.override("en"):
        assert refusal.value.words == sentence
        assert refusal_text(refusal.value.code, refusal.value.params) == sentence
    after = send(saved(noise()), key="bad")  # a refused picture does not use up its key

    assert set(Upload.objects.all()) == {before, after}
    assert lying() == {picture_store.original_name(upload.file_id) for upload in (before, after)}


@pytest.mark.parametrize("key", ["", "x" * 65, "a b", "ключ", "a\x00b", "../x"])
def test_a_key_is_short_and_plain(send, key):
    with pytest.raises(Refused) as refusal:
        send(key=key)
    assert refusal.value.code == "upload_key"
    assert not StoredFile.objects.exists()


def test_nobody_leaves_more_than_two_hundred_pictures_waiting(send, other_clerk, monday, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_WAITING", 3)
    content = saved(noise())
    for number in range(3):
        send(content, key=f"k{number}")
    with pytest.raises(Refused, match="too_many_waiting"):
        send(content, key="k3")
    assert send(content, key="k1")  # known already
    assert send(content, key="k3", owner=other_clerk)
    assert send(content, key="k3", now=monday + timedelta(hours=25))  # the others are too old to wait
    assert uploads.MOST_WAITING == 3


@contextmanager
def files_no_longer_than(size: int):
    """What a disk does that is full: the kernel refuses the write."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_a_sentence_and_leaves_nothing_behind(send, files, lying):
    before = send(saved(noise()), key="before")
    large = saved(noise(1000, 800), "PNG")
    with files_no_longer_than(100_000), pytest.raises(Refused) as refusal:
        send(large, key="large", name="IMG_9.png")

    assert refusal.value.code == "disk_full"
    assert "IMG_9.png" in refusal.value.words
    assert lying() == {picture_store.original_name(before.file_id)}
    assert list((files / "incoming").iterdir()) == []
    assert list(Upload.objects.all()) == [before]
    assert send(large, key="large")  # room again


def test_bytes_that_were_lost_come_back_with_the_next_sending(send, files):
    content = saved(noise())
    upload = send(content)
    path = files / picture_store.original_name(upload.file_id)
    path.unlink()
    send(content, key="k2")
    assert path.read_bytes() == content


@pytest.mark.django_db(transaction=True)
def test_the_same_picture_sent_eight_times_at_once_is_one_upload(inspector, send, lying):
    content, together, answers = saved(noise()), Barrier(8), []

    def one_client() -> None:
        together.wait()
        try:
            answers.append(send(content).id)
        finally:
            connection.close()

    clients = [Thread(target=one_client) for _ in range(8)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    assert len(answers) == 8
    assert len(set(answers)) == Upload.objects.count() == StoredFile.objects.count() == len(lying()) == 1
