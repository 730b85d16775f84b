"""A year of a city for the rankings: entries that were fixed in time, late, again, with help, or not at all.

A dozen real entries, each taken through its steps by the platform itself, are copied by the server: other ids, another
unit and its ground, another category and source, whole days later. The copies have what a count reads - entry, duties,
head, who may see it - and no events: only what moves after a cut-off is read from those (`moved`, with valid chains).
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from benchmarks.filler import FAST, Template, fill
from benchmarks.ground import PEOPLE, STREETS, found_streets
from benchmarks.schedule import CITY
from rectification.models import Sight, Ticket
from rectification.workflow import Action
from sites.models import Category, Site, Unit, Zone
from supervision.models import Contract, ContractKind, Duty, Post, StreamHead
from tests.town import HERE, MONDAY, TUESDAY, Town, at, file_ticket, take

UNITS = 200
ZONES = 40
KINDS = 12  # how many kinds of problem a unit has
CHUNK = 100_000
SECTORS = {"urban_mgmt": "other_clerk", "market_reg": "market_clerk"}
RANKED, RUNNING = (2026, 8), (2026, 9)  # the month that is ranked, and the one that runs
YEAR = datetime(2025, 9, 1, tzinfo=CITY)
MONTH, NEXT = (datetime(year, month, 1, tzinfo=CITY) for year, month in (RANKED, RUNNING))
TODAY = datetime(2026, 9, 21, 10, 0, tzinfo=CITY)  # a Monday morning of the running month

# Ids as the platform makes them: in order of time, so that the rows of a month lie together. `k` is the row's place in
# its entry, `n` the number of the copy.
IDS = """CREATE OR REPLACE FUNCTION bench_id(at timestamptz, k int, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(k), 3, '0')
 || '8' || lpad(to_hex(n), 15, '0'))::uuid $$;
CREATE OR REPLACE FUNCTION bench_pick(n bigint, what int, among int) RETURNS int LANGUAGE sql IMMUTABLE AS $$
SELECT ((hashint8extended(n, what) & 9223372036854775807) % among)::int $$"""
TABLES = """
CREATE UNLOGGED TABLE bench_story (ticket uuid, day date, lead int, main int, unit text, first int, after int);
CREATE UNLOGGED TABLE bench_place (no int, unit uuid, site uuid, zone uuid);
CREATE UNLOGGED TABLE bench_problem (no int, category text, urgency text);
CREATE UNLOGGED TABLE bench_copy (n bigint, at timestamptz, shift interval, story uuid, lead int, main int, told text,
 unit uuid, helper uuid, site uuid, zone uuid, category text, urgency text, source text)"""
CHOOSE = """
INSERT INTO bench_copy SELECT n, s.filed + shift, shift, s.ticket, s.lead, s.main, s.unit, p.unit, h.unit, p.site,
 p.zone, c.category, c.urgency, (ARRAY['team','team','team','team','team','team','hotline','public','leader'])
 [1 + bench_pick(n, 5, 9)]
FROM (SELECT n, %(first)s::date + ((n - %(from)s) * %(days)s / %(count)s)::int AS day
 FROM generate_series(%(from)s + %(skip)s, %(from)s + %(skip)s + %(take)s - 1) n) filed
JOIN (SELECT bench_story.*, t.filed_at AS filed
 FROM bench_story JOIN rectification_ticket t ON t.id = bench_story.ticket) s
 ON bench_pick(n, 1, 1000) >= s.first AND bench_pick(n, 1, 1000) < s.after
JOIN bench_place p ON p.no = bench_pick(n, 2, %(units)s) JOIN bench_place h ON h.no = bench_pick(n, 3, %(units)s)
JOIN bench_problem c ON c.no = (7 * p.no + bench_pick(n, 4, %(kinds)s)) %% %(problems)s
CROSS JOIN LATERAL (SELECT (filed.day - s.day) * interval '1 day' + bench_pick(n, 6, 50) * interval '1 minute' AS shift)
 moved
