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
from supervision.canonical import NotCanonical, clean_text

SCHEMA = 1
DEEPEST = 12  # levels of the documents that are passed through
MOST_COMPONENTS = 40
LONGEST = 20  # letters of a written number: no rule needs more

# What the factors of a source are applied to.
RATES, DEDUCTIONS = "rates", "deductions"
TARGETS = (RATES, DEDUCTIONS)


class Unreadable(ValueError):
    """What was handed in has not the shape of a scheme; the words name the place."""


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
    keys = _keys(
        written,
        "",
        "schema name name_en of full_mark min_sample components roles sources sources_apply bonus",
        "lists consequences",
    )
    if keys["schema"] != SCHEMA or isinstance(keys["schema"], bool):
        raise Unreadable(_("%(place)s: this edition cannot be read here: %(given)s") % _at("", keys["schema"]))
    components = _list(keys["components"], "components")
    if len(components) > MOST_COMPONENTS:
        raise Unreadable(_("A scheme has at most %(n)s components.") % {"n": MOST_COMPONENTS})
    return Scheme(
        name=_text(keys["name"], "name"),
        name_en=_text(keys["name_en"], "name_en"),
        of=_text(keys["of"], "of"),
        full_mark=_fraction(keys["full_mark"], "full_mark"),
        min_sample=_whole(keys["min_sample"], "min_sample"),
        components=tuple(_component(item, f"components[{n}]") for n, item in enumerate(components)),
        roles=_fractions(keys["roles"], "roles"),
        sources=_fractions(keys["sources"], "sources"),
        sources_apply=tuple(_text(item, "sources_apply") for item in _list(keys["sources_apply"], "sources_apply")),
        bonus=_fraction(keys["bonus"], "bonus"),
        lists=_passed_through(keys.get("lists"), "lists"),
        consequences=_passed_through(keys.get("consequences"), "consequences"),
    )


def _component(written: object, place: str) -> Component:
    way = written.get("way") if isinstance(written, dict) else None
    read = _WAYS.get(way) if isinstance(way, str) else None
    if read is None:
        raise Unreadable(_("%(place)s: there is no such way to points: %(given)s") % _at(place, way))
    return read(written, place)


def _proportional(written: object, place: str) -> Component:
    keys = _keys(written, place, "way full rate")
    return Proportional(_text(keys["rate"], f"{place}.rate"), _fraction(keys["full"], f"{place}.full"))


def _slopes(written: object, place: str) -> Component:
    keys = _keys(written, place, "way full terms")
    terms = enumerate(_list(keys["terms"], f"{place}.terms"))
    return Slopes(_fraction(keys["full"], f"{place}.full"), tuple(_term(t, f"{place}.terms[{n}]") for n, t in terms))


def _term(written: object, place: str) -> Term:
    keys = _keys(written, place, "rate threshold minus")
    return Term(
        _text(keys["rate"], f"{place}.rate"),
        _fraction(keys["threshold"], f"{place}.threshold"),
        _fraction(keys["minus"], f"{place}.minus"),
    )


def _occurrences(written: object, place: str) -> Component:
    keys = _keys(written, place, "way full amounts")
    return Occurrences(_fraction(keys["full"], f"{place}.full"), _fractions(keys["amounts"], f"{place}.amounts"))


def _problems(written: object, place: str) -> Component:
    keys = _keys(written, place, "way full basis urgencies each_at_most")
    most = keys["each_at_most"]
    return Problems(
        _fraction(keys["full"], f"{place}.full"),
        _text(keys["basis"], f"{place}.basis"),
        _fractions(keys["urgencies"], f"{place}.urgencies"),
        None if most is None else _fraction(most, f"{place}.each_at_most"),
    )


_WAYS: dict[str, Callable[[object, str], Component]] = {
    "proportional": _proportional,
    "slopes": _slopes,
    "occurrences": _occurrences,
    "problems": _problems,
}


def _keys(written: object, place: str, needed: str, may: str = "") -> dict[str, Any]:
    """The map with exactly these keys."""
    if not isinstance(written, dict):
        raise Unreadable(_("%(place)s: named values are expected, not %(given)s") % _at(place, written))
    for key in needed.split():
        if key not in written:
            raise Unreadable(_("%(place)s: “%(given)s” is missing.") % _at(place, key))
    for key in written:
        if key not in (*needed.split(), *may.split()):
            raise Unreadable(_("%(place)s: “%(given)s” is not known here.") % _at(place, key))
    return written


def _list(written: object, place: str) -> list[Any]:
    if not isinstance(written, list):
        raise Unreadable(_("%(place)s: a list is expected, not %(given)s") % _at(place, written))
    return written


def _text(written: object, place: str) -> str:
    if not isinstance(written, str):
        raise Unreadable(_("%(place)s: words are expected, not %(given)s") % _at(place, written))
    try:
        return clean_text(written)
    except NotCanonical:
        raise Unreadable(_("%(place)s: there is a character in it that cannot be kept.") % _at(place, "")) from None


def _whole(written: object, place: str) -> int:
    if isinstance(written, bool) or not isinstance(written, int):
        raise Unreadable(_("%(place)s: a whole number is expected, not %(given)s") % _at(place, written))
    return written


def _fraction(written: object, place: str) -> Fraction:
    try:
        if isinstance(written, str) and len(written) <= LONGEST:
            return exact.read(written)
    except ValueError:
        pass
    raise Unreadable(_("%(place)s: a number written like 5 or 1/2 is expected, not %(given)s") % _at(place, written))


def _fractions(written: object, place: str) -> dict[str, Fraction]:
    if not isinstance(written, dict):
        raise Unreadable(_("%(place)s: named values are expected, not %(given)s") % _at(place, written))
    return {_text(key, place): _fraction(item, f"{place}.{_short(key)}") for key, item in written.items()}


def _passed_through(written: object, place: str, depth: int = 0) -> Any:
    """As it came, if it is plain: no float, no strange key, not too deep."""
    match written:
        case None | bool() | int():
            return written
        case str():
            return _text(written, place)
        case list() if depth < DEEPEST:
            return [_passed_through(item, place, depth + 1) for item in written]
        case dict() if depth < DEEPEST:
            return {_text(key, place): _passed_through(item, place, depth + 1) for key, item in written.items()}
    raise Unreadable(_("%(place)s: this cannot be kept exactly: %(given)s") % _at(place, written))


def _at(place: str, given: object) -> dict[str, str]:
    return {"place": place or _("scheme"), "given": _short(given)}


def _short(given: object) -> str:
    """As much of it as fits a sentence; of what may be deep or endless only what it is."""
    match given:
        case str():
            text = given
        case None | bool() | float():
            text = repr(given)
        case int() if given.bit_length() < 200:
            text = str(given)
        case _:
            text = type(given).__name__
    text = "".join(letter if letter.isprintable() else "�" for letter in text[:40])
    return text if len(text) < 40 else text[:39] + "…"
