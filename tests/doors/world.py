"""What stands behind the doors: one entry in each state, a notice, photos; and a digest of all of it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.db.models import Model
from django.urls import reverse

from rectification.models import Instruction, Photo, PhotoKind, SavedFilter, Source, Ticket, UnitMeasure
from scoring import preview
from scoring.actions import appeals, rankings
from scoring.actions.hindrances import JOB
from scoring.builtin import DEFAULT
from scoring.models import Appeal, Ranking
from scoring.periods import Kind, Period
from scoring.scheme import write_scheme
from sites.models import Zone
from supervision.actions.contracts import make_contract, seed_kinds
from supervision.actions.jobs import ask
from supervision.actions.people import set_acting
from supervision.actions.splitting import SPLIT, Asked, ask_split, split
from supervision.actions.zone_files.intake import CHECK
from supervision.actions.zone_files.work import check_work
from supervision.ladder import BUILT_IN
from supervision.models import Acting, ApiToken, Channel, Contract, Duty, Import, Job, Notice, Upload
from supervision.office.ladder_play import PLAY
from supervision.signed_photos import make_token
from tests import calling, instructing
from tests.doors.people import TEN, WHO, Knocker, knockers
from tests.doors.published import sequel_address, week_published
from tests.sites.zone_files import collection, feature
from tests.town import MONDAY, TODAY, WEDNESDAY, Town, at, file_ticket, photo, take

SPACES = {
    **dict.fromkeys(("photo", "stage_upload"), "supervision"),
    **dict.fromkeys(("token", "me", "uploads"), "supervision_api"),
    **dict.fromkeys(("api_tokens", "api_token", "api_units", "api_sites"), "supervision_api"),
    **dict.fromkeys(("api_categories", "api_calendar"), "supervision_api"),
}


@dataclass
class World:
    """Entries by the name the table gives them, and who may knock."""

    town: Town
    people: dict[str, Knocker]
    entries: dict[str, Ticket] = field(default_factory=dict)
    digest: dict[str, str] = field(default_factory=dict)

    def notice(self) -> Notice:
        """A notice of the clerk's."""
        return Notice.objects.filter(user=self.town.people["street_clerk"]).earliest("created_at", "id")

    def leave(self) -> Acting:
        """The leave of the clerk's colleague, for whom the head stands in."""
        return Acting.objects.get(post=self.town.posts["colleague"])

    def upload(self, owner: str) -> Upload:
        """A photo that somebody has staged and not used."""
        return Upload.objects.get(owner=self.town.people[owner], used_at=None)

    def token(self, owner: str) -> UUID:
        """The token somebody's program has."""
        return ApiToken.objects.get(user=self.town.people[WHO[owner]]).pk

    def job(self, name: str) -> Job:
        """Long work the office has asked for: what waits, or what is done and has a file."""
        state = Job.State.WAITING if name == "waiting" else Job.State.DONE
        return Job.objects.get(kind="reckon_calendar", state=state)

    def standing(self, door: str, thing: str) -> object:
        """The standing data a page of the office is about: a person, a post, a leave, a unit."""
        if thing == "leave":
            return self.leave().pk
        if thing == "held":
            return Contract.objects.get().pk
        if thing == "gateway":
            return Channel.objects.get().pk
        if door in (
            "office_category",
            "office_rule",
            "office_routes",
            "office_function",
            "office_calendar_year",
            "office_ladder_edit",
            "office_scheme_edit",
            "office_contract_kind",
            "office_layer",
        ):
            return thing
        if thing == "looked":
            return Job.objects.filter(kind=CHECK).earliest("asked_at", "id").pk
        if door.startswith("office_zone"):
            return Zone.objects.get(code=thing, layer__code="administrative").pk
        if thing == "draft":
            return Job.objects.get(kind=PLAY).pk
        if thing == "tried":
            return Job.objects.get(kind=preview.KIND).pk
        if thing == "split":
            return Job.objects.get(kind=SPLIT).pk
        if thing in self.town.sites:
            return self.town.sites[thing].pk
        if thing in self.town.units:
            return self.town.units[thing].pk
        names = {"clerk": "street_clerk"}
        found = self.town.posts if door.startswith("office_post_") and door != "office_post_new" else self.town.people
        return found[names[thing]].pk

    def picture(self, viewer: str) -> str:
        """The signed part of the address of the first photo of `new`, for one viewer."""
        shot = Photo.objects.filter(ticket=self.entries["new"], kind=PhotoKind.BEFORE).first()
        assert shot is not None
        return make_token(shot.file_id, "320", self.town.people[viewer].id, TEN)


