"""The script of a past entry: who does what at which moment, reckoned before anything is written."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from rectification.catalogue import limit_of
from rectification.demo.casting import days_of
from rectification.demo.characters import Character
from rectification.demo.company import Company
from rectification.demo.moments import Moments
from rectification.demo.past import LASTING
from rectification.demo.problems import Found
from rectification.demo.words import Phrases
from rectification.desk import Actor
from rectification.workflow import Action
from sites.models import Category
from sites.vocabulary import Urgency, Verify

ROUNDS = 3  # no fix fails more often
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Beat:
    """One step to come: `photos` says what its photo shows; a helper's part is found when it is done."""

    at: datetime
    action: Action
    by: Actor
    photos: str = ""
    spot: bool = False
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Owing:
    """Who owes the fix by the routing table, who helps, and the unit that gets it when it is returned."""

    unit: str
    helpers: tuple[str, ...]
    instead: str
    team: str


class Script:
    """Writes the beats of one entry; each is later than the one before it."""

    def __init__(self, found: Found, owing: Owing, company: Company, moments: Moments, seed: str) -> None:
        self.found, self.owing, self.company, self.moments = found, owing, company, moments
        self.chance = random.Random(seed)  # noqa: S311 - a play, not a secret
        self.phrases: Phrases = company.phrases
        self.phrases.chance = self.chance
        self.row: Category = found.category
        self.limit = limit_of(self.row)
        self.unit, self.now, self.start = owing.unit, found.at, found.at
        self.beats: list[Beat] = []
        self.passed_at: datetime | None = None
        self.finder = company.finder(found.source, owing.team, found.at, self.chance)
        self.write()

    @property
    def character(self) -> Character:
        """The way of whoever owes it now."""
        return self.company.characters[self.unit]

    def relapse_at(self) -> datetime | None:
        """When it is there again, if it comes back."""
        chance = random.Random(f"{self.found.key}/again")  # noqa: S311
        if self.passed_at is None or chance.random() >= self.character.relapses:
            return None
        return self.moments.later(self.passed_at, 7 * chance.uniform(2, 16))

    def write(self) -> None:
        """From the report to the strike-off, or as far as it comes."""
        if self.found.source in ("hotline", "public", "media") and not self.screened():
            return
        if not self.unit:
            self.later(0.5, 3)
            self.unit = self.owing.instead
            self.beat(Action.DISPATCH, self.company.office(self.now), unit=self.company.ids[self.unit])
            self.start = self.now
        elif self.owing.instead != self.unit and self.chance.random() < self.character.returns:
            self.returned()
        self.until_share(self.chance.uniform(0.03, 0.12))
        self.beat(Action.RECEIVE, self.handler())
        if self.chance.random() < 0.012:
            self.later(0.5, 5)
            self.beat(Action.VOID, self.company.office(self.now), words=self.phrases.said("voided"))
            return
        if self.row.code in LASTING and self.chance.random() < 0.3:
            self.suspended()
        else:
            self.fixed()
        self.checked()

    # What happens on the way.

    def screened(self) -> bool:
        """The office looks at a report from outside first."""
        self.later(0.4, 5)
        if self.chance.random() < 0.15:
            self.beat(Action.DECLINE, self.company.office(self.now), words=self.phrases.said("declined"))
            return False
        self.beat(Action.ADMIT, self.company.office(self.now))
        self.start = self.now
        return True

    def returned(self) -> None:
        """退回: said not to be theirs; granted more often than not."""
        self.later(0.3, 2.2)
        self.ask("return")
        granted = self.chance.random() < 0.6
        self.decide("return", granted, **({"unit": self.company.ids[self.owing.instead]} if granted else {}))
        if granted:
            self.unit, self.start = self.owing.instead, self.now

    def fixed(self) -> None:
        """反馈 after a share of the limit that tells the unit's character, perhaps with more time asked for."""
        share, due = self.character.share(self.chance), self.moments.calendar.add(self.start, self.limit)
        helpers_at = self.moments.share(self.start, self.limit, min(0.6, share * 0.8))
        if days_of(self.row) >= 2 and self.chance.random() < self.character.asks:
            self.until_share(self.chance.uniform(0.5, 0.8))
            until = self.moments.close(due, self.chance.randint(2, 3))
            self.ask("extension", until=until)
            granted = self.chance.random() < 0.7
            self.decide("extension", granted)
            share = max(share, 0.95)
        self.helped(helpers_at)
        self.until_share(share)
        self.submit()

    def suspended(self) -> None:
        """挂账: with a note each month, until its target date has come."""
        self.later(3, 8)
        until = self.moments.close(self.now + timedelta(days=self.chance.randint(20, 110)))
        self.ask("suspension", until=until, photos="after")
        self.decide("suspension", True)
        while (close := self.moments.calendar.month_close(self.now)) < until:
            self.now = max(self.now + MINUTE, self.moments.earlier(close, self.chance.uniform(1, 5)))
            self.beat(Action.NOTE, self.handler(), words=self.phrases.said("note"))
            self.now = close + timedelta(hours=12)
        self.now = until + timedelta(hours=13)
        self.later(2, 9)
        self.submit()

    def checked(self) -> None:
        """复查, and what was not put right is put right again."""
        for round_ in range(ROUNDS):
            if self.row.urgency == Urgency.A:
                self.now += timedelta(minutes=self.chance.randrange(30, 150))
            else:
                self.later(0.8, 6.3 if self.chance.random() < 0.93 else 12)
            checker = self.company.checker(self.owing.team, self.finder, self.now, self.chance)
            onsite = self.row.verify == Verify.ONSITE
            if round_ == ROUNDS - 1 or self.chance.random() >= self.character.fails:
                self.passed(checker, onsite)
                return
            words = self.phrases.said("fail", self.row.code)
            self.beat(Action.FAIL, checker, photos="before" if onsite else "", spot=onsite, words=words)
            self.later(1.5, 6 if self.character.late < 0.2 else 14)
            self.submit()

    def passed(self, checker: Actor, onsite: bool) -> None:
        """销号; some of it turns out to be false."""
        words = self.phrases.said("pass") if self.chance.random() < 0.5 else ""
        self.beat(Action.PASS, checker, photos="check" if onsite else "", spot=onsite, words=words)
        self.passed_at = self.now
        if self.chance.random() < self.character.false:
            self.later(10, 50)
            self.beat(Action.MARK_FALSE, self.company.discipline(self.now), words=self.phrases.said("false"))

    def helped(self, at: datetime) -> None:
        """Most of the helpers do their part before the lead does its own."""
        for unit in self.owing.helpers:
            if self.chance.random() < 0.6:
                self.now = max(self.now + MINUTE, at)
                by = self.company.handler(unit, self.now, self.chance)
                self.beat(Action.FINISH, by, words=self.phrases.said("part_done"))

    # Small things.

    def submit(self) -> None:
        """The unit says fixed."""
        self.beat(Action.SUBMIT, self.handler(), photos="after", words=self.phrases.said("submit", self.row.code))

    def ask(self, kind: str, photos: str = "", **data: Any) -> None:
        """The unit asks."""
        self.beat(Action.ASK, self.handler(), photos=photos, petition=kind, words=self.phrases.said(kind), **data)

    def decide(self, kind: str, yes: bool, **data: Any) -> None:
        """A first return is the team's to decide if it found the problem, everything else the office's."""
        self.later(0.5, 2)
        own = kind == "return" and self.finder.post.unit_id == self.company.ids[self.owing.team]
        by = self.company.leader(self.owing.team, self.now) if own else self.company.office(self.now, first=True)
        words = self.phrases.said(f"{kind}_{'yes' if yes else 'no'}")
        self.beat(Action.DECIDE, by, petition=kind, verdict=yes, words=words, **data)

    def handler(self) -> Actor:
        """Somebody at the desk of whoever owes it."""
        return self.company.handler(self.unit, self.now, self.chance)

    def later(self, least: float, most: float) -> None:
        """So many office hours pass."""
        self.now = self.moments.later(self.now, self.chance.uniform(least, most))

    def until_share(self, share: float) -> None:
        """So much of the limit passes, since the unit has had it."""
        self.now = max(self.now + MINUTE, self.moments.share(self.start, self.limit, share))

    def beat(self, action: Action, by: Actor, *, photos: str = "", spot: bool = False, **data: Any) -> None:
        """One step, now."""
        self.beats.append(Beat(self.now, action, by, photos, spot, data))

    def until(self, end: datetime) -> Iterator[Beat]:
        """What has happened by then."""
        return (beat for beat in self.beats if beat.at <= end)
