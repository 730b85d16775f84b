"""The worker's part: derivatives are made once, leftovers go, what is referred to stays - whoever dies when."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from django.conf import settings as site
from django.db import connection, transaction
from picture_samples import exif, noise, saved, scene
from PIL import Image

from supervision import picture_store
from supervision.actions import pictures
from supervision.actions.pictures import clean, finish_pictures
from supervision.actions.uploads import claim
from supervision.models import StoredFile, Upload

HERE = Path(__file__).parent


def names(upload: Upload) -> set[str]:
    return set(picture_store.names_of(upload.file_id))


def test_the_worker_makes_what_people_look_at(send, lying, monday):
    upload = send(saved(scene(2000, 1500), exif=exif(orientation=6)))
    assert finish_pictures(monday) == 1
    assert lying() == names(upload)
    upload.file.refresh_from_db()
    assert (upload.file.derivatives_at, upload.file.derivative_error) == (monday, "")
    with picture_store.open_stored(picture_store.derived_name(upload.file_id, "1600")) as large:
        assert Image.open(large).size == (1200, 1600)


def test_a_second_round_finds_nothing_to_do(send, monday):
    send()
    assert [finish_pictures(monday), finish_pictures(monday)] == [1, 0]


def test_a_round_is_bounded_and_begins_with_the_oldest(send, monday):
    for number in (2, 0, 1):
        send(key=f"k{number}", now=monday + timedelta(seconds=number))
    assert finish_pictures(monday, limit=2) == 2
    waiting = StoredFile.objects.get(derivatives_at=None)
    assert waiting.created_at == monday + timedelta(seconds=2)


def test_a_picture_that_cannot_be_decoded_gets_its_reason_and_holds_up_nobody(send, files, monday):
    broken, good = send(key="k1"), send(key="k2", now=monday + timedelta(seconds=1))
    original = files / picture_store.original_name(broken.file_id)
    original.write_bytes(original.read_bytes()[:500])
    lost = send(key="k3", now=monday + timedelta(seconds=2))
    (files / picture_store.original_name(lost.file_id)).unlink()

    assert finish_pictures(monday) == 1
    errors = dict(StoredFile.objects.values_list("pk", "derivative_error"))
    assert errors == {broken.file_id: "damaged", good.file_id: "", lost.file_id: "original missing"}
    assert finish_pictures(monday + timedelta(days=1)) == 0


def test_a_picture_that_kills_its_workers_is_tried_three_times(send, monday, monkeypatch):
    send()

    def die(*_args: object) -> None:
        raise MemoryError

    monkeypatch.setattr(pictures, "make_derivatives", die)
    for attempt in range(3):
        with pytest.raises(MemoryError):
            finish_pictures(monday + timedelta(minutes=6 * attempt))
        assert finish_pictures(monday + timedelta(minutes=6 * attempt + 1)) == 0  # the lease keeps others off
    assert finish_pictures(monday + timedelta(minutes=18)) == 0
    assert StoredFile.objects.get().derivative_error == "gave up"


def test_a_full_disk_stops_the_round_and_blames_no_picture(send, lying, monday, monkeypatch):
    send()
    before = lying()
    put = picture_store.put

    def no_room(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(picture_store, "put", no_room)
    for _ in range(5):
        assert finish_pictures(monday) == 0
    assert lying() == before
    monkeypatch.setattr(picture_store, "put", put)
    assert finish_pictures(monday) == 1


@pytest.mark.django_db(transaction=True)
def test_two_worker_processes_share_the_pictures_and_each_is_made_once(send, lying, files, monday):
    sent = [send(saved(noise(400, 300)), key=f"k{number}") for number in range(12)]
    command = [sys.executable, HERE / "worker_process.py", connection.settings_dict["NAME"], files, monday.isoformat()]
    place = {**os.environ, "PYTHONPATH": str(site.BASE_DIR)}
    workers = [subprocess.Popen(command, env=place, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    made = [int(worker.communicate(timeout=300)[0]) for worker in workers]

    assert [worker.returncode for worker in workers] == [0, 0]
    assert sum(made) == 12
    assert lying() == set().union(*(names(upload) for upload in sent))
    assert not StoredFile.objects.filter(derivatives_at=None).exists()
    assert set(StoredFile.objects.values_list("tries", flat=True)) == {1}


def test_an_upload_nobody_used_goes_after_a_day_with_its_files(send, lying, monday):
    send()
    finish_pictures(monday)
    assert clean(monday + timedelta(hours=23)) == 0
    assert clean(monday + timedelta(hours=24)) == 2
    assert (Upload.objects.count(), StoredFile.objects.count(), lying()) == (0, 0, set())
    assert clean(monday + timedelta(hours=24)) == 0


def test_a_used_upload_and_its_files_stay(send, inspector, lying, monday):
    upload = send()
    finish_pictures(monday)
    with transaction.atomic():
        claim(inspector, [upload.id], monday)
    assert clean(monday + timedelta(days=400)) == 0
    assert lying() == names(upload)


def test_a_file_to_which_another_upload_refers_stays(send, other_clerk, lying, monday):
    content = saved(noise())
    send(content)
    later = send(content, owner=other_clerk, now=monday + timedelta(hours=5))
    assert clean(monday + timedelta(hours=25)) == 1
    assert list(Upload.objects.all()) == [later]
    assert lying() == {picture_store.original_name(later.file_id)}


def test_cleaning_asks_every_table_that_refers_to_a_content():
    """Upper floors refer to contents too, and this floor may not import them."""
    from django.apps import apps

    fields = [field for model in apps.get_models() for field in model._meta.get_fields() if field.concrete]
    referring = {f"{field.model.__name__}.{field.name}" for field in fields if field.related_model is StoredFile}
    uses = [use for use in StoredFile._meta.get_fields(include_hidden=True) if pictures._points_here(use)]
    asked = {f"{use.related_model.__name__}.{use.field.name}" for use in uses}
    assert "Upload.file" in referring
    assert referring == asked


def hour_of_its_shard(sha256: str, after) -> object:
    """The next hour in which `clean` looks through the part this content lies in."""
    now = int(after.timestamp() // 3600)
    return after + timedelta(hours=(int(sha256[:2], 16) - now) % 256)


def test_a_crash_before_the_commit_leaves_a_file_that_goes_in_time(send, lying, monday):
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        upload = send()
        raise KeyboardInterrupt
    assert lying() == {picture_store.original_name(upload.file_id)}
    assert not StoredFile.objects.exists()
    assert clean(hour_of_its_shard(upload.file_id, monday)) == 1
    assert (lying(), StoredFile.objects.count()) == (set(), 0)


def test_a_crash_between_upload_and_file_leaves_a_row_that_goes_in_time(send, lying, monday):
    upload = send()
    Upload.objects.all().delete()
    when = hour_of_its_shard(upload.file_id, monday + timedelta(days=2))
    assert clean(when - timedelta(hours=1)) == 0
    assert clean(when) == 1
    assert (lying(), StoredFile.objects.count()) == (set(), 0)


@pytest.mark.parametrize("dies_in", ["remove", "reach"])
def test_a_crash_while_cleaning_does_not_leave_the_next_sender_without_pictures(
    dies_in, send, lying, monday, monkeypatch
):
    content = saved(noise(64, 64))
    finish_pictures(send(content).created_at)

    def die(*_args: object) -> None:
        if dies_in == "remove":
            remove(*_args)
        raise KeyboardInterrupt

    remove = picture_store.remove
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(picture_store if dies_in == "remove" else pictures, dies_in, die)
        clean(monday + timedelta(days=1))
    again = send(content, key="k2", now=monday + timedelta(days=2))
    finish_pictures(monday + timedelta(days=2))
    assert lying() == names(again)
    again.file.refresh_from_db()
    assert again.file.derivatives_at == monday + timedelta(days=2)


@pytest.mark.django_db(transaction=True)
def test_a_row_never_points_to_nothing_while_one_sends_and_another_cleans(send, files, monday, monkeypatch):
    content = saved(noise(64, 64))
    first = send(content)
    original = files / picture_store.original_name(first.file_id)
    much_later = hour_of_its_shard(first.file_id, monday + timedelta(days=2))
    done, checked, problems = Event(), [], []

    def cleaner() -> None:
        try:
            while not done.is_set():
                clean(much_later)
        except Exception as error:
            problems.append(error)
        finally:
            connection.close()

    monkeypatch.setattr(pictures, "DRAFTS_KEPT", timedelta(days=9999))  # their age is the disk's, not the test's
    thread = Thread(target=cleaner)
    thread.start()
    try:
        for number in range(2000):
            if number >= 60 and checked:  # as a rule the cleaner is faster three times of four
                break
            upload = send(content, key=f"k{number}")
            with transaction.atomic():
                # Whoever sees the row and holds it must find the bytes; it may be gone already, which is as good.
                if Upload.objects.select_for_update().filter(pk=upload.pk).first():
                    checked.append(original.exists())
    finally:
        done.set()
        thread.join()
    assert problems == []
    assert checked
    assert all(checked)


def test_drafts_of_processes_that_died_go_after_a_day(files, monday, db):
    draft = files / "incoming" / "dead"
    draft.mkdir(parents=True)
    (draft / "original").write_bytes(b"half")
    os.utime(draft, (monday.timestamp(), monday.timestamp()))
    assert clean(monday + timedelta(hours=23)) == 0
    assert clean(monday + timedelta(hours=25)) == 1
    assert list((files / "incoming").iterdir()) == []