def build(town: Town) -> World:
    """The town on Monday at ten."""
    world = World(town, knockers(town))
    for name, make in MADE.items():
        world.entries[name] = make(town)
    for owner in ("street_clerk", "inspector", "other_clerk"):
        photo(town.people[owner], at(MONDAY, "09:55"))
    colleague, head = town.posts["colleague"], town.people["unit_head"]
    set_acting(colleague, head, at(MONDAY, "09:00"), at(WEDNESDAY, "09:00"), now=at(MONDAY, "09:00"))
    long_work(town)
    units_called(town)
    lane_held(town)
    instructed(town, world.entries["new"])
    week_counted(town)
    SavedFilter.objects.create(
        user=town.people["street_clerk"], name="超时", query="time=late", created_at=at(MONDAY, "09:50")
    )
    # An address of the inside network: nothing is ever sent there.
    gateway = {"kind": "web", "name": "短信网关", "address": "https://127.0.0.1/", "groups": ["reminder"]}
    Channel.objects.create(created_at=at(MONDAY, "09:50"), **gateway)
    ranked(town)
    week_published(town)
    world.digest = everything()
    return world


def ranked(town: Town) -> None:
    """A month is counted and announced: each knows its own figures, and the east street appeals against one."""
    now = at(MONDAY, "09:53")
    ranking = rankings.begin(Period(Kind.MONTH, "2026-01"), by=town.posts["office"], now=now)
    job = Job.objects.get(kind=JOB, facts__ranking=str(ranking.pk))
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, result=rankings.count(job, lambda: now))
    rankings.announce(ranking, by=town.posts["office"], now=now)
    appeals.ask(ranking, appeals.Plea("fix_rate", "口径有误"), by=town.actor("street_clerk"), now=at(MONDAY, "09:54"))


def units_called(town: Town) -> None:
    """The street is called to a talk, and to be held to account, on which the office has not given its word."""
    calling.called(town, at(MONDAY, "09:50"), "accountability")
    row = calling.called(town, at(MONDAY, "09:50"))
    terms = {"number": "约〔2026〕2号", "on": TODAY, "person": town.posts["city_leader"].id}
    calling.call(town, "confirm_rung", row, "office", at(MONDAY, "09:51"), **terms)


def lane_held(town: Town) -> None:
    """A lane is contracted to the clerk, who sees no more of the ledger by it than before."""
    seed_kinds()
    clerk, lane = town.posts["street_clerk"], town.sites["S002"]
    make_contract("lane_chief", clerk.unit_id, town.people["street_clerk"], "site", lane.pk, now=at(MONDAY, "09:52"))


def week_counted(town: Town) -> None:
    """The draft of a week that is over, and a draft of the scheme that was tried."""
    now, office = at(MONDAY, "09:56"), town.posts["office"]
    ranking = rankings.begin(Period(Kind.WEEK, "2026-W08"), by=office, now=now)
    job = Job.objects.get(kind=JOB, facts__ranking=str(ranking.pk))
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, result=rankings.count(job, lambda: now))
    content = write_scheme(replace(DEFAULT, min_sample=8))
    tried = {"follows": 1, "expected": 0, "user_id": office.user_id, "now": now}
    draft = preview.ask("units", content, ranking=Ranking.objects.get(pk=ranking.pk), **tried)
    Job.objects.filter(pk=draft.pk).update(state=Job.State.DONE, result=preview.work(draft, lambda: now))


def instructed(town: Town, entry: Ticket) -> None:
    """The city leader has instructed the street: about itself, and about an entry, which it has answered."""
    instructing.write(town, now=at(MONDAY, "09:53"))
    row = instructing.write(town, now=at(MONDAY, "09:54"), ticket=entry.pk)
    instructing.take(town, "answer", row, "unit_head", at(MONDAY, "09:55"), "已派人到场")


