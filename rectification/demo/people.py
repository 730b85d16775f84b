"""The people of the demo city: posts, stand-ins, night roster and teams, each through its own action."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password

from rectification.demo.files import rows
from rectification.demo.ground import Ground
from rectification.demo.logins import DEMO_LOGINS, DEMO_PASSWORD
from rectification.demo.names import names
from rectification.desk import Actor
from supervision.actions import nights, people
from supervision.actions.calendars import load_calendar
from supervision.models import Duty, Post, Team, User
from supervision.roles import Role

# Posts beside the handlers and heads of the table of units: key -> (name, role, title).
OFFICIALS = {
    "city.leader": ("林正清", Role.CITY_LEADER, "副市长"),
    "city.second": ("曹书远", Role.CITY_LEADER, "市委常委"),
    "city.handler": ("管仲平", Role.UNIT_HANDLER, "市府办值班员"),
    "office.first": ("陈伯言", Role.OFFICE, "督查科科长"),
    "office.second": ("关雪晴", Role.OFFICE, "督查科科员"),
    "office.handler": ("盛一鸣", Role.UNIT_HANDLER, "综合科科员"),
    "discipline.first": ("魏严", Role.DISCIPLINE, "党风政风监督室主任"),
    "discipline.second": ("凌霜", Role.DISCIPLINE, "监督员"),
    "discipline.handler": ("敖正则", Role.UNIT_HANDLER, "综合室科员"),
    "team_1.leader": ("孙立本", Role.TEAM_LEADER, "组长"),
    "team_1.first": ("王砚秋", Role.INSPECTOR, "督查员"),
    "team_1.second": ("周砚农", Role.INSPECTOR, "督查员"),
    "team_1.third": ("齐小舟", Role.INSPECTOR, "督查员"),
    "team_2.leader": ("方芷", Role.TEAM_LEADER, "组长"),
    "team_2.first": ("陆远", Role.INSPECTOR, "督查员"),
    "team_2.second": ("傅青禾", Role.INSPECTOR, "督查员"),
    "team_2.third": ("葛云", Role.INSPECTOR, "督查员"),
    "team_3.leader": ("季怀川", Role.TEAM_LEADER, "组长"),
    "team_3.first": ("佟佳宁", Role.INSPECTOR, "督查员"),
    "team_3.second": ("卜晓星", Role.INSPECTOR, "督查员"),
    "street_a.colleague": ("周海", Role.UNIT_HANDLER, "城管办科员"),
    "street_c.colleague": ("谢东篱", Role.UNIT_HANDLER, "城管办科员"),
    "urban_mgmt.colleague": ("夏知秋", Role.UNIT_HANDLER, "环卫科科员"),
}
SIGN_INS = {login.post: login.username for login in DEMO_LOGINS}
TEAMS = {f"team_{n}": f"area_{n}" for n in range(1, 8)}
STRENGTH = 6  # inspectors of a team, its leader not counted
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
# Units with more than one person at the desk, and how many more.
MORE = {"department": 2, "institution": 1, "enterprise": 1, "street": 2, "town": 1}
SOMEBODY = "*"  # in the table of units: whoever comes next in the list of names
# Who takes turns at night, and for how many days from the third before today on.
NIGHTS = {
    "urban_mgmt": (("handler", "colleague"), 24),
    "water_group": (("handler",), 24),
    "street_a": (("handler", "colleague"), 24),
    "street_c": (("colleague", "handler"), 9),
}


@dataclass
class Cast:
    """Posts by key (`street_a.handler`), and who a post or a person is by id."""

    posts: dict[str, Post] = field(default_factory=dict)
    by_post: dict[UUID, Post] = field(default_factory=dict)
    by_user: dict[UUID, User] = field(default_factory=dict)

    def actor(self, key: str) -> Actor:
        """The person of a post, in it."""
        return Actor(self.posts[key].user, self.posts[key])

    def add(self, key: str, post: Post) -> None:
        """Somebody holds the post from now on; `post` comes with its user and unit."""
        self.posts[key] = self.by_post[post.id] = post
        self.by_user[post.user_id] = post.user

    def post_of(self, duty: Duty) -> Post:
        """The post that holds a duty; every duty of the play has one."""
        if duty.post_id is None:
            raise LookupError(f"nobody holds the duty to {duty.get_kind_display()}")
        return self.by_post[duty.post_id]

    def holder(self, duty: Duty) -> Actor:
        """Whoever holds a duty: perhaps somebody who stands in for the post's own person, or who came after them."""
        post = self.post_of(duty)
        if post.valid_to is not None or duty.user_id is None:
            return self.actor(f"{post.unit.code}.handler")
        return Actor(self.by_user[duty.user_id], post)


