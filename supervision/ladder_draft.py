"""A ladder being changed: the rules of some kinds of duty exchanged, and what would be nonsense about them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from supervision.ladder import AfterDue, AtDue, Count, DecisionOnly, LadderRule, Moment, Rung, Share
from supervision.ladder_words import when
from supervision.limits import NOMINAL_HOURS
from supervision.wording import RUNGS

KINDS = ("rectify", "review", "decide", "screen", "dispatch", "assist", "note", "instruct", "appeal")
COUNTED = (
    "failed_check",
    "relapse_in_chain",
    "circulars_in_quarter",
)  # what somebody counts; other counts cannot be switched on
CONFIRMED_FROM = Rung.TALK  # nobody is called to a talk by a clock


def rules_of(rules: Iterable[LadderRule], kind: str) -> tuple[LadderRule, ...]:
    """Every rule of a kind of duty, switched off or not, as if it were for this kind alone."""
    return tuple(replace(rule, duty_kinds=(kind,)) for rule in rules if kind in rule.duty_kinds)


def groups(rules: Sequence[LadderRule]) -> list[tuple[str, ...]]:
    """Kinds of duty that have the same ladder."""
    found: dict[tuple[LadderRule, ...], list[str]] = {}
    for kind in KINDS:
        found.setdefault(tuple(replace(rule, duty_kinds=()) for rule in rules_of(rules, kind)), []).append(kind)
    return [tuple(kinds) for kinds in found.values()]


def exchanged(rules: Sequence[LadderRule], kinds: Sequence[str], own: Sequence[LadderRule]) -> tuple[LadderRule, ...]:
    """All rules, with those of some kinds replaced, in climbing order; what several kinds share is written once."""
    merged: dict[tuple[LadderRule, int], list[str]] = {}
    for kind in KINDS:
        bare = [replace(rule, duty_kinds=()) for rule in (own if kind in kinds else rules_of(rules, kind))]
        for number, rule in enumerate(bare):  # two ways up may have become the same: they stay two
            merged.setdefault((rule, bare[:number].count(rule)), []).append(kind)
    found = [replace(rule, duty_kinds=tuple(shared)) for (rule, _nth), shared in merged.items()]
    return tuple(sorted(found, key=lambda rule: rule.rung))


def position(moment: Moment) -> tuple[int, int]:
    """Where a moment lies, in the order of time; counts and decisions have no place in it."""
    match moment:
        case Share(percent):
            return 0, percent
        case AtDue():
            return 1, 0
        case AfterDue(limit):
            return 2, limit.value * NOMINAL_HOURS.get(limit.unit, 1)
        case _:
            raise ValueError("Nobody knows beforehand when this comes.")


def is_timed(rule: LadderRule) -> bool:
    """Whether time alone brings the rung."""
    return not isinstance(rule.moment, Count | DecisionOnly)


def can_climb(rule: LadderRule) -> bool:
    """Whether anything could ever bring the rung: black lists are counted by the rules of rankings, not here."""
    return not isinstance(rule.moment, Count) or rule.moment.kind in COUNTED


def nonsense(rules: Iterable[LadderRule]) -> list[str]:
    """What is wrong with the rules of one kind of duty, in words; nothing when they make a ladder."""
    active = [rule for rule in rules if rule.active]
    found = [words for rule in active for words in wrong_alone(rule)]
    timed = sorted((rule for rule in active if is_timed(rule)), key=lambda rule: rule.rung)
    for number, rule in enumerate(timed):
        for lower in timed[:number]:
            if lower.rung < rule.rung and position(rule.moment) <= position(lower.moment):
                found.append(
                    _("%(higher)s (%(one)s) has to come after %(lower)s (%(other)s).")
                    % {
                        "higher": name(rule),
                        "one": when(rule.moment),
                        "lower": name(lower),
                        "other": when(lower.moment),
                    }
                )
    if not any(not rule.confirm and position(rule.moment)[0] > 0 for rule in timed):
        found.append(_("Somebody has to hear of it by itself once the time has ended: no time limit passes unseen."))
    return list(dict.fromkeys(found))


def wrong_alone(rule: LadderRule) -> list[str]:
    """What is wrong with a rule, whatever the others say."""
    found = []
    if not rule.recipients:
        found.append(
            _("%(rung)s (%(when)s): nobody would hear of it.") % {"rung": name(rule), "when": when(rule.moment)}
        )
    if not can_climb(rule):
        found.append(
            _("%(rung)s (%(when)s): nobody counts this yet.") % {"rung": name(rule), "when": when(rule.moment)}
        )
    if rule.rung >= CONFIRMED_FROM and not rule.confirm:
        found.append(_("%(rung)s: a person has to confirm it.") % {"rung": name(rule)})
    return found


def name(rule: LadderRule) -> str | Promise:
    """The rung's word."""
    return RUNGS[rule.rung]


def differences(before: Sequence[LadderRule], after: Sequence[LadderRule]) -> list[tuple[str, LadderRule, LadderRule]]:
    """Kind by kind the rules that differ: (kind, as it was, as it is); the ways up stay the same, rule by rule."""
    found = []
    for kind in KINDS:
        olds, news = rules_of(before, kind), rules_of(after, kind)
        found += [(kind, old, new) for old, new in zip(olds, news, strict=True) if old != new]
    return found
