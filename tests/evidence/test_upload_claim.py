"""A step takes waiting pictures: each once, only the sender's own, within a day."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection, transaction
from picture_samples import noise, saved

from supervision.actions.uploads import claim
from supervision.models import Upload
from supervision.refusals import Refused


@pytest.fixture
def three(send):
    return [send(key=f"k{number}", name=f"IMG_{number}.jpg") for number in range(3)]


def test_a_step_gets_its_pictures_in_the_order_it_named_them(three, inspector, monday, django_assert_num_queries):
    wanted = [str(three[2].id), three[0].id, str(three[2].id)]
    with transaction.atomic(), django_assert_num_queries(2):
        taken = claim(inspector, wanted, monday)
        assert [upload.file.mime for upload in taken] == ["image/jpeg"] * 2
    assert taken == [three[2], three[0]]
    assert set(Upload.objects.filter(used_at=monday)) == {three[0], three[2]}


def test_a_step_that_is_rolled_back_gives_its_pictures_back(three, inspector, monday):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        claim(inspector, [upload.id for upload in three], monday)
        raise ZeroDivisionError
    assert not Upload.objects.exclude(used_at=None).exists()


def test_somebody_elses_picture_is_as_unknown_as_none_at_all(three, other_clerk, monday):
    for given in (three[0].id, uuid4(), "not an id"):
        with transaction.atomic(), pytest.raises(Refused) as refusal:
            claim(other_clerk, [given], monday)
        assert (refusal.value.code, refusal.value.params) == ("upload_unknown", {"ids": [str(given)]})
        assert "IMG" not in refusal.value.words


def test_a_used_picture_is_refused_by_name_and_takes_no_other_along(three, inspector, monday):
    with transaction.atomic():
        claim(inspector, [three[1].id], monday)
    with transaction.atomic(), pytest.raises(Refused) as refusal:
        claim(inspector, [upload.id for upload in three], monday)
    assert refusal.value.code == "upload_used"
    assert refusal.value.params == {"names": "IMG_1.jpg", "ids": [str(three[1].id)]}
    assert Upload.objects.filter(used_at=None).count() == 2


def test_an_expired_picture_is_refused_by_name(three, inspector, monday):
    with transaction.atomic(), pytest.raises(Refused) as refusal:
        claim(inspector, [three[0].id, three[2].id], monday + timedelta(hours=24))
    assert refusal.value.code == "upload_expired"
    assert "IMG_0.jpg, IMG_2.jpg" in refusal.value.words


@pytest.mark.django_db(transaction=True)
def test_of_two_steps_at_once_one_gets_the_picture(inspector, send, monday):
    upload, together, outcomes = send(saved(noise())), Barrier(2), []

    def one_step() -> None:
        together.wait()
        try:
            with transaction.atomic():
                claim(inspector, [upload.id], monday)
            outcomes.append("taken")
        except Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    steps = [Thread(target=one_step) for _ in range(2)]
    for step in steps:
        step.start()
    for step in steps:
        step.join()
    assert sorted(outcomes) == ["taken", "upload_used"]
