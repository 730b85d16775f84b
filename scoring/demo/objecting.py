"""Appeals in the demo city: a unit objects to its first late entry with a photo, and has its answer or waits for it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from rectification.demo.company import Company
from rectification.demo.pictures import Camera
from rectification.demo.words import scene_of
from rectification.models import Ticket
from scoring.actions import appeals
from scoring.actions.appeals import Plea
from scoring.demo.said import Objection
from scoring.models import Appeal, Line, Ranking
from scoring.tally import LEAD
from supervision.actions.uploads import stage_fresh
from supervision.roles import Role

FIGURE = "on_time_rate"


@dataclass
class Objections:
    """Whoever raises and answers them."""

    until: datetime
    company: Company
    lens: Camera
    clock: Callable[[], datetime]

    def raise_one(self, ranking: Ranking, said: Objection, at: datetime, answered_at: datetime | None) -> None:
        """In the transaction of the caller, so that no sweep of today meets an appeal of then without its answer."""
        unit = self.company.ids[said.unit]
        if Appeal.objects.filter(ranking=ranking, unit=unit, asked_at=at).exists():
            return
        late = Line.objects.filter(ranking=ranking, unit=unit, role=LEAD, out="", on_time=0)
        line = late.order_by("-fixed", "score_due_at", "ticket_id").first()
        if line is None:
            return
        by = self.company.at(said.unit, Role.UNIT_HANDLER, at)[0]
        ticket = Ticket.objects.select_related("site").get(pk=line.ticket_id)
        scene = scene_of(ticket.category, ticket.site.code if ticket.site else "")
        place = ticket.site.point if ticket.site else None
        photo = self.lens.take(f"{scene}-after", at, place, str(ticket.number))
        proof = stage_fresh([(by.user, photo, f"IMG_{at:%m%d_%H%M%S}.jpg")], self.clock())
        plea = Plea(FIGURE, said.words, line.duty_id, tuple(upload.id for upload in proof))
        appeal = appeals.ask(ranking, plea, by=by, now=at)
        if answered_at is not None and answered_at <= self.until:
            office = self.company.office(answered_at, first=True).post
            appeals.decide(
                appeal, upheld=bool(said.effect), effect=said.effect, words=said.answer, by=office, now=answered_at
            )
