"""The hub: each page of the standing data with a live figure and what needs attention there."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sites.catalogue import child_categories, unbound_functions
from sites.models import City, Site, SiteManager, Unit, Zone
from sites.vocabulary import Relation
from supervision import operations
from supervision.actions.calendars import ladder_in_force
from supervision.actions.standing import seq_of
from supervision.gaps import without_handler
from supervision.ids import fixed_id
from supervision.models import Channel, Contract, Delivery, Event, Post, Team, User
from supervision.office import reads
from supervision.office.proposals import open_now
from supervision.office.signs import in_force
from supervision.wording import time_left
from supervision.workcalendar import WorkCalendar

NEXT_YEAR_FROM = 11  # the notice of the next year's holidays comes in November


def hub(now: datetime, calendar: WorkCalendar) -> dict[str, Any]:
    """The pages in the order of their importance; a fixed number of queries."""
    pages = [people(now), categories(now), days(now, calendar), climbing(now), *schemes(), units(now), teams()]
    pages += [zones(now), splits(), contracts(now), sites(now)]
    pages += [signs(now), outward(), city(), looked(now), machines(now)]
    return {"pages": pages, "n": sum(len(page["attention"]) for page in pages), "city": City.objects.current()}


def people(now: datetime) -> dict[str, Any]:
    """Who there is, and who has never signed in."""
    rows, url = User.objects.filter(is_active=True), reverse("office_people")
    never = rows.filter(last_login=None).count()
    idle = rows.exclude(Exists(Post.objects.at(now).filter(user=OuterRef("pk")))).count()
    attention = []
    if never:
        words = ngettext("%(n)s person has never signed in", "%(n)s people have never signed in", never)
        attention.append((words % {"n": never}, f"{url}?what=never"))
    if idle:
        words = ngettext("%(n)s person holds no post", "%(n)s people hold no post", idle)
        attention.append((words % {"n": idle}, f"{url}?what=idle"))
    return page(url, _("People and posts"), rows.count(), _("people"), attention, "user")


def categories(now: datetime) -> dict[str, Any]:
    """Kinds of problem, and functions nobody holds: what is routed to them reaches no unit."""
    url = reverse("office_categories")
    attention = []
    unbound = unbound_functions(day_of(now))
    if unbound:
        names = pgettext("enumeration", ", ").join(row.label for row in unbound[:3])
        words = ngettext(
            "no unit holds the function %(names)s", "no unit holds %(n)s functions: %(names)s", len(unbound)
        )
        attention.append((words % {"n": len(unbound), "names": names}, f"{url}functions/"))
    return page(url, _("Kinds of problem and routing"), child_categories().count(), _("kinds"), attention, "swap")


def days(now: datetime, calendar: WorkCalendar) -> dict[str, Any]:
    """Working days of this year, and the years that are not entered."""
    today, url = day_of(now), reverse("office_calendar")
    attention = [
        (_("the holidays of %(year)s are not entered") % {"year": year}, f"{url}?year={year}")
        for year in missing_years(now, calendar)
    ]
    first, last = today.replace(month=1, day=1).toordinal(), today.replace(month=12, day=31).toordinal()
    worked = sum(calendar.is_workday(today.fromordinal(day)) for day in range(first, last + 1))
    words = _("working days in %(year)s") % {"year": today.year}
    return page(url, _("Working calendar"), worked, words, attention, "clock")


def missing_years(now: datetime, calendar: WorkCalendar) -> list[int]:
    """This year, and from November the next, where nobody has entered the official notice."""
    today = day_of(now)
    ahead = [today.year, *([today.year + 1] if today.month >= NEXT_YEAR_FROM else [])]
    return [year for year in ahead if not calendar.known(year)]


def climbing(now: datetime) -> dict[str, Any]:
    """The ladder's version in force."""
    number = ladder_in_force(now)
    return page(
        reverse("office_ladder"), _("Ladder"), number, pgettext("ladder", "is the version in force"), [], "flag"
    )


def schemes() -> list[dict[str, Any]]:
    """How often the schemes of assessment were changed; the pages are the upper floor's, found by their name."""
    try:
        url = reverse("office_schemes")
    except NoReverseMatch:
        return []
    n = seq_of(fixed_id("scheme", "units"), fixed_id("scheme", "teams"))
    words = pgettext("schemes", "change made so far") if n == 1 else pgettext("schemes", "changes made so far")
    return [page(url, _("Assessment schemes"), n, words, [], "signal")]


