"""An assessment scheme (考核办法): versioned data that says what is weighed, how points come of it and who is ranked.

Pure. `read_scheme` refuses what is not of the shape, `scheme_check.nonsense` says what of a well-shaped scheme makes no
sense; the formula takes only schemes of which nothing is said. Sources: DOMAIN 5.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from scoring import exact
from scoring.exact import ONE, ZERO
from scoring.reading import Unreadable, at, edition, fraction, keys, sequence, short, text, whole

SCHEMA = 1
DEEPEST = 12  # levels of the documents that are passed through
MOST_COMPONENTS = 40

# What the factors of a source are applied to.
RATES, DEDUCTIONS = "rates", "deductions"
TARGETS = (RATES, DEDUCTIONS)


@dataclass(frozen=True, slots=True)
class Proportional:
    """Full mark times the rate; of a rate that counts against, times what is left of 1."""

    rate: str
    full: Fraction

    @property
    def code(self) -> str:
        return self.rate

    @property
    def rates(self) -> tuple[str, ...]:
        return (self.rate,)


@dataclass(frozen=True, slots=True)
class Term:
    """From the threshold on nothing is taken; before it so many points for each percentage point, parts of one too."""

    rate: str
    threshold: Fraction  # 0..1; of a rate that counts against, up to it nothing is taken
    minus: Fraction  # points for one percentage point


@dataclass(frozen=True, slots=True)
class Slopes:
    """Full mark less what the terms take away together, never below 0."""

    full: Fraction
    terms: tuple[Term, ...]

    @property
    def code(self) -> str:
        """That of its first rate: no other component weighs it."""
        return self.terms[0].rate if self.terms else ""

    @property
    def rates(self) -> tuple[str, ...]:
        return tuple(term.rate for term in self.terms)


@dataclass(frozen=True, slots=True)
class Occurrences:
    """A budget: full mark less so much for each time something happened, never below 0."""

    full: Fraction
    amounts: Mapping[str, Fraction]

    code = "occurrences"
    rates = ()


@dataclass(frozen=True, slots=True)
class Problems:
    """A budget: full mark less what each counted problem costs, never below 0.

    One costs its category's deduction times the factors of urgency and source, at most `each_at_most`; whoever has it
    in a smaller role bears that share.
    """

    full: Fraction
    basis: str  # which problems: each one found, the late, the unfixed
    urgencies: Mapping[str, Fraction] = field(default_factory=dict)
    each_at_most: Fraction | None = None

    code = "problems"
    rates = ()


Component = Proportional | Slopes | Occurrences | Problems


@dataclass(frozen=True, slots=True)
class Scheme:
    """One version of the rules, as it is frozen with everything reckoned by it."""

    name: str
    name_en: str
    of: str  # who is scored by it: units (zones and holders too) or teams
    full_mark: Fraction  # what the full marks add up to, said once more against slips
    min_sample: int  # with fewer duties, unweighted, nobody is ranked
    components: tuple[Component, ...]
    roles: Mapping[str, Fraction]  # what a duty weighs by role; a role that is not named is left out
    sources: Mapping[str, Fraction] = field(default_factory=dict)  # factors; 1 where none is named
    sources_apply: tuple[str, ...] = ()
    bonus: Fraction = ZERO  # given points count up to this, either way
    # Documents of other modules, which validate them: red and black lists, what follows from being on them.
    lists: Any = None
    consequences: Any = None

    def rate_weight(self, role: str, source: str) -> Fraction:
        """What a duty weighs in rates."""
        factor = self.sources.get(source, ONE) if RATES in self.sources_apply else ONE
        return self.roles.get(role, ZERO) * factor

    def deduction_factor(self, source: str) -> Fraction:
        """By what the source multiplies a deduction."""
        return self.sources.get(source, ONE) if DEDUCTIONS in self.sources_apply else ONE


def write_scheme(scheme: Scheme) -> dict[str, Any]:
    """Plain values, fit for canonical text: fractions as text, never a float."""
    return {
        "schema": SCHEMA,
        "name": scheme.name,
        "name_en": scheme.name_en,
        "of": scheme.of,
        "full_mark": exact.write(scheme.full_mark),
        "min_sample": scheme.min_sample,
        "components": [_written(component) for component in scheme.components],
        "roles": _amounts(scheme.roles),
        "sources": _amounts(scheme.sources),
        "sources_apply": list(scheme.sources_apply),
        "bonus": exact.write(scheme.bonus),
        "lists": scheme.lists,
        "consequences": scheme.consequences,
    }


def _amounts(amounts: Mapping[str, Fraction]) -> dict[str, str]:
    return {code: exact.write(amount) for code, amount in sorted(amounts.items())}


def _written(component: Component) -> dict[str, Any]:
    full = exact.write(component.full)
    match component:
        case Proportional(rate):
            return {"way": "proportional", "full": full, "rate": rate}
        case Slopes(terms=terms):
            written = [
                {"rate": term.rate, "threshold": exact.write(term.threshold), "minus": exact.write(term.minus)}
                for term in terms
            ]
            return {"way": "slopes", "full": full, "terms": written}
        case Occurrences(amounts=amounts):
            return {"way": "occurrences", "full": full, "amounts": _amounts(amounts)}
        case Problems(basis=basis, urgencies=urgencies, each_at_most=most):
            return {
                "way": "problems",
                "full": full,
                "basis": basis,
                "urgencies": _amounts(urgencies),
                "each_at_most": None if most is None else exact.write(most),
            }


def read_scheme(written: object) -> Scheme:
    """The scheme that `write_scheme` wrote; `Unreadable` with words for anything else, a key too many included."""
    given = keys(
        written,
        "",
        "schema name name_en of full_mark min_sample components roles sources sources_apply bonus",
        "lists consequences",
    )
    edition(given["schema"], "", SCHEMA)
    components = sequence(given["components"], "components")
    if len(components) > MOST_COMPONENTS:
        raise Unreadable(_("A scheme has at most %(n)s components.") % {"n": MOST_COMPONENTS})
    return Scheme(
        name=text(given["name"], "name"),
        name_en=text(given["name_en"], "name_en"),
        of=text(given["of"], "of"),
        full_mark=fraction(given["full_mark"], "full_mark"),
        min_sample=whole(given["min_sample"], "min_sample"),
        components=tuple(_component(item, f"components[{n}]") for n, item in enumerate(components)),
        roles=_fractions(given["roles"], "roles"),
        sources=_fractions(given["sources"], "sources"),
        sources_apply=tuple(text(item, "sources_apply") for item in sequence(given["sources_apply"], "sources_apply")),
        bonus=fraction(given["bonus"], "bonus"),
        lists=_passed_through(given.get("lists"), "lists"),
        consequences=_passed_through(given.get("consequences"), "consequences"),
    )


def _component(written: object, place: str) -> Component:
    way = written.get("way") if isinstance(written, dict) else None
    read = _WAYS.get(way) if isinstance(way, str) else None
    if read is None:
        raise Unreadable(_("%(place)s: there is no such way to points: %(given)s") % at(place, way))
    return read(written, place)


def _proportional(written: object, place: str) -> Component:
    given = keys(written, place, "way full rate")
    return Proportional(text(given["rate"], f"{place}.rate"), fraction(given["full"], f"{place}.full"))


def _slopes(written: object, place: str) -> Component:
    given = keys(written, place, "way full terms")
    terms = enumerate(sequence(given["terms"], f"{place}.terms"))
    return Slopes(fraction(given["full"], f"{place}.full"), tuple(_term(t, f"{place}.terms[{n}]") for n, t in terms))


def _term(written: object, place: str) -> Term:
    given = keys(written, place, "rate threshold minus")
    return Term(
        text(given["rate"], f"{place}.rate"),
        fraction(given["threshold"], f"{place}.threshold"),
        fraction(given["minus"], f"{place}.minus"),
    )


def _occurrences(written: object, place: str) -> Component:
    given = keys(written, place, "way full amounts")
    return Occurrences(fraction(given["full"], f"{place}.full"), _fractions(given["amounts"], f"{place}.amounts"))


def _problems(written: object, place: str) -> Component:
    given = keys(written, place, "way full basis urgencies each_at_most")
    most = given["each_at_most"]
    return Problems(
        fraction(given["full"], f"{place}.full"),
        text(given["basis"], f"{place}.basis"),
        _fractions(given["urgencies"], f"{place}.urgencies"),
        None if most is None else fraction(most, f"{place}.each_at_most"),
    )


_WAYS: dict[str, Callable[[object, str], Component]] = {
    "proportional": _proportional,
    "slopes": _slopes,
    "occurrences": _occurrences,
    "problems": _problems,
}


def _fractions(written: object, place: str) -> dict[str, Fraction]:
    if not isinstance(written, dict):
        raise Unreadable(_("%(place)s: named values are expected, not %(given)s") % at(place, written))
    return {text(key, place): fraction(item, f"{place}.{short(key)}") for key, item in written.items()}


def _passed_through(written: object, place: str, depth: int = 0) -> Any:
    """As it came, if it is plain: no float, no strange key, not too deep."""
    match written:
        case None | bool() | int():
            return written
        case str():
            return text(written, place)
        case list() if depth < DEEPEST:
            return [_passed_through(item, place, depth + 1) for item in written]
        case dict() if depth < DEEPEST:
            return {text(key, place): _passed_through(item, place, depth + 1) for key, item in written.items()}
    raise Unreadable(_("%(place)s: this cannot be kept exactly: %(given)s") % at(place, written))
