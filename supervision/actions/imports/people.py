"""People of a workbook: each through the actions of the people pages; nobody gets a password."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from supervision.actions.book import open_book, open_or_new, write
from supervision.actions.imports.units import unit_ids
from supervision.actions.imports.writing import Done, Pen, after_of
from supervision.actions.people import appoint, create_person, record
from supervision.importing.tables import Row
from supervision.models import Post, User
from supervision.refusals import Refused

COLUMNS = {"name": "display_name", "phone": "phone"}
USUAL_RANK = 100


def write_people(rows: Sequence[Row], pen: Pen) -> list[Done]:
    """One batch of people; several rows may be posts of one person."""
    names = {row.key for row in rows}
    there = {user.username: user for user in User.objects.select_for_update().filter(username__in=names).order_by("pk")}
    units = unit_ids([row.given["unit"] for row in rows])
    done = []
    for row in rows:
        user = there.get(row.key)
        made: dict[str, Any] = {}
        if user is None:
            user = there[row.key] = create_person(row.key, row.given["name"], phone=row.given.get("phone") or "")
            book = open_or_new("person", user.id, pen.now)
            pen.record(book, "enrol", {"username": row.key})
            write([book])
            made["user"] = True
        elif not describe(row, user, pen):
            done.append(Done(row, left=user.display_name))
            continue
        try:
            post, new = give_post(row, user, units[row.given["unit"]], pen)
        except Refused as refused:
            done.append(Done(row, left=refused.words))
            continue
        made["post" if new else "amended"] = str(post.id)
        done.append(Done(row, user.id, made))
    return done


def describe(row: Row, user: User, pen: Pen) -> bool:
    """Another name or number of a known person; false when somebody has changed it meanwhile.

    The event says what was changed, not how it reads now: that can be erased.
    """
    changes = [change for change in row.changes if change.field in COLUMNS]
    if any(getattr(user, COLUMNS[c.field]) not in (c.before, c.after) for c in changes):
        return False
    set_person(user, after_of(row))
    columns = [COLUMNS[change.field] for change in changes] + ["is_active"] * ("ended" in after_of(row))
    if columns:
        book = open_or_new("person", user.id, pen.now)
        pen.record(book, "describe", {"columns": sorted(columns)})
        write([book])
    return True


def set_person(user: User, after: dict[str, Any]) -> None:
    """New values; the undo comes this way, too."""
    for name, column in COLUMNS.items():
        if name in after:
            setattr(user, column, after[name] or "")
    if "ended" in after:
        user.is_active = True
    user.save()


def give_post(row: Row, user: User, unit: Any, pen: Pen) -> tuple[Post, bool]:
    """The post of the row, and whether it is new; a known one gets its title and rank."""
    given = row.given
    post = Post.objects.filter(user=user, unit=unit, role=given["role"], valid_to=None).first()
    if post is None:
        fresh = appoint(
            user,
            unit,
            given["role"],
            now=pen.now,
            by=pen.by,
            since=since(given.get("since"), pen.now),
            title=given.get("title") or "",
            rank=USUAL_RANK if given.get("rank") is None else given["rank"],
        )
        return fresh, True
    after = {name: value for name, value in after_of(row).items() if name in ("title", "rank")}
    if after:
        amend(post, after, pen)
    return post, False


def amend(post: Post, after: dict[str, Any], pen: Pen) -> None:
    """Another title or rank of a post that goes on."""
    book = open_book(post.id)
    book.change(post, **after)
    record(book, "amend", pen.now, pen.by, {"import": pen.owner.pk, "columns": sorted(after)})
    write([book])


def since(day: str | None, now: datetime) -> datetime | None:
    """The beginning of that day, if it is still to come."""
    if not day:
        return None
    begins = timezone.make_aware(datetime.combine(date.fromisoformat(day), time()))
    return begins if begins > now else None