def long_work(town: Town) -> None:
    """A job that waits, and one that has made a file."""
    asked = {"user_id": town.people["office"].id, "now": at(MONDAY, "09:50")}
    ask("reckon_calendar", {}, **asked)
    made = ask("reckon_calendar", {}, **asked)
    path = storages["results"].save(f"{made.id}.csv", ContentFile("编号\n"))
    file = {"path": path, "name": "台账.csv", "type": "text/csv", "bytes": 7}
    marked = storages["results"].save("imports/marked.xlsx", ContentFile("PK"))
    Import.objects.create(
        name="城市.xlsx", path=marked, marked=marked, state=Import.State.CHECKED, asked_at=asked["now"],
        user_id=asked["user_id"], counts={"units": {"new": 1, "changed": 0, "same": 0, "bad": 0, "left": 0}},
    )  # fmt: skip
    Job.objects.filter(pk=made.pk).update(state=Job.State.DONE, result={"file": file})
    look_at_zones(asked)
    draft = ask(PLAY, {"ladder": BUILT_IN.to_json(), "follows": 1, "kinds": [], "expected": 0}, **asked)
    Job.objects.filter(pk=draft.pk).update(state=Job.State.CANCELLED)
    wanted = Asked(Zone.objects.get(code="east").pk, "administrative", 2, [], "sites")
    job = ask_split(wanted, day=TODAY, **asked)
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, result=split(job, lambda: asked["now"]))


def look_at_zones(asked: dict) -> None:
    """A file of zones that was looked at."""
    facts = {"name": "z.geojson", "path": "zones/z.upload", "layer": "administrative", "system": "WGS-84"}
    storages["results"].save(facts["path"], ContentFile(collection(feature()).getvalue()))
    look = ask(CHECK, {**facts, "day": TODAY.isoformat()}, **asked)
    result = check_work(look, lambda: asked["now"])
    Job.objects.filter(pk=look.pk).update(state=Job.State.DONE, result=result)


def filed(town: Town, **more: object) -> Ticket:
    """Filed beside the others at the same place."""
    return file_ticket(town, now=at(MONDAY, "09:10"), anyway="另一处", **more)


def new(town: Town) -> Ticket:
    """Sent to the east street, to the market office, and back to the street, which has not received it yet."""
    ticket = filed(town)
    for clock, unit in (("09:12", "market_reg"), ("09:14", "street_a")):
        take(town, "reassign", ticket, "office", at(MONDAY, clock), unit=unit, words="改派")
    return ticket


def fixed(town: Town) -> Ticket:
    """Handed in, waits for the team's check."""
    ticket = new(town)
    take(town, "submit", ticket, "street_clerk", at(MONDAY, "09:30"), photos=1)
    return ticket


def closed(town: Town) -> Ticket:
    """Struck off."""
    ticket = filed(town)
    take(town, "submit", ticket, "street_clerk", at(MONDAY, "09:30"), photos=1)
    take(town, "pass", ticket, "team_leader", at(MONDAY, "09:40"))
    return ticket


def asked(town: Town) -> Ticket:
    """The street asks for more time."""
    ticket = filed(town)
    take(town, "receive", ticket, "street_clerk", at(MONDAY, "09:20"))
    until = at(MONDAY, "17:30") + timedelta(days=2)
    take(town, "ask", ticket, "street_clerk", at(MONDAY, "09:25"), petition="extension", words="等材料", until=until)
    return ticket


def shared(town: Town) -> Ticket:
    """The community below has a part of the work."""
    ticket = filed(town)
    take(town, "sub_assign", ticket, "street_clerk", at(MONDAY, "09:20"), unit="community_a1")
    return ticket


def done(town: Town) -> Ticket:
    """The community has done its part."""
    ticket = shared(town)
    part = next(row for row in parts(ticket) if row.parent_id)
    take(town, "finish", ticket, "community_clerk", at(MONDAY, "09:30"), duty=part.id, words="已清")
    return ticket


def parts(ticket: Ticket) -> list[Duty]:
    """Its duties."""
    return list(Duty.objects.filter(subject_id=ticket.id).order_by("ordinal"))


def suspended(town: Town) -> Ticket:
    """Long-term."""
    ticket = filed(town)
    until = at(MONDAY, "17:30") + timedelta(days=60)
    take(town, "suspend", ticket, "office", at(MONDAY, "09:20"), words="列入改造", until=until)
    return ticket


def high(town: Town) -> Ticket:
    """The office has put it under supervision."""
    ticket = filed(town)
    take(town, "set_rung", ticket, "office", at(MONDAY, "09:20"), rung="supervision", words="影响大")
    return ticket


def called(town: Town) -> Ticket:
    """The unit is called to a talk, and to be held to account, on which the office has not given its word."""
    ticket = filed(town)
    for minute, rung in (("09:20", "talk"), ("09:21", "accountability")):
        take(town, "set_rung", ticket, "city_leader", at(MONDAY, minute), rung=rung, words="影响恶劣")
    take(town, "confirm_rung", ticket, "office", at(MONDAY, "09:25"), rung="talk", number="约〔2026〕1号", on=TODAY)
    return ticket


