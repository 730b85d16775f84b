"""What is owed: the duties that are not done, on the entries and other subjects the caller may know of."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rectification.api.doors import MarkQuery, TicketDoor, cut, found_by_time
from rectification.api.shapes import DutyPage
from rectification.models import Sight
from rectification.pages.cards import TICKET
from rectification.pages.viewer import Viewer
from sites.models import Unit
from supervision.api.queries import read_query
from supervision.api.schema import told
from supervision.kinds import kind_of, owing
from supervision.models import Duty, DutyKind, DutyState
from supervision.owed import owed_by

LIVE = [choice for choice in DutyState.choices if choice[0] != DutyState.DONE]


class DutiesQuery(MarkQuery):
    """Which duties."""

    mine = serializers.BooleanField(
        required=False, default=False, help_text=_("Only what waits on the post in use, as in its inbox.")
    )
    unit = serializers.UUIDField(required=False, help_text=_("Owed by this unit or one below it."))
    kind = serializers.ChoiceField(DutyKind.choices, required=False)
    state = serializers.ChoiceField(LIVE, required=False)


class DutiesDoor(TicketDoor):
    """Duties by the moment they are due."""

    @told(
        "duties",
        _("Duties"),
        _(
            "Who owes what by when, what is due first before the rest, 25 a page: on entries, on instructions of city"
            " leaders, on appeals. `ticket` is null where it is no entry. What is done stands with its subject."
        ),
        query=DutiesQuery,
        answer=DutyPage,
    )
    def get(self, request: Request) -> Response:
        """The scope, a count where it is narrow, the rows, what they are about."""
        wanted = read_query(DutiesQuery, request.query_params)
        which = conditions(wanted)
        on_entries, on_others = (rows.filter(**which) for rows in seen_duties(self.viewer, wanted["mine"]))
        walk = self.viewer.reader.sees_all and not (wanted.keys() - {"after", "mine"}) and not wanted["mine"]
        after = wanted.get("after", "")
        rows = found_by_time(on_entries, "due_at", after, falling=False, walk=walk)
        rows += found_by_time(on_others, "due_at", after, falling=False, walk=False)
        found, after = cut(sorted(rows, key=lambda duty: (duty.due_at, duty.pk)), "due_at")
        return Response({"duties": answers(found), "after": after})


def seen_duties(viewer: Viewer, mine: bool) -> tuple[QuerySet[Duty], QuerySet[Duty]]:
    """Of what is not done: on entries whose present state the viewer may see, and on other subjects they know of.

    Two, since one condition for both would have the database look at every duty of the city.
    """
    rows = owed_by(viewer.actor.post, viewer.now) if mine else Duty.objects.exclude(state=DutyState.DONE)
    rows = rows.select_related("unit", "user")
    known = owing(viewer.actor.post, viewer.now)
    others = rows.filter(subject_id__among=known) if known else rows.none()
    rows = rows.filter(subject_kind=TICKET)
    if not viewer.reader.sees_all:
        keys = sorted(viewer.reader.keys)
        rows = rows.filter(Exists(Sight.objects.filter(ticket=OuterRef("subject_id"), key__in=keys, until_seq=None)))
    return rows, others


def conditions(wanted: dict[str, Any]) -> dict[str, Any]:
    """What the caller narrows by."""
    which: dict[str, Any] = {name: wanted[name] for name in ("kind", "state") if name in wanted}
    if "unit" in wanted:
        which["unit__in"] = Unit.objects.subtree_ids([wanted["unit"]])
    return which


def answers(found: list[Duty]) -> list[dict[str, Any]]:
    """Duties with what each is about: a query for each kind of subject among them."""
    kinds: dict[str, list[UUID]] = defaultdict(list)
    for duty in found:
        kinds[duty.subject_kind].append(duty.subject_id)
    named = {pk: names for kind, ids in kinds.items() for pk, names in named_by(kind)(ids).items()}
    return [{**duty_answer(duty), **about(duty, *named[duty.subject_id])} for duty in found]


def named_by(kind: str) -> Callable[[Sequence[UUID]], dict[UUID, tuple[str, str]]]:
    """How the subjects of a kind are called; one on which something is owed has names."""
    found = kind_of(kind).named
    assert found is not None, kind
    return found


def about(duty: Duty, name: str, path: str) -> dict[str, Any]:
    """What a duty is about; of an entry its id and number besides."""
    of_entry = duty.subject_kind == TICKET
    return {
        "subject": {"kind": duty.subject_kind, "id": duty.subject_id, "name": name, "path": path},
        "ticket": {"id": duty.subject_id, "number": name} if of_entry else None,
    }


def duty_answer(duty: Duty) -> dict[str, Any]:
    """A duty in plain values."""
    return {
        "id": duty.pk,
        "kind": duty.kind,
        "state": duty.state,
        "unit": {"id": duty.unit_id, "name": duty.unit.label},
        "user": {"id": duty.user_id, "name": str(duty.user)} if duty.user else None,
        "due_at": duty.due_at,
        "score_due_at": duty.score_due_at,
        "outcome": duty.outcome,
    }
