"""A kind of subject that no floor has: what an upper floor writes to have one, and somebody who owes something."""

from datetime import datetime

from supervision import kinds
from supervision.actions import duties as clocks
from supervision.actions.book import new_book, write
from supervision.actions.calendars import ladder_in_force, load_calendar
from supervision.actions.plain_duties import Engine, plain_kind
from supervision.ids import new_id
from supervision.limits import workdays
from supervision.models import Duty, DutyKind
from supervision.roster import Holder
from tests.town import MONDAY, Town

CALLED = {"called": "SS-1", "about": "三月排名", "about_en": "March"}


def register_trial() -> None:
    """The one line; whoever calls it puts the registry back."""
    engine = Engine(lambda ids: {pk: dict(CALLED) for pk in ids})
    kinds.register(plain_kind("trial", {}, engine, named=lambda ids: dict.fromkeys(ids, ("SS-1 三月排名", "/trial/"))))


def owe(town: Town, now: datetime = MONDAY, who: str = "office", kind: str = DutyKind.APPEAL, days: int = 2) -> Duty:
    """Somebody owes something on a subject of that kind."""
    post = town.posts[who]
    book = new_book("trial", new_id(), now)
    duty = clocks.start(
        book, kind, ordinal=1, unit_id=post.unit_id, holder=Holder(post.pk, post.user_id), limit=workdays(days),
        now=now, calendar=load_calendar(), version=ladder_in_force(now),
    )  # fmt: skip
    book.append("begin", at=now, recorded_at=now)
    write([book])
    return duty