def outside(town: Town) -> Ticket:
    """A resident's report that waits for screening."""
    return filed(town, by="office", source=Source.PUBLIC)


def unsent(town: Town) -> Ticket:
    """No unit has it yet."""
    ticket = filed(town)
    take(town, "ask", ticket, "street_clerk", at(MONDAY, "09:15"), petition="return", words="不属于我街道")
    take(town, "decide", ticket, "team_leader", at(MONDAY, "09:16"), petition="return", verdict=True, words="同意")
    return ticket


MADE: dict[str, Callable[[Town], Ticket]] = {
    make.__name__: make for make in (new, fixed, closed, asked, shared, done, suspended, high, called, outside, unsent)
}


def address(world: World, who: str, door: str, argument: str, thing: str) -> str:
    """Where a row of the table leads: a door, the step or verdict, and what it is about."""
    name = f"{SPACES[door]}:{door}" if door in SPACES else door
    if door == "photo":
        # A picture signed for whoever knocks, or for somebody else; nobody has no name and tries the clerk's.
        return reverse(name, args=[world.picture(WHO.get(who if thing == "own" else thing) or "street_clerk")])
    if door in ("notice", "leave_end"):
        return reverse(name, args=[world.notice().pk if door == "notice" else world.leave().pk])
    if door.startswith("job") and thing:
        return reverse(name, args=[world.job(thing).pk])
    if door.startswith("import") and thing:
        return reverse(name, args=[Import.objects.get().pk])
    if door == "answers":
        return reverse(name, args=[world.town.sites[thing].pk])
    if door in ("whose_ground", "office_sign", "office_sign_page"):
        return reverse(name, args=[world.standing("contract", thing), *([argument] if argument else [])])
    if door.startswith(("office", "contract", "holder")) and thing:
        return reverse(name, args=[world.standing(door, thing)])
    if thing and door.startswith(("consequence", "ranking_fund")):
        return sequel_address(door, argument, thing)
    if door.startswith(("ranking", "appeal_new")) and thing:
        return reverse(name, args=[Ranking.objects.get(state=thing).pk, *([argument] if argument else [])])
    if door.startswith("appeal") and thing:
        return reverse(name, args=[Appeal.objects.get().pk, *([argument] if argument else [])])
    if door.startswith("instruction") and thing:
        state = {"owed": "open", "told": "answered"}[thing]
        return reverse(name, args=[Instruction.objects.get(state=state).pk, *([argument] if argument else [])])
    if door.startswith("unit_measure") and thing:
        given = {"confirmed_at__isnull": thing == "waits"}
        return reverse(name, args=[UnitMeasure.objects.get(**given).pk, *([argument] if argument else [])])
    if door.startswith("score"):
        return score_address(world, door, thing)
    if door == "ledger_forget":
        return reverse(name, args=[SavedFilter.objects.get().pk])
    if door == "api_photo":
        shot = Photo.objects.filter(ticket=world.entries[thing]).earliest("added_at", "ordinal")
        return f"{reverse(name, args=[world.entries[thing].number, shot.pk])}?size={argument}"
    if door in ("api_token", "token_revoke"):
        return reverse(name, args=[world.token(thing)])
    given = [argument] if argument else []
    if thing:
        entry = world.entries[thing]
        given.insert(0, str(entry.pk) if door.startswith("api_") else entry.number)
    return reverse(name, args=given)


def score_address(world: World, door: str, thing: str) -> str:
    """The result of the east street, of the community below it, or of the first team."""
    subject, unit = {"street": ("unit", "street_a"), "below": ("unit", "community_a1"), "team": ("team", "team_1")}[
        thing
    ]
    key = world.town.units[unit].pk
    return reverse(
        door, args=[subject, key] if door == "score_now" else [Ranking.objects.get(state="announced").pk, subject, key]
    )


def everything() -> dict[str, str]:
    """A digest of every table of the ledger and its people; the catalogue is written by no page."""
    floors = ("supervision", "rectification", "scoring")
    models = [model for floor in floors for model in apps.get_app_config(floor).get_models()]
    return {model._meta.label: rows_digest(model) for model in models}


def rows_digest(model: type[Model]) -> str:
    """The rows of a table, straight from the database, in the order of their keys."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" ORDER BY "{key}"')
        return hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
