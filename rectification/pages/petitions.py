"""The board of petitions: what units ask for, by kind, with the reason, the proof and what the answer would do."""

from collections import Counter, defaultdict
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from rectification.desk import engine_rules
from rectification.models import Petition, PetitionKind, Photo, PhotoKind, Ticket
from rectification.pages.candidates import Choices
from rectification.pages.cards import Stack, stack
from rectification.pages.dispatch import unit_groups
from rectification.pages.material import large, who
from rectification.pages.pulse import list_live
from rectification.pages.viewer import Viewer
from rectification.wording import petition as petition_words
from rectification.workflow import Action
from supervision.actions.words import read as read_words
from supervision.countdowns import countdown
from supervision.models import Duty, DutyKind, DutyState
from supervision.owed import owed_by, whole_unit
from supervision.wording import moment, time_left

MOST = 30
LATELY = timedelta(days=90)
HEADS = {
    PetitionKind.RETURN: pgettext_lazy("petitions", "Not theirs"),
    PetitionKind.EXTENSION: pgettext_lazy("petitions", "More time"),
    PetitionKind.SUSPENSION: pgettext_lazy("petitions", "Long term"),
}
PHRASES: dict[str, tuple[Any, ...]] = {
    PetitionKind.RETURN: (
        pgettext_lazy("phrase", "Agreed, it is not theirs"),
        pgettext_lazy("phrase", "It lies on the unit's ground, so it is theirs"),
    ),
    PetitionKind.EXTENSION: (
        pgettext_lazy("phrase", "Agreed, the work needs this time"),
        pgettext_lazy("phrase", "The time limit is enough"),
    ),
    PetitionKind.SUSPENSION: (
        pgettext_lazy("phrase", "Agreed; report on it each month"),
        pgettext_lazy("phrase", "It can be fixed within the time limit"),
    ),
}


def board(viewer: Viewer) -> dict[str, Any]:
    """The whole page: the same number of queries however much is asked."""
    post = viewer.actor.post
    rows = owed_by(post, viewer.now, whole=whole_unit(post)).filter(state=DutyState.RUNNING, kind=DutyKind.DECIDE)
    duties = list(rows.select_related("unit", "user").order_by("due_at", "id")[: MOST + 1])
    shown = stack(duties[:MOST], viewer)
    around = Around(shown)
    cards = [around.card(duty, ticket) for duty, ticket in shown.entries if duty.id in shown.asked]
    columns = [
        {"key": kind, "name": HEADS[kind], "entries": [card for card in cards if card["kind"] == kind]}
        for kind in PetitionKind
    ]
    return {
        "live": list_live(viewer),
        "columns": [column for column in columns if column["entries"]],
        "n": len(cards),
        "late": sum(card["count"]["level"] == "late" for card in cards),
        "more": rows.count() - MOST if len(duties) > MOST else 0,
        "units": unit_groups(around.choices) if cards else [],
    }


