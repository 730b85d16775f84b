"""What an owner of the disk or the database can do to photos and to the sealing is named by verification."""

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from supervision import picture_store
from supervision.actions import seals
from supervision.actions.seals import seal
from supervision.actions.verify import verify, verify_photos
from supervision.models import StreamHead
from tests.town import MONDAY, TUESDAY, file_ticket, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """Each test has files and seals of its own."""
    settings.SEALS_DIR, settings.MEDIA_ROOT = tmp_path / "seals", tmp_path / "files"


def replaced(path):
    path.write_bytes(b"another picture")


@pytest.mark.parametrize(
    ("harm", "named"), [(replaced, "is another picture now"), (lambda path: path.unlink(), "is gone")]
)
def test_an_original_that_was_replaced_or_removed_is_named(town, settings, harm, named):
    ticket = file_ticket(town)
    assert list(verify_photos()) == []
    sha256 = ticket.photos.order_by("ordinal").first().file_id
    harm(settings.MEDIA_ROOT / picture_store.original_name(sha256))
    faults = {str(fault) for fault in verify_photos()}  # two photos may be one content
    assert faults == {f"photo: ticket {ticket.pk} {sha256[:12]} of event 1 {named}"}
    call_command("verify_ledger", verbosity=0)
    with pytest.raises(CommandError):
        call_command("verify_ledger", "--photos", verbosity=0)


def test_a_stream_that_is_kept_from_being_sealed_is_named(town):
    ticket = file_ticket(town)
    seal(MONDAY)
    StreamHead.objects.filter(pk=ticket.pk).update(sealed_seq=F("seq") + 100)
    take(town, "receive", ticket, "street_clerk", MONDAY)
    seal(TUESDAY)
    assert [(fault.kind, fault.stream) for fault in verify()] == [("seal", f"ticket {ticket.pk}")]


def test_a_stream_that_is_sealed_once_more_is_no_fault(town):
    file_ticket(town)
    seal(MONDAY)
    StreamHead.objects.update(sealed_seq=0)
    seal(TUESDAY)
    assert list(verify()) == []


@pytest.mark.parametrize("tickets", [3, 4, 5])
def test_many_streams_are_sealed_in_several_seals_that_follow_one_another(town, monkeypatch, tickets):
    monkeypatch.setattr(seals, "MOST", 2)
    for _ in range(tickets):
        file_ticket(town, anyway="another place")
    moved = StreamHead.objects.filter(seq__gt=F("sealed_seq")).count()
    last = seal(MONDAY)
    assert moved // 2 <= last.no <= moved // 2 + 1
    assert not StreamHead.objects.filter(seq__gt=F("sealed_seq")).exists()
    assert list(verify()) == []
    assert seal(MONDAY) is None
