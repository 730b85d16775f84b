"""Signs of contracts: what stands on one, whose they are today, and the job that prints a whole kind.

What a kind asks of its holders comes from `duties_of`, who they are from `holders`: nothing else here reads contracts.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from sites.geometry import area_m2, line_length_m
from sites.models import City, Site, Zone
from sites.outlines import outline_of
from supervision.actions import jobs
from supervision.models import Contract, ContractKind, Job, Post
from supervision.office.marks import read_id
from supervision.office.papers import hindered, issuer, printed
from supervision.paper.faces import Faces
from supervision.paper.sign import Holder, Sign, sign_pdf
from supervision.wording import full_day

KIND = "print_signs"
AT_ONCE, MOST = 30, 1000
HOTLINE = "12345"  # the government hotline that every city of the country answers
GROUND = (Contract.Subject.ZONE, Contract.Subject.SITE)  # a line of work or a group of units hangs on no wall
DUTIES = (
    gettext_lazy("Walk the ground every day; report what is wrong and follow it until it is struck off."),
    gettext_lazy("See to it that whoever owes the fix is done in time, and look at the result on the spot."),
    gettext_lazy("Talk people out of trading, parking and dumping where it must not be."),
    gettext_lazy("Hear shops and residents, and settle with the units what comes up again and again."),
)


@dataclass(frozen=True)
class Asked:
    """What whoever prints may say: where the stretch begins and ends, and whom to call."""

    start: str = ""
    end: str = ""
    phone: str = HOTLINE

    @classmethod
    def read(cls, given: Any) -> "Asked":
        """From an address; too long is cut."""
        return cls(
            given.get("from", "").strip()[:40], given.get("to", "").strip()[:40],
            given.get("phone", HOTLINE).strip()[:30],
        )  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """The ground of a contract in words."""

    name: str
    stretch: str


def duties_of(kind: ContractKind) -> tuple[str, ...]:
    """What the kind asks of its holders, a line each; what every holder owes where the kind says nothing."""
    return tuple(line for line in kind.duty_lines if line) or tuple(str(line) for line in DUTIES)


def in_force(now: datetime) -> QuerySet[Contract]:
    """Contracts on ground that hold now, of kinds that are shown on a sign."""
    rows = Contract.objects.at(now).filter(subject_kind__in=GROUND, kind__shown_on_sign=True)
    return rows.select_related("kind", "unit", "user")


def holders(row: Contract, now: datetime) -> list[Contract]:
    """Who holds the same ground in the same way now: after a handing over others than the contract's own."""
    same = {"kind": row.kind_id, "subject_kind": row.subject_kind, "subject_key": row.subject_key}
    return list(in_force(now).filter(**same).order_by("valid_from", "id"))


def titles(rows: Iterable[Contract], now: datetime) -> dict[UUID, str]:
    """Contract -> what its holder is: the unit and the post held there."""
    rows = list(rows)
    held = Post.objects.at(now).filter(user__in=[row.user_id for row in rows if row.user_id])
    posts = {(post.user_id, post.unit_id): post for post in held.order_by("-rank", "-valid_from")}
    found = {}
    for row in rows:
        post = posts.get((row.user_id, row.unit_id)) if row.user_id else None
        found[row.pk] = f"{row.unit.label}·{post.called}" if post else row.unit.label
    return found


def subject_of(row: Contract, today: date, asked: Asked) -> Subject:
    """Its name, and how far it goes; a contract whose ground is gone names the contract's kind."""
    pk = read_id(row.subject_key)
    between = f"{asked.start} — {asked.end}" if asked.start and asked.end else asked.start or asked.end
    if row.subject_kind == Contract.Subject.SITE:
        site = Site.objects.select_related("type").filter(pk=pk).first() if pk else None
        words = [between, site.address or site.type.label] if site else [between]
        return Subject(site.label if site else row.kind.label, joined(words))
    zone = Zone.objects.select_related("layer").filter(pk=pk).first() if pk else None
    outline = outline_of(zone, today) if zone else None
    size = extent_words(outline.geometry) if outline and outline.geometry else ""
    return Subject(zone.label if zone else row.kind.label, joined([between, size]))


def joined(words: Iterable[str]) -> str:
    """Those that are there."""
    return " · ".join(word for word in words if word)


