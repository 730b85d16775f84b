"""Who may be given a contract: people in their posts and units, found by name, pinyin initials, number or unit."""

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from sites.models import Unit
from supervision.models import Post, User
from supervision.office.marks import read_id

MOST = 12  # of a search; more letters find fewer


class Holder(NamedTuple):
    """A person in a unit, or a unit alone."""

    unit: Unit
    user: User | None = None

    @property
    def value(self) -> str:
        """As a form sends it."""
        return f"{self.unit.pk}:{self.user.pk}" if self.user else str(self.unit.pk)

    @property
    def name(self) -> str:
        """The person, else the unit."""
        return str(self.user) if self.user else self.unit.label

    def shown(self) -> dict[str, Any]:
        """For a list to choose from."""
        return {"value": self.value, "name": self.name, "note": self.unit.label if self.user else ""}


def read_holder(value: str) -> Holder | None:
    """What a form sent, where the unit and the person exist; whether they fit is for the rules to say."""
    first, _sign, second = value.partition(":")
    unit_id, user_id = read_id(first), read_id(second) if second else None
    unit = Unit.objects.filter(pk=unit_id).first() if unit_id else None
    user = User.objects.filter(pk=user_id).first() if user_id else None
    if unit is None or (second and user is None):
        return None
    return Holder(unit, user)


def search(q: str, now: datetime, *, units_too: bool) -> list[Holder]:
    """People first, by rank; two queries."""
    q, letters = q.strip()[:60], q.strip().lower().replace(" ", "")[:60]
    if not q:
        return []
    person = Q(user__display_name__icontains=q) | Q(user__username__istartswith=q) | Q(user__phone__startswith=q)
    unit = Q(unit__name__contains=q) | Q(unit__name_en__icontains=q) | Q(unit__initials__startswith=letters)
    rows = Post.objects.at(now).filter(user__is_active=True).select_related("user", "unit")
    exact = list(rows.filter(person | Q(user__initials__startswith=letters)).order_by("rank", "user__initials")[:MOST])
    more = list(rows.filter(unit).order_by("rank", "user__initials")[: MOST - len(exact)])
    found = {(post.unit_id, post.user_id): Holder(post.unit, post.user) for post in [*exact, *more]}
    return [*found.values(), *(units(q, letters, day_of(now)) if units_too else [])]


def units(q: str, letters: str, today: date) -> list[Holder]:
    """Units alone."""
    named = Q(name__contains=q) | Q(name_en__icontains=q) | Q(initials__startswith=letters)
    return [Holder(unit) for unit in Unit.objects.on(today).filter(named).order_by("code")[:MOST]]


def day_of(now: datetime) -> date:
    """The day in the city."""
    return timezone.localtime(now).date()


def ids_of(holder: Holder) -> tuple[UUID, UUID | None]:
    """Unit and person by id."""
    return holder.unit.pk, holder.user.pk if holder.user else None
