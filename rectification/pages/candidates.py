"""Why nobody owes an entry yet, and which units it could be given to: by the routing, the ground, what was before."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from rectification.catalogue import category, limit_of
from rectification.models import Petition, PetitionKind, Ticket
from rectification.pages.filing import tried
from rectification.pages.viewer import Viewer
from rectification.workflow import Status
from sites.catalogue import route_rows
from sites.finding import territorial_in
from sites.models import Function, Site, Unit
from sites.routing import Resolution, SiteFacts, rows_for
from sites.survey import survey
from sites.vocabulary import Resolver, UnitKind
from supervision.actions.rosters import load_roster
from supervision.actions.words import read as read_words
from supervision.models import User
from supervision.office.routing import Standing
from supervision.roles import HANDLES
from supervision.roster import Roster
from supervision.wording import moment

MOST = 4
BEFORE = timedelta(days=90)
HABIT = 3  # so many struck off say something about a unit
WHY: dict[str, str | Promise] = {
    "rules": pgettext_lazy("candidate", "the routing names it"),
    "manager": pgettext_lazy("candidate", "manages the site"),
    "owner": pgettext_lazy("candidate", "owns the site"),
    "sector": pgettext_lazy("candidate", "oversees this kind of site"),
    "ground": pgettext_lazy("candidate", "its ground"),
    "function": pgettext_lazy("candidate", "answers for this kind"),
    "before": pgettext_lazy("candidate", "has struck off most of this kind"),
}


@dataclass
class Choices:
    """Everything the pool asks for its entries, each read once: some fifteen queries however many entries there are."""

    viewer: Viewer
    tickets: list[Ticket]
    returned: dict[UUID, list[Petition]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rows = Petition.objects.filter(
            ticket__in=self.tickets, kind=PetitionKind.RETURN, state=Petition.State.GRANTED
        ).select_related("duty__unit", "asked_by", "decided_by")
        for row in rows.order_by("decided_at", "id"):
            self.returned.setdefault(row.ticket_id, []).append(row)

    @cached_property
    def standing(self) -> Standing:
        """What routing reads, as the matrix of the standing data has it."""
        return Standing(self.viewer.now)

    @cached_property
    def surveyed(self) -> dict[UUID, SiteFacts]:
        """Facts of the sites the entries lie at."""
        ids = {ticket.site_id for ticket in self.tickets if ticket.site_id}
        rows = Site.objects.filter(pk__in=ids).select_related("type")
        return survey(rows, self.standing.today, self.standing.ground)

    @cached_property
    def functions(self) -> dict[str, str]:
        """Names of the functions."""
        return {row.code: row.label for row in Function.objects.order_by("version")}

    @cached_property
    def units(self) -> dict[UUID, Unit]:
        """Units that can be given something."""
        return {pk: unit for pk, unit in self.standing.units.items() if unit.kind != UnitKind.TEAM}

    @cached_property
    def roster(self) -> Roster:
        """Who answers in them."""
        return load_roster(self.units)

    @cached_property
    def names(self) -> dict[UUID, str]:
        """Of everybody who might be asked."""
        asked = {holder.user_id for holder in map(self._holder, self.units) if holder}
        return {user.pk: str(user) for user in User.objects.filter(pk__in=asked)}

    @cached_property
    def experience(self) -> dict[str, UUID]:
        """By category the unit that struck off most of it in ninety days."""
        rows = Ticket.objects.filter(
            category__in={ticket.category for ticket in self.tickets},
            status=Status.CLOSED,
            filed_at__gte=self.viewer.now - BEFORE,
            lead_duty__isnull=False,
        )
        counted = rows.order_by().values_list("category", "lead_duty__unit").annotate(n=Count("id")).order_by("n")
        return {code: unit for code, unit, _n in counted.filter(n__gte=HABIT)}

    @cached_property
    def words(self) -> dict[str, str]:
        """Reasons of returns."""
        ids = [row.reason for rows in self.returned.values() for row in rows if row.reason]
        return {pk: row.text for pk, row in read_words(ids).items()}

    def facts(self, ticket: Ticket) -> SiteFacts:
        """Of the entry's place; where a point was written down at a site, the site decides."""
        if ticket.site_id is not None:
            return self.surveyed[ticket.site_id]
        if ticket.lon is None or ticket.lat is None:
            return SiteFacts()
        point = (float(ticket.lon), float(ticket.lat))
        hits = self.standing.ground.hits(point, self.standing.today)
        return SiteFacts(point=point, territorial=territorial_in(hits), zone_ids=tuple(hit.zone_id for hit in hits))

    def routed(self, ticket: Ticket, facts: SiteFacts) -> Resolution:
        """What today's table says."""
        return self.standing.resolve(list(route_rows(category(ticket.catalogue, ticket.category))), facts)

    def _holder(self, unit_id: UUID) -> Any:
        return self.roster.first(unit_id, HANDLES, self.viewer.now)

    def of(self, ticket: Ticket) -> dict[str, Any]:
        """For a card: why it waits, what was tried, who could have it and by when they would owe it."""
        facts = self.facts(ticket)
        found = self.routed(ticket, facts)
        limit = limit_of(category(ticket.catalogue, ticket.category))
        due = self.viewer.calendar.add(self.viewer.now, limit)
        return {
            "why": self.why(ticket, found),
            "tried": [tried(row, self.units, self.functions) for row in found.tried if not row.assisting],
            "candidates": self.candidates(ticket, facts, found),
            "due": moment(due, self.viewer.now),
        }

    def why(self, ticket: Ticket, found: Resolution) -> str:
        """One sentence."""
        rows = self.returned.get(ticket.pk)
        if rows:
            last = rows[-1]
            words = {
                "unit": last.duty.unit.label,
                "why": self.words.get(str(last.reason), "").rstrip("。.") or _("without words"),
                "who": last.decided_by or "",
            }
            return _("%(unit)s gave it back: %(why)s. %(who)s agreed.") % words
        if found.lead is None:
            return _("The routing finds no unit for it.")
        unit = self.units.get(found.lead)
        name = unit.label if unit else ""
        if self._holder(found.lead) is None:
            return _("The routing names %(unit)s, where nobody is appointed to handle it.") % {"unit": name}
        return _("When it came in nobody could have it; today the routing names %(unit)s.") % {"unit": name}

    def candidates(self, ticket: Ticket, facts: SiteFacts, found: Resolution) -> list[dict[str, Any]]:
        """The likeliest first; units that gave it back are left out, those without a handler say so."""
        reasons: dict[UUID, list[str]] = {}
        for why, unit in self.sources(ticket, facts, found):
            if unit in self.units:
                reasons.setdefault(unit, []).append(str(WHY[why]))
        gone = {row.duty.unit_id for row in self.returned.get(ticket.pk, [])}
        shown = [self.candidate(unit, why) for unit, why in reasons.items() if unit not in gone]
        return sorted(shown, key=lambda one: not one["person"])[:MOST]

    def sources(self, ticket: Ticket, facts: SiteFacts, found: Resolution) -> Iterable[tuple[str, UUID]]:
        """Units with the reason for which each comes to mind."""
        rows = rows_for(route_rows(category(ticket.catalogue, ticket.category)), facts.group)
        named = [row.arg for row in rows if row.resolver == Resolver.UNIT]
        asked = [
            ("rules", found.lead),
            ("manager", facts.manager),
            ("sector", self.standing.bindings.get(facts.sector)),
            *(("function", self.standing.bindings.get(code)) for code in named),
            ("ground", facts.territorial),
            ("owner", facts.owner),
            ("before", self.experience.get(ticket.category)),
        ]
        return [(why, unit) for why, unit in asked if unit is not None]

    def candidate(self, unit_id: UUID, reasons: list[str]) -> dict[str, Any]:
        """One unit with whoever answers there."""
        holder = self._holder(unit_id)
        return {
            "id": str(unit_id),
            "name": self.units[unit_id].label,
            "person": self.names.get(holder.user_id, "") if holder else "",
            "why": pgettext("list", ", ").join(dict.fromkeys(reasons)),
        }
