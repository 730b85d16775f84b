"""What giving contracts would come to: line by line who gets what after whom, and why a line cannot be. Only reads."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from supervision.actions.contracts.facts import Facts, Span, Wanted
from supervision.canonical import NotCanonical, clean_text
from supervision.contract_kinds import LINE, PERSON, SITE, ZONE
from supervision.models import Contract, ContractKind
from supervision.refusals import Conflict, Refused
from supervision.wording import full_day

MOST_KEY = 60


@dataclass
class Line:
    """What becomes of one of them."""

    wanted: Wanted
    since: datetime
    problems: list[Refused] = field(default_factory=list)
    before: Contract | None = None  # gives it up when this one begins
    same: bool = False  # held so already: nothing to do

    @property
    def bad(self) -> bool:
        """Whether it cannot be."""
        return bool(self.problems)


def plan(wanted: Sequence[Wanted], *, now: datetime, replaces: bool = False) -> tuple[list[Line], Facts]:
    """A line for each, in order; a line counts with those before it. A fixed number of queries.

    With `replaces`, whoever alone holds the subject when the contract begins hands it over.
    """
    facts = Facts(wanted, now)
    return [planned(one, facts, replaces) for one in wanted], facts


def planned(one: Wanted, facts: Facts, replaces: bool) -> Line:
    """One line; from now on the facts count with it."""
    line = Line(one, one.since or facts.now)
    kind = facts.kinds.get(one.kind)
    if kind is None:
        line.problems.append(Refused("no_kind", _("There is no such kind of contract.")))
        return line
    line.problems += [*about_subject(kind, line, facts), *about_holder(kind, line, facts), *about_span(line, facts)]
    spans = facts.spans[one.kind, one.subject]
    before = preceding(kind, line, spans, replaces)
    line.same = before is None and replaces and any(holds_so(span, line) for span in spans)
    if line.bad or line.same:
        return line
    line.problems += [*about_predecessor(before, line, facts), *about_others(kind, before, spans, line, facts)]
    if not line.bad:
        line.before = before.row if before else None
        fresh = Span(one.unit, one.user, line.since, one.until)
        facts.spans[one.kind, one.subject] = [
            *(span.ended(line.since) if span is before else span for span in spans),
            fresh,
        ]
    return line


def preceding(kind: ContractKind, line: Line, spans: list[Span], replaces: bool) -> Span | None:
    """Whoever hands it over: the one that is named, or with `replaces` whoever alone holds it then."""
    one = line.wanted
    if one.follows is not None:
        return next((span for span in spans if span.row and span.row.pk == one.follows), None)
    if not replaces or kind.many:
        return None
    found = [span for span in spans if span.row and span.since <= line.since and span.meets(line.since, None)]
    return next((span for span in found if not holds_so(span, line)), None)


def holds_so(span: Span, line: Line) -> bool:
    """Whether the same holder has it at the line's beginning."""
    begun = span.since <= line.since and (span.until is None or line.since < span.until)
    return begun and same_holder(span, line)


def same_holder(span: Span, line: Line) -> bool:
    """Whether it is the same person in the same unit."""
    return (span.unit_id, span.user_id) == (line.wanted.unit, line.wanted.user)


def about_subject(kind: ContractKind, line: Line, facts: Facts) -> list[Refused]:
    """The subject is one the kind is for, and exists when the contract begins."""
    (what, key), about = line.wanted.subject, {"kind": kind.label, "subject": facts.thing(line.wanted.subject)}
    if kind.retired:
        return [Refused("retired_kind", _("%(kind)s is no longer given."), **about)]
    if what not in kind.subjects:
        return [Refused("wrong_subject", _("%(kind)s is not given for %(what)s."), what=called(what), **about)]
    thing = facts.things.get(line.wanted.subject)
    if thing is None or (what == LINE and not fits(key)):
        return [Refused("no_subject", _("What is to be given does not exist."))]
    if what in (ZONE, SITE) and not thing.row.holds_on(day_of(line.since)):
        return [Refused("subject_ended", _("%(subject)s does not exist on that day."), **about)]
    if what == ZONE and not kind.takes_layer(thing.layer):
        words = _("%(kind)s is not given for zones of the layer of %(subject)s.")
        return [Refused("wrong_layer", words, **about)]
    return []


