"""The company of the past: who sat at which desk at a moment, read once from the city as it is."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from rectification.demo.characters import Character, characters
from rectification.demo.words import Phrases
from rectification.desk import Actor
from sites.models import Unit
from supervision.models import Post
from supervision.roles import Role

OWN_FINDER = 0.6  # how often whoever found it checks it


@dataclass
class Company:
    """Posts by unit and role, in the order of rank."""

    posts: dict[tuple[str, str], list[Post]] = field(default_factory=lambda: defaultdict(list))
    ids: dict[str, UUID] = field(default_factory=dict)
    characters: dict[str, Character] = field(default_factory=characters)
    phrases: Phrases = field(default_factory=lambda: Phrases(random.Random(0)))  # noqa: S311

    @classmethod
    def now(cls) -> "Company":
        """As the tables have it."""
        found = cls(ids=dict(Unit.objects.values_list("code", "id")))
        for post in Post.objects.select_related("user", "unit").order_by("rank", "valid_from", "id"):
            found.posts[post.unit.code, post.role].append(post)
        return found

    def at(self, unit: str, role: str, moment: datetime) -> list[Actor]:
        """Everybody with such a post at the moment."""
        posts = self.posts[unit, role]
        held = (p for p in posts if p.valid_from <= moment and (p.valid_to is None or moment < p.valid_to))
        return [Actor(post.user, post) for post in held]

    def handler(self, unit: str, moment: datetime, chance: random.Random) -> Actor:
        """Mostly the first at the desk, else a colleague."""
        found = self.at(unit, Role.UNIT_HANDLER, moment)
        return found[0] if chance.random() < 0.7 else chance.choice(found)

    def finder(self, source: str, team: str, moment: datetime, chance: random.Random) -> Actor:
        """One of the team of the place, unless it came another way."""
        if source == "leader":
            return chance.choice(self.at("city", Role.CITY_LEADER, moment))
        if source == "discipline":
            return chance.choice(self.at("discipline", Role.DISCIPLINE, moment))
        if source in ("hotline", "public", "media"):
            return self.office(moment)
        return chance.choice(self.at(team, Role.INSPECTOR, moment))

    def checker(self, team: str, finder: Actor, moment: datetime, chance: random.Random) -> Actor:
        """Whoever found it, or another one of the team."""
        if finder.post.role == Role.INSPECTOR and chance.random() < OWN_FINDER:
            return finder
        return chance.choice([*self.at(team, Role.INSPECTOR, moment), self.leader(team, moment)])

    def leader(self, team: str, moment: datetime) -> Actor:
        """The leader of a team."""
        return self.at(team, Role.TEAM_LEADER, moment)[0]

    def office(self, moment: datetime, first: bool = False) -> Actor:
        """The city office: its head where a decision is owed, else whoever sits at the desk."""
        return self.at("office", Role.OFFICE, moment)[0 if first else -1]

    def discipline(self, moment: datetime) -> Actor:
        """Discipline inspection."""
        return self.at("discipline", Role.DISCIPLINE, moment)[0]