def appoint_everybody(ground: Ground, now: datetime) -> Cast:
    """Everybody with a post; only the published sign-ins can sign in, and only in a demo."""
    cast = Cast()
    password = make_password(DEMO_PASSWORD) if settings.DEMO else None
    for key, name, role, title, rank in everybody():
        username = SIGN_INS.get(key, key)
        person = people.create_person(username, name)
        if password and key in SIGN_INS:
            User.objects.filter(pk=person.pk).update(password=password)
            person.password = password
        appoint(cast, ground, key, person, role, title, rank, now)
    clerk = cast.posts["street_a.handler"].user
    appoint(cast, ground, "dongmen.link", clerk, Role.UNIT_HANDLER, "包社区干部", 30, now)
    return cast


def everybody() -> list[tuple[str, str, str, str, int]]:
    """(key, name, role, title, rank) of every post."""
    found: list[tuple[str, str, str, str, int]] = [
        (key, name, role, title, 10 * n) for n, (key, (name, role, title)) in enumerate(OFFICIALS.items(), 1)
    ]
    units = rows("units")
    known = {name for name, _role, _title in OFFICIALS.values()}
    others = names(known | {row[post] for row in units for post in ("handler", "head")})
    for row in units:
        for post, role, title in (("handler", Role.UNIT_HANDLER, "经办人"), ("head", Role.UNIT_HEAD, "负责人")):
            if row[post]:
                name = next(others) if row[post] == SOMEBODY else row[post]
                found.append((f"{row['code']}.{post}", name, role, title, 10))
    for row in units:
        found += more_at(row, others)
    return found


def more_at(unit: dict[str, str], others: Iterator[str]) -> Iterator[tuple[str, str, str, str, int]]:
    """The colleagues of a unit's handler, and a team up to its strength."""
    code = unit["code"]
    if unit["kind"] == "team":
        if f"{code}.leader" not in OFFICIALS:
            yield f"{code}.leader", next(others), Role.TEAM_LEADER, "组长", 10
        for n, ordinal in enumerate(ORDINALS[:STRENGTH], 1):
            if f"{code}.{ordinal}" not in OFFICIALS:
                yield f"{code}.{ordinal}", next(others), Role.INSPECTOR, "督查员", 300 + 10 * n
    elif unit["handler"]:
        for n in range(MORE.get(unit["kind"], 0)):
            yield f"{code}.more_{n + 1}", next(others), Role.UNIT_HANDLER, "科员", 400 + 10 * n


def appoint(
    cast: Cast, ground: Ground, key: str, person: User, role: str, title: str, rank: int, now: datetime
) -> None:
    """One post, kept under its key."""
    unit = ground.units[key.split(".")[0]]
    post = people.appoint(person, unit.id, role, now=now, title=title, rank=rank)
    post.unit, post.user = unit, person
    cast.add(key, post)


def give_ground(ground: Ground, cast: Cast, now: datetime, until: datetime) -> None:
    """Teams get their areas; nights and leave get their people."""
    for team, area in TEAMS.items():
        Team.objects.create(unit=ground.units[team]).zones.add(ground.zones[area])
    office = cast.posts["office.first"]
    away = until - timedelta(days=2), until + timedelta(days=5)
    people.set_acting(cast.posts["commerce.handler"], cast.posts["commerce.head"].user, *away, now=now, by=office)
    away = until - timedelta(days=20), until - timedelta(days=13)
    people.set_acting(cast.posts["street_c.handler"], cast.posts["street_c.colleague"].user, *away, now=now, by=office)
    calendar, first = load_calendar(), until.date() - timedelta(days=3)
    for unit, (turns, days) in NIGHTS.items():
        posts = [cast.posts[f"{unit}.{key}"] for key in turns]
        wanted = {first + timedelta(days=n): posts[n % len(posts)].user_id for n in range(days)}
        nights.plan(posts[0].unit_id, wanted, calendar=calendar, now=now, by=office)