"""
FROM = {
    Ticket: "bench_copy c JOIN rectification_ticket s ON s.id = c.story",
    Duty: "bench_copy c JOIN supervision_duty s ON s.subject_id = c.story",
    StreamHead: "bench_copy c JOIN supervision_streamhead s ON s.id = c.story",
    Sight: "bench_copy c JOIN rectification_sight s ON s.ticket_id = c.story",
}
# What a copy has of its own; its moments come later by whole days, the rest is as in the original.
OWN: dict[type[models.Model], dict[str, str]] = {
    Ticket: {
        "id": "bench_id(c.at, 0, c.n)",
        "number": "'LC8888-' || lpad(c.n::text, 8, '0')",
        "site_id": "c.site",
        "category": "c.category",
        "urgency": "c.urgency",
        "source": "c.source",
        "lead_duty_id": "CASE WHEN c.lead > 0 THEN bench_id(c.at, c.lead, c.n) END",
        "main_duty_id": "CASE WHEN c.main > 0 THEN bench_id(c.at, c.main, c.n) END",
    },
    Duty: {
        "id": "bench_id(c.at, s.ordinal, c.n)",
        "subject_id": "bench_id(c.at, 0, c.n)",
        "unit_id": "CASE s.kind WHEN 'rectify' THEN c.unit WHEN 'assist' THEN c.helper ELSE s.unit_id END",
        "next_action_at": "NULL",  # the ladder is another part's subject
    },
    StreamHead: {"id": "bench_id(c.at, 0, c.n)", "sealed_seq": "s.seq"},
    Sight: {
        "id": "gen_random_uuid()",
        "ticket_id": "bench_id(c.at, 0, c.n)",
        "key": "CASE left(s.key, 2) WHEN 's:' THEN 's:' || c.site WHEN 'z:' THEN 'z:' || c.zone"
        " WHEN 'u:' THEN CASE WHEN s.key = c.told THEN 'u:' || c.unit ELSE s.key END ELSE s.key END",
    },
}


Place = tuple[Unit, Site, Zone]


def found() -> tuple[Town, list[Place]]:
    """The benchmarks' town with more units, a place of each, and zones that somebody holds by contract."""
    town = found_streets()
    layer = Zone.objects.get(code="east").layer
    zones = [Zone(layer=layer, code=f"Q{no:02}", name=f"第{no + 1}片区") for no in range(ZONES)]
    Zone.objects.bulk_create(zones)
    sites = [(town.units[f"street_{no:02}"], town.sites[f"M{no:02}"]) for no in range(STREETS)]
    for no in range(UNITS - STREETS):
        sort = "enterprise" if no % 2 else "department"
        unit = Unit.objects.create(code=f"{sort}_{no:03}", name=f"第{no + 1}单位", kind=sort, parent=town.units["city"])
        where = {"type_id": "market_wet", "lon": 120.05 + no / 1000, "lat": 30.06}
        sites.append((unit, Site.objects.create(code=f"D{no:03}", name=f"第{no + 1}处", **where)))
    kind, _made = ContractKind.objects.get_or_create(code="area", defaults={"name": "片区包干", "name_en": "Area"})
    people = [town.people[f"{word}_{no:02}"] for no in range(STREETS) for word, _role, _rank in PEOPLE]
    Contract.objects.bulk_create(
        Contract(
            kind=kind, unit=town.units["street_00"], user=people[no], subject_kind="zone", subject_key=str(zone.pk),
            valid_from=YEAR,
        )
        for no, zone in enumerate(zones)
    )  # fmt: skip
    return town, [(unit, site, zones[no % ZONES]) for no, (unit, site) in enumerate(sites)]


def stories(town: Town) -> list[tuple[Ticket, int]]:
    """One entry of each course of things, a street each, and how many of a thousand go that way.

    Filed on a Monday at nine with four office hours to go, so due at 15:00; the check has until Tuesday's close.
    """
    streets = iter(range(STREETS))

    def begun(**more: Any) -> tuple[Ticket, str]:
        no = next(streets)
        return file_ticket(town, site=f"M{no:02}", words="", photos=3, **more), f"clerk_{no:02}"

    def handed_in(ticket: Ticket, clerk: str, when: datetime) -> None:
        take(town, Action.SUBMIT, ticket, clerk, when, photos=1)

    def passed(ticket: Ticket, clerk: str, when: datetime, checked: datetime, **how: Any) -> Ticket:
        handed_in(ticket, clerk, when)
        take(town, Action.PASS, ticket, "inspector", checked, **how)
        return ticket

    def received(**more: Any) -> tuple[Ticket, str]:
        ticket, clerk = begun(**more)
        take(town, Action.RECEIVE, ticket, clerk, at(MONDAY, "09:20"))
        return ticket, clerk

    def failed_once(until: str) -> Ticket:
        ticket, clerk = received()
        handed_in(ticket, clerk, at(MONDAY, "10:00"))
        take(town, Action.FAIL, ticket, "inspector", at(MONDAY, "11:00"), words="未清")
        return passed(ticket, clerk, at(MONDAY, until), at(TUESDAY, "09:00"))

    def helped() -> Ticket:
        ticket, clerk = received(category="ENV-02")  # the city's sectors assist
        assists = Duty.objects.filter(subject_id=ticket.pk, kind="assist").select_related("unit")
        for duty in assists:
            take(town, Action.FINISH, ticket, SECTORS[duty.unit.code], at(MONDAY, "11:00"), duty=duty.pk)
        return passed(ticket, clerk, at(MONDAY, "12:00"), at(MONDAY, "17:00"))

    on_the_spot: dict[str, Any] = {"photos": 1, "place": HERE}
    extended, clerk = received()
    asked: dict[str, Any] = {"petition": "extension", "words": "雨"}
    take(town, Action.ASK, extended, clerk, at(MONDAY, "10:00"), until=at(TUESDAY, "10:00"), **asked)
    take(town, Action.DECIDE, extended, "office", at(MONDAY, "10:30"), verdict=True, **asked)
    ticket, relapser = received()
    passed(ticket, relapser, at(MONDAY, "11:00"), at(MONDAY, "12:00"))
    again = file_ticket(town, site=relapser.replace("clerk_", "M"), words="", photos=3, now=TUESDAY)
    waiting, missed = received(), begun()
    handed_in(*waiting, at(MONDAY, "14:00"))
    voided, _clerk = begun()
    take(town, Action.VOID, voided, "office", at(MONDAY, "10:00"), words="重复")
    found_false = passed(*received(), at(MONDAY, "11:00"), at(MONDAY, "15:00"), **on_the_spot)
    take(town, Action.MARK_FALSE, found_false, "discipline", at(TUESDAY, "10:00"), words="照片是旧的")
    return [
        (passed(*received(), at(MONDAY, "13:30"), at(TUESDAY, "10:00")), 480),
        (passed(*received(), at(MONDAY, "11:00"), at(MONDAY, "16:00"), **on_the_spot), 160),
        (passed(*begun(), at(MONDAY, "16:30"), at(TUESDAY, "10:00")), 90),
        (helped(), 70),
        (failed_once("14:00"), 70),
        (failed_once("17:00"), 30),
        (passed(extended, clerk, at(TUESDAY, "09:30"), at(TUESDAY, "14:00")), 30),
        (passed(again, relapser, at(TUESDAY, "11:00"), at(TUESDAY, "14:00")), 25),
        (found_false, 5),
        (missed[0], 25),
        (waiting[0], 5),
        (voided, 10),
    ]