def extent_words(geometry: dict[str, Any]) -> str:
    """How long a line is, or how large an area."""
    if "Line" in str(geometry.get("type")):
        metres = line_length_m(geometry)
        if metres >= 1000:
            return _("%(n)s km long") % {"n": f"{metres / 1000:.1f}"}
        return _("%(n)s m long") % {"n": f"{metres:.0f}"}
    square = area_m2(geometry)
    if square >= 1e5:
        return _("%(n)s km²") % {"n": f"{square / 1e6:.2f}"}
    return _("%(n)s m²") % {"n": f"{square:,.0f}"}


def title_of(kind: ContractKind) -> str:
    """路长 -> 路长公示牌; what is no title of a person (包干) is called a sign of responsibility."""
    if kind.name.endswith("长"):
        return pgettext("sign", "%(kind)s · public notice") % {"kind": kind.label}
    return pgettext("sign", "%(kind)s · who is responsible") % {"kind": kind.label}


def sign_of(row: Contract, now: datetime, base: str, asked: Asked) -> Sign:
    """Everything on the sign of one contract: eight queries at most."""
    city, today = City.objects.current(), timezone.localtime(now).date()
    held, subject = holders(row, now), subject_of(row, today, asked)
    called = titles(held, now)
    people = [
        Holder(called[one.pk], str(one.user), one.user.phone)
        if one.user
        else Holder(pgettext("sign", "Responsible unit"), one.unit.label)
        for one in held
    ]
    return Sign(
        city=city.label if city else "",
        title=title_of(row.kind),
        seal=row.kind.name,
        name=subject.name,
        stretch=subject.stretch,
        holders=tuple(people),
        duties=duties_of(row.kind),
        phone=asked.phone,
        address=base + reverse("holder", args=[row.pk]),
        office=issuer(today),
        day=full_day(today),
        caption=_("Scan to see who answers for it today"),
    )


def of_kind(kind: str, now: datetime) -> QuerySet[Contract]:
    """The contracts of a kind that a sign can hang for, in the order of their ground."""
    return in_force(now).filter(kind=kind).order_by("subject_kind", "subject_key", "valid_from", "id")


def grounds(rows: Iterable[Contract]) -> list[Contract]:
    """One contract for each ground: several holders share a sign."""
    found: dict[tuple[str, str], Contract] = {}
    for row in rows:
        found.setdefault((row.subject_kind, row.subject_key), row)
    return list(found.values())


def names(rows: Iterable[Contract]) -> dict[tuple[str, str], str]:
    """Ground -> name: two queries."""
    rows = list(rows)
    found: dict[tuple[str, str], str] = {}
    for kind, model in ((Contract.Subject.ZONE, Zone), (Contract.Subject.SITE, Site)):
        keys = [pk for row in rows if row.subject_kind == kind and (pk := read_id(row.subject_key))]
        for one in model.objects.filter(pk__in=keys).only("name", "name_en"):
            found[str(kind), str(one.pk)] = one.label
    return found


def ask(kind: str, paper: str, base: str, phone: str, *, by: Post, key: UUID | None, now: datetime) -> Job:
    """Has all signs of a kind printed by the worker."""
    facts = {"kind": kind, "paper": paper, "base": base, "phone": phone, "post": str(by.id)}
    facts["language"] = get_language() or ""
    return jobs.ask(KIND, facts, user_id=by.user_id, now=now, job_id=key)


def print_signs(job: Job, clock: Callable[[], datetime]) -> dict[str, Any]:
    """The work."""
    facts, going = job.facts, True

    def draw(faces: Faces, now: datetime) -> tuple[int, str, bytes | None]:
        rows = grounds(of_kind(facts["kind"], now)[: MOST * 4])[:MOST]
        asked = Asked(phone=facts["phone"])

        def going_on(done: int) -> bool:
            nonlocal going
            if done % 10 == 0 or done == len(rows):
                going = jobs.progress(job, done, len(rows), clock())
            return going

        signs = (sign_of(row, now, facts["base"], asked) for row in rows)
        content = sign_pdf(signs, faces, paper=facts["paper"], made=now, going_on=going_on) if rows else None
        title = title_of(rows[0].kind) if rows else ""
        return len(rows), title, content if going else None

    return printed(job, clock, draw)


def said(job: Job) -> str:
    """How many signs it made."""
    n = job.result.get("n", 0)
    return hindered(job) or ngettext("%(n)s sign to print.", "%(n)s signs to print.", n) % {"n": f"{n:,}"}


def links(job: Job) -> list[tuple[str, str | Promise]]:
    """Back to the kind."""
    return [(f"{reverse('office_signs')}?kind={job.facts['kind']}", gettext_lazy("Back to the signs"))]
