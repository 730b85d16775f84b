"""List, look, file, step: each reads the clock, checks its input and calls one action."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from rectification import filing
from rectification.actions import take
from rectification.api.conditions import parameters, read_filter
from rectification.api.doors import ENTRY, TicketDoor, cut, page_by_time, read_cursor
from rectification.api.inputs import FilingInput, StepInput
from rectification.api.newest import COLUMNS, PLAIN, newest
from rectification.api.owed import duty_answer
from rectification.api.shapes import ACTIONS, FiledShape, OneTicketShape, StepShape, TicketPage
from rectification.api.story import event_shapes
from rectification.facts import StepData
from rectification.models import Ticket
from rectification.pages.reading import Reading, open_entry
from rectification.workflow import STEPS, Action, open_steps
from sites.models.named import label_of
from supervision.api.door import KEY_HEADER
from supervision.api.queries import Query, read_query
from supervision.api.schema import IDEMPOTENT, told
from supervision.api.throttles import SearchThrottle
from supervision.models import ApiToken
from supervision.refusals import NotAllowed, Refused

JOINS = ("lead_duty__unit", "main_duty__unit")


class TicketsDoor(TicketDoor):
    """The ledger as far as the caller's post may read it."""

    throttle_classes = (SearchThrottle,)
    writes = ApiToken.Scope.FILE

    @told(
        "tickets",
        _("Entries of the ledger"),
        _("The newest first, 25 a page, by the conditions of the ledger page."),
        query=parameters(),
        answer=TicketPage,
    )
    def get(self, request: Request) -> Response:
        """One query for whoever reads everything; for others the scope, a count and the rows."""
        wanted, statuses = read_filter(request.query_params)
        viewer, cursor = self.viewer, request.query_params.get("after", "")
        plain = not wanted.narrow and wanted.state == "all" and not statuses
        page = newest(viewer.reader, read_cursor(cursor)) if plain else None
        if page is None:
            rows = wanted.narrowed(viewer.present(), viewer.now).values(*COLUMNS)
            rows = rows.filter(status__in=statuses) if statuses else rows
            found, after = page_by_time(rows, "filed_at", cursor, falling=True, walk=plain)
        else:
            found, after = cut(page, "filed_at")
        return Response({"tickets": [listed(row) for row in found], "after": after})

    @told(
        "ticket_new",
        _("File a problem"),
        _("Photos are staged first. The same key again (`client_key`, or the header) gets the same entry."),
        body=FilingInput,
        answer=FiledShape,
        created=True,
        more=(IDEMPOTENT,),
    )
    def post(self, request: Request) -> Response:
        """201."""
        wanted = FilingInput(data=request.data)
        wanted.is_valid(raise_exception=True)
        data = wanted.cleaned()
        data = replace(data, client_key=data.client_key or request.headers.get(KEY_HEADER, ""))
        event = filing.file(data, by=self.actor, now=self.moment)
        ticket = Ticket.objects.select_related(*JOINS).get(pk=event.stream_id)
        return Response({**head(ticket), "seq": event.seq}, 201)


class OneDoor(TicketDoor):
    """One entry."""

    @told(
        "ticket",
        _("One entry"),
        _("How it stands, its duties, its story, and the steps open to the caller with what each needs."),
        answer=OneTicketShape,
        more=ENTRY,
    )
    def get(self, request: Request, entry: str) -> Response:
        """A former holder gets its own span and no present state."""
        read_query(Query, request.query_params)
        reading = self.open(entry)
        story = event_shapes(reading.events)
        if reading.until is not None:
            ticket = reading.ticket
            return Response({"id": ticket.pk, "number": ticket.number, "until": reading.until, "events": story})
        duties = [duty_answer(duty) for duty in reading.desk.duties]
        more = {"seq": reading.expected, "duties": duties, "events": story, "steps": steps_answer(reading)}
        return Response({**head(reading.ticket), **more})


class StepDoor(TicketDoor):
    """Takes one step."""

    @told(
        "step",
        _("Take a step"),
        _(
            "What the step needs stands with the entry. With `expected`, the last `seq` you have seen, somebody who "
            "was faster is named in a 409. The same key again gets the first answer. The reply names the steps now "
            "open."
        ),
        body=StepInput,
        answer=StepShape,
        more=(
            *ENTRY,
            OpenApiParameter("action", str, OpenApiParameter.PATH, enum=[name for name, _words in ACTIONS]),
            IDEMPOTENT,
        ),
    )
    def post(self, request: Request, entry: str, action: str) -> Response:
        """The fields the step needs, a request key (field or Idempotency-Key header), the sequence last seen."""
        if action not in set(STEPS):
            raise Refused("no_such_step", _("There is no such step."))
        wanted = StepInput(data=request.data)
        wanted.is_valid(raise_exception=True)
        # Never cut: two long keys that differ in their ends would be one, and the second request swallowed.
        key = wanted.validated_data["key"] or request.headers.get(KEY_HEADER) or None
        expected, data = wanted.validated_data["expected"], wanted.cleaned()
        pk, number = self.find(entry)
        self.check_sight(pk, data)
        event = take(Action(action), pk, by=self.actor, now=self.moment, data=data, key=key, expected=expected)
        told_of = {"seq": event.seq, "action": event.action, "status": event.after}
        return Response({"id": pk, "number": number, **told_of, "steps": self.open_now(number)})

    def check_sight(self, pk: UUID, data: StepData) -> None:
        """A former holder reads and no more; another entry can be named only by whoever may read it."""
        if self.viewer.until(Ticket(pk=pk)) is not None:
            raise NotAllowed("wrong_party", _("This step is not yours to take."))
        if data.target and not self.viewer.tickets().filter(pk=data.target).exists():
            raise Refused("no_such_target", _("Choose another entry that is still open."))

    def open_now(self, number: str) -> list[dict[str, Any]]:
        """The steps after this one; none where the step took the entry out of the caller's sight."""
        try:
            return steps_answer(open_entry(number, self.viewer))
        except Http404:
            return []


def steps_answer(reading: Reading) -> list[dict[str, Any]]:
    """The steps open to the reader now; a former holder has none."""
    possible = open_steps(reading.ticket.status, reading.parties)
    return [{"action": action, "needs": list(STEPS[action].needs)} for action in possible]


def listed(row: dict[str, Any]) -> dict[str, Any]:
    """`head` of a row of the list: its columns alone are read, which costs a third of reading the entries."""
    duty = "lead_duty" if row["lead_duty__unit"] else "main_duty"
    unit, due, name = row[f"{duty}__unit"], row[f"{duty}__due_at"], row[f"{duty}__unit__name"]
    called = label_of(name, row[f"{duty}__unit__name_en"]) if unit else ""
    plain = {each: row[each] for each in PLAIN}
    return {**plain, "unit": {"id": unit, "name": called} if unit else None, "due_at": due}


def head(ticket: Ticket) -> dict[str, Any]:
    """An entry in plain values."""
    lead = ticket.lead_duty or ticket.main_duty
    return {
        **{name: getattr(ticket, "site_id" if name == "site" else name) for name in PLAIN},
        "unit": {"id": lead.unit_id, "name": lead.unit.label} if lead else None,
        "due_at": lead.due_at if lead else None,
    }