def begin_year() -> Town:
    """The city and its stories, and what the server copies them by."""
    town, places = found()
    told = stories(town)
    with connection.cursor() as cursor:
        for statement in (IDS, TABLES):
            cursor.execute(statement)
        first = 0
        for ticket, share in told:
            unit = Duty.objects.get(subject_id=ticket.pk, ordinal=1).unit_id
            duties = [duty.ordinal if duty else 0 for duty in (ticket.lead_duty, ticket.main_duty)]
            row: list[Any] = [
                ticket.pk,
                timezone.localtime(ticket.filed_at).date(),
                *duties,
                f"u:{unit}",
                first,
                first + share,
            ]
            cursor.execute("INSERT INTO bench_story VALUES (%s, %s, %s, %s, %s, %s, %s)", row)
            first += share
        if first != 1000:
            raise AssertionError(f"the shares of the stories add up to {first}")
        rows = [(no, unit.pk, site.pk, zone.pk) for no, (unit, site, zone) in enumerate(places)]
        cursor.executemany("INSERT INTO bench_place VALUES (%s, %s, %s, %s)", rows)
        problems = Category.objects.filter(code__contains="-").order_by("code").values_list("code", "urgency")
        kinds = [(no, *row) for no, row in enumerate(problems)]
        cursor.executemany("INSERT INTO bench_problem VALUES (%s, %s, %s)", kinds)
    return town


def copy(first: date, days: int, count: int, since: int = 0) -> None:
    """So many entries spread evenly over so many days; `since` of the ledger's copies are there already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM bench_problem")
        problems = cursor.fetchone()[0]
        for skip in range(0, count, CHUNK):
            asked = {
                "first": first, "days": days, "count": count, "from": since, "skip": skip, "units": UNITS,
                "take": min(CHUNK, count - skip), "problems": problems, "kinds": KINDS,
            }  # fmt: skip
            with transaction.atomic():
                cursor.execute(FAST)
                cursor.execute("TRUNCATE bench_copy")
                cursor.execute(CHOOSE, asked)
                cursor.execute("ANALYZE bench_copy")
                for model in FROM:
                    cursor.execute(copied(model))
        cursor.execute("VACUUM ANALYZE")


def copied(model: type[models.Model]) -> str:
    """The statement that writes a table's rows of a chunk, in the order of their filing."""
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(own(model, field) for field in fields)
    return f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {values} FROM {FROM[model]} ORDER BY c.n"


def own(model: type[models.Model], field: models.Field) -> str:
    """A column of the copy."""
    later = " + c.shift" if isinstance(field, models.DateTimeField) else ""
    return OWN[model].get(str(field.column), f's."{field.column}"{later}')


def known_town() -> Town:
    """The town in a later process."""
    town = Town()
    town.units = {unit.code: unit for unit in Unit.objects.all()}
    town.sites = {site.code: site for site in Site.objects.all()}
    posts = Post.objects.select_related("user", "unit")
    town.posts = {post.user.username: post for post in posts}
    town.people = {name: post.user for name, post in town.posts.items()}
    return town


def moved(town: Town, count: int, when: datetime) -> None:
    """So many entries of the ranked month's last Friday that are checked at `when` only, with all their events."""
    friday = at(MONTH + timedelta(days=27), "09:00")
    filed: dict[str, Any] = {"words": "", "photos": 3, "now": friday, "anyway": "bench"}
    tickets = [file_ticket(town, site=f"M{no:02}", **filed) for no in range(STREETS)]
    for no, ticket in enumerate(tickets):
        take(town, Action.SUBMIT, ticket, f"clerk_{no:02}", at(friday, "14:00"), photos=1)
        take(town, Action.PASS, ticket, "inspector", when)
    fill([([Template(ticket) for ticket in tickets], count - STREETS)], "LC7777")
