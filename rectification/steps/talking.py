"""Steps that move nothing: a comment, and the erasure of words."""

from django.utils.translation import gettext_lazy as _

from rectification import dossiers
from rectification.desk import Desk, Outcome
from rectification.facts import StepData
from rectification.steps import does
from rectification.workflow import Action
from supervision.actions.climb import Told
from supervision.actions.words import erase as erase_words
from supervision.models import Words
from supervision.refusals import Refused


@does(Action.COMMENT)
def comment(desk: Desk, data: StepData) -> Outcome:
    """A remark in the ledger."""
    told = desk.duty_told(desk.main) if desk.ticket.main_duty_id else []
    listing = dossiers.listing(desk)
    if listing is not None and listing.post is not None:  # a note of progress: the leader hears of it
        told.append(Told(listing.post.user_id, listing.post_id, "city_leader"))
    return Outcome(desk.ticket.status, told=[("comment", told)])


@does(Action.ERASE)
def erase(desk: Desk, data: StepData) -> Outcome:
    """Words are blanked; the events that named them stay, and verification still passes (ENGINE 16)."""
    ids = list(Words.objects.filter(stream_id=desk.ticket.id, pk__in=data.erase).values_list("id", flat=True))
    if not ids or len(ids) != len(set(data.erase)):
        raise Refused("no_such_words", _("Choose words of this entry."))
    erase_words(ids, desk.now)
    return Outcome(desk.ticket.status, {"erased": sorted(ids)})