def units(now: datetime) -> dict[str, Any]:
    """Units, and those whom nobody answers for."""
    url, rows = reverse("office_units"), Unit.objects.on(day_of(now))
    n = without_handler(now).count()
    attention = []
    if n:
        words = ngettext("%(n)s unit has no handler", "%(n)s units have no handler", n)
        attention.append((words % {"n": n}, f"{url}?what=alone"))
    return page(url, _("Units"), rows.count(), _("units"), attention, "home")


def teams() -> dict[str, Any]:
    """Supervision teams, and those without ground."""
    url, idle = reverse("office_teams"), Team.objects.filter(zones=None).count()
    words = ngettext("%(n)s team has no ground", "%(n)s teams have no ground", idle) % {"n": idle}
    attention = [(words, url)] if idle else []
    return page(url, _("Supervision teams"), Team.objects.count(), _("teams"), attention, "eye")


def zones(now: datetime) -> dict[str, Any]:
    """Zones of all layers."""
    n = Zone.objects.on(day_of(now)).count()
    return page(reverse("office_zones"), pgettext("page", "Zones and layers"), n, _("zones"), [], "split")


def sites(now: datetime) -> dict[str, Any]:
    """Sites in use, and those nobody manages."""
    url, rows = reverse("office_sites"), Site.objects.on(day_of(now))
    n = unmanaged(now).count()
    words = ngettext("%(n)s site has no managing unit", "%(n)s sites have no managing unit", n) % {"n": n}
    return page(url, _("Sites"), rows.count(), _("sites"), [(words, f"{url}?what=alone")] if n else [], "pin")


def contracts(now: datetime) -> dict[str, Any]:
    """Contracts in force, and those that end with nobody after them."""
    url, rows = reverse("office_contracts"), Contract.objects.at(now)
    n = Contract.objects.ending(now).count()
    words = ngettext("%(n)s contract ends within 14 days", "%(n)s contracts end within 14 days", n) % {"n": n}
    attention = [(words, f"{url}?state=soon")] if n else []
    return page(url, _("Contracts"), rows.count(), _("contracts"), attention, "split")


def signs(now: datetime) -> dict[str, Any]:
    """Contracts on ground, for which a sign can be put up."""
    n = in_force(now).count()
    return page(reverse("office_signs"), _("Signs and maps to print"), n, _("contracts on ground"), [], "print")


def unmanaged(now: datetime) -> Any:
    """Sites without a managing unit."""
    today = day_of(now)
    managed = SiteManager.objects.on(today).filter(site=OuterRef("pk"), relation=Relation.MANAGER)
    return Site.objects.on(today).exclude(Exists(managed))


def splits() -> dict[str, Any]:
    """Proposals that wait for an answer."""
    words = pgettext("proposals", "wait for an answer")
    return page(reverse("office_proposals"), _("Split an area"), open_now(), words, [], "pin")


def outward() -> dict[str, Any]:
    """Ways out of the house for notices, and what did not arrive."""
    dead = Delivery.objects.filter(state=Delivery.State.DEAD).count()
    words = ngettext("%(n)s message did not arrive", "%(n)s messages did not arrive", dead) % {"n": dead}
    attention = [(words, reverse("office_undelivered"))] if dead else []
    n = Channel.objects.filter(active=True).count()
    return page(reverse("office_channels"), _("Notices that leave the house"), n, _("ways out"), attention, "bell")


def city() -> dict[str, Any]:
    """The profile."""
    row = City.objects.current()
    rules = len(row.rules) if row else 0
    return page(reverse("office_city"), _("City profile"), rules, _("settings of its own"), [], "star")


def looked(now: datetime) -> dict[str, Any]:
    """Who took lists out this month, and read what residents told."""
    url, since = reverse("office_reads"), now - timedelta(days=30)
    n = Event.objects.filter(stream_id__in=reads.streams(), recorded_at__gte=since, action="export").count()
    return page(url, pgettext("page", "Reads and exports"), n, _("exports in 30 days"), [], "out")


def machines(now: datetime) -> dict[str, Any]:
    """What falls due soon, and whether anybody watches it."""
    url, late = reverse("office_operations"), operations.late(now)
    attention = [(_("deadlines have not been watched for %(span)s") % {"span": time_left(late)}, url)] if late else []
    words = _("due in the next hour")
    return page(url, pgettext("page", "Operations"), operations.due_soon(now), words, attention, "signal")


def page(url: str, title: str, n: int, unit: str, attention: list[tuple[str, str]], icon: str) -> dict[str, Any]:
    """One row of the hub."""
    return {
        "url": url,
        "title": title,
        "n": n,
        "unit": unit,
        "icon": icon,
        "attention": [{"words": words, "url": link} for words, link in attention],
    }


def day_of(now: datetime) -> Any:
    """The day in the city."""
    return timezone.localtime(now).date()