class Around:
    """What surrounds the petitions on the board: reasons, proofs, and how the units' petitions went before."""

    def __init__(self, shown: Stack) -> None:
        self.shown, self.viewer = shown, shown.viewer
        self.rules = engine_rules()
        asked = [row for row in shown.asked.values() if row.ticket_id in {ticket.pk for _d, ticket in shown.entries}]
        self.words = {pk: row.text for pk, row in read_words([row.reason for row in asked if row.reason]).items()}
        returns = [row.ticket_id for row in asked if row.kind == PetitionKind.RETURN]
        self.choices = Choices(self.viewer, [ticket for _duty, ticket in shown.entries if ticket.pk in returns])
        self.proofs = self._proofs([row.ticket_id for row in asked])
        self.before = self._before({t.lead_duty.unit_id for _d, t in shown.entries if t.lead_duty})

    def _proofs(self, tickets: list[UUID]) -> dict[UUID, list[Photo]]:
        """Photos that came with petitions and notes."""
        found: dict[UUID, list[Photo]] = defaultdict(list)
        for photo in Photo.objects.filter(ticket__in=tickets, kind=PhotoKind.PROOF).order_by("added_at", "ordinal"):
            found[photo.ticket_id].append(photo)
        return found

    def _before(self, units: set[UUID]) -> dict[UUID, Counter[str]]:
        """How the units' petitions of the last ninety days were answered."""
        rows = Petition.objects.filter(
            duty__unit__in=units,
            state__in=[Petition.State.GRANTED, Petition.State.REFUSED],
            decided_at__gte=self.viewer.now - LATELY,
        )
        found: dict[UUID, Counter[str]] = defaultdict(Counter)
        for unit, state, n in rows.order_by().values_list("duty__unit", "state").annotate(n=Count("id")):
            found[unit][state] = n
        return found

    def card(self, duty: Duty, ticket: Ticket) -> dict[str, Any]:
        """One petition with everything the answer depends on."""
        row, viewer, material = self.shown.asked[duty.id], self.viewer, self.shown.material
        lead = ticket.lead_duty
        mine = row.asked_by_id == viewer.actor.user.pk
        return {
            "kind": row.kind,
            "what": petition_words(row.kind),
            "url": reverse("entry", args=[ticket.number]),
            "number": ticket.number,
            "title": material.title(ticket),
            "place": material.place(ticket),
            "urgency": ticket.urgency,
            "photo": material.thumb(ticket),
            "who": who(lead.unit, lead.user) if lead else "",
            "asked": moment(row.asked_at, viewer.now),
            "reason": self.words.get(str(row.reason), ""),
            "proofs": [large(photo, viewer, str(_("Proof"))) for photo in self.proofs.get(ticket.pk, [])],
            "facts": self.facts(row, ticket),
            "count": countdown(duty, viewer.now, viewer.calendar, long=True),
            "until": timezone.localtime(row.until).date().isoformat() if row.until else "",
            "candidates": self._candidates(row, ticket),
            "phrases": PHRASES[row.kind],
            "expected": material.seqs.get(ticket.pk, 0),
            "key": uuid4().hex,
            "step_url": "" if mine else f"{reverse('step', args=[ticket.number, Action.DECIDE])}?petition={row.kind}",
        }

    def _candidates(self, row: Petition, ticket: Ticket) -> list[dict[str, Any]]:
        """Where a returned entry could go at once; the asking unit is not among them."""
        if row.kind != PetitionKind.RETURN or ticket.lead_duty is None:
            return []
        found = self.choices.of(ticket)["candidates"]
        return [one for one in found if one["id"] != str(ticket.lead_duty.unit_id) and one["person"]]

    def facts(self, row: Petition, ticket: Ticket) -> list[str]:
        """What the answer would do, and how often the unit asks."""
        lead, now = ticket.lead_duty, self.viewer.now
        lines = [words for words in (self.effect(row, ticket),) if words]
        if lead is not None and row.kind != PetitionKind.RETURN:
            late = now > lead.due_at
            words = _("Its time ended %(due)s.") if late else _("Its time ends %(due)s.")
            lines.append(words % {"due": moment(lead.due_at, now)})
        if ticket.relapse_count:
            words = ngettext("It has come back %(n)s time.", "It has come back %(n)s times.", ticket.relapse_count)
            lines.append(words % {"n": ticket.relapse_count})
        if lead is not None:
            lines.append(self.habit(self.before[lead.unit_id]))
        return lines

    def effect(self, row: Petition, ticket: Ticket) -> str:
        """What granting does to the clock."""
        lead = ticket.lead_duty
        if row.kind == PetitionKind.EXTENSION and lead is not None and row.until:
            more = time_left(row.until - lead.due_at)
            if self.rules.extension_moves_score:
                return _("Granted, it has %(more)s more, in the ranking too.") % {"more": more}
            return _("Granted, it has %(more)s more; the ranking counts by the old time.") % {"more": more}
        if row.kind == PetitionKind.SUSPENSION:
            return _("Granted, the clock stands from the asking until the target date; a note is owed each month.")
        if ticket.return_count:
            return _("It is the second return: the decision binds.")
        return _("Granted, it counts for nothing against the unit; without another unit it goes to the dispatch pool.")

    def habit(self, before: Counter[str]) -> str:
        """How the unit's petitions went lately."""
        n = sum(before.values())
        if not n:
            return _("The unit has asked for nothing else in 90 days.")
        words = ngettext(
            "The unit asked %(n)s time in 90 days, %(yes)s granted.",
            "The unit asked %(n)s times in 90 days, %(yes)s granted.",
            n,
        )
        return words % {"n": n, "yes": before[Petition.State.GRANTED]}