def called(what: str) -> Any:
    """A kind of subject in words."""
    return Contract.Subject(what).label if what in Contract.Subject.values else what[:20]


def fits(key: str) -> bool:
    """Whether a line of work can be kept under this name."""
    try:
        return clean_text(key) == key and 0 < len(key) <= MOST_KEY and key == key.strip() and key.isprintable()
    except NotCanonical:
        return False


def about_holder(kind: ContractKind, line: Line, facts: Facts) -> list[Refused]:
    """The unit lives, and the person holds a post there when the contract begins."""
    one = line.wanted
    unit = facts.units.get(one.unit)
    if unit is None or not unit.holds_on(facts.today):
        return [Refused("no_unit", _("This unit does not exist today."))]
    if one.user is None:
        words = _("%(kind)s is held by a person: choose one.")
        return [Refused("needs_person", words, kind=kind.label)] if kind.holder == PERSON else []
    posts = facts.posts.get((one.user, one.unit), [])
    if any(post.valid_from <= line.since and (not post.valid_to or line.since < post.valid_to) for post in posts):
        return []
    person = str(facts.users[one.user]) if one.user in facts.users else "—"
    words = _("%(person)s holds no post at %(unit)s when the contract begins.")
    return [Refused("no_post", words, person=person, unit=unit.label)]


def about_span(line: Line, facts: Facts) -> list[Refused]:
    """Never back-dated (ENGINE 10), and it ends after its beginning."""
    if line.since < facts.now:
        words = _("Contracts are not back-dated: what has happened was answered for by whoever held them then.")
        return [Refused("back_dated", words)]
    if line.wanted.until is not None and line.wanted.until <= line.since:
        return [Refused("bad_span", _("The end must lie after the beginning."))]
    return []


def about_predecessor(before: Span | None, line: Line, facts: Facts) -> list[Refused]:
    """It can be handed over: it runs at that moment, or ends exactly then, and nobody else has it promised."""
    if before is None:
        if line.wanted.follows is None:
            return []
        return [Refused("ended", _("The contract has ended already."))]
    about = {"holder": facts.holder(before.unit_id, before.user_id)}
    if line.since < before.since:
        return [Refused("not_begun", _("The contract of %(holder)s has not begun then."), **about)]
    if before.until is not None and before.until < line.since:
        words = _("The contract of %(holder)s ends on %(day)s, before the hand-over.")
        return [Refused("ends_before", words, day=full_day(day_of(before.until)), **about)]
    if same_holder(before, line):
        return [Refused("same_holder", _("%(holder)s holds it already."), **about)]
    return []


def about_others(kind: ContractKind, before: Span | None, spans: list[Span], line: Line, facts: Facts) -> list[Refused]:
    """Where one alone may hold it, nobody else does at any moment of the span; nobody holds the same twice."""
    until = line.wanted.until
    for span in spans:
        if span is before:
            continue
        successor = bool(span.row and before and before.row and span.row.follows_id == before.row.pk)
        if successor or (span.meets(line.since, until) and (not kind.many or same_holder(span, line))):
            return [taken(kind, span, line, facts)]
    return []


def taken(kind: ContractKind, span: Span, line: Line, facts: Facts) -> Conflict:
    """Who has it, and since or from when."""
    words = _("%(subject)s: %(holder)s is %(kind)s from %(day)s on already.")
    about = {"kind": kind.label, "subject": facts.thing(line.wanted.subject), "day": full_day(day_of(span.since))}
    return Conflict("taken", words, holder=facts.holder(span.unit_id, span.user_id), **about)


def day_of(moment: datetime) -> date:
    """The day in the city."""
    return timezone.localtime(moment).date()
