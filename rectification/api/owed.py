"""What is owed: the duties that are not done, on the entries the caller may see."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rectification.api.doors import MarkQuery, TicketDoor, page_by_time
from rectification.api.shapes import DutyPage
from rectification.models import Sight, Ticket
from rectification.pages.viewer import Viewer
from sites.models import Unit
from supervision.api.queries import read_query
from supervision.api.schema import told
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
        _("Who owes what by when, what is due first before the rest, 25 a page. What is done stands with its entry."),
        query=DutiesQuery,
        answer=DutyPage,
    )
    def get(self, request: Request) -> Response:
        """The scope, a count where it is narrow, the rows, their entries."""
        wanted = read_query(DutiesQuery, request.query_params)
        rows = seen_duties(self.viewer, wanted["mine"])
        if "unit" in wanted:
            rows = rows.filter(unit__in=Unit.objects.subtree_ids([wanted["unit"]]))
        rows = rows.filter(**{name: wanted[name] for name in ("kind", "state") if name in wanted})
        walk = self.viewer.reader.sees_all and not (wanted.keys() - {"after", "mine"}) and not wanted["mine"]
        joined = rows.select_related("unit", "user")
        found, after = page_by_time(joined, "due_at", wanted.get("after", ""), falling=False, walk=walk)
        numbers = dict(Ticket.objects.filter(pk__in=[d.subject_id for d in found]).values_list("pk", "number"))
        duties = [{**duty_answer(d), "ticket": {"id": d.subject_id, "number": numbers[d.subject_id]}} for d in found]
        return Response({"duties": duties, "after": after})


def seen_duties(viewer: Viewer, mine: bool) -> QuerySet[Duty]:
    """Of what is not done: the duties on entries whose present state the viewer may see."""
    rows = owed_by(viewer.actor.post, viewer.now) if mine else Duty.objects.exclude(state=DutyState.DONE)
    rows = rows.filter(subject_kind="ticket")
    if viewer.reader.sees_all:
        return rows
    keys = sorted(viewer.reader.keys)
    return rows.filter(Exists(Sight.objects.filter(ticket=OuterRef("subject_id"), key__in=keys, until_seq=None)))


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
