"""The form of a scheme's draft: every number of the rule in a field; what makes no sense comes back in words."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from scoring import consequences
from scoring.consequences import read_consequences, write_consequences
from scoring.exact import ZERO, plain
from scoring.formula_words import BASES, OCCURRENCES, RATES, ROLES
from scoring.lists import write_lists
from scoring.lists_builtin import BUILT_IN as LISTS
from scoring.rates import RATES as KNOWN
from scoring.rates import UNITS
from scoring.scheme import TARGETS, Component, Occurrences, Problems, Proportional, Scheme, Slopes, Term
from scoring.scheme_check import ROLES_OF, SOURCES, nonsense
from scoring.scheme_words import SOURCES as SOURCE_WORDS
from scoring.scheme_words import TARGETS as TARGET_WORDS
from sites.vocabulary import Urgency
from supervision.canonical import NotCanonical, clean_text

WRITTEN = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6}|/[0-9]{1,6})?")
OCCURRENCE, PROBLEM = Occurrences.code, Problems.code
FOLLOWING = {"default": consequences.DEFAULT, "jiangmen": consequences.JIANGMEN}  # named as the rules of lists are
BASIS = f"{PROBLEM}_basis"
# Folded parts of the page below the rates -> how the names of their fields begin.
SECTIONS = {
    OCCURRENCE: (f"{OCCURRENCE}_",),
    PROBLEM: (f"{PROBLEM}_",),
    "roles": ("role_",),
    "sources": ("source_", "apply"),
    "documents": ("lists", "following"),
}
SHORT = 40  # letters of a number that are read; none that is meant has as many
MARK = {"class": "sc-n", "inputmode": "decimal", "autocomplete": "off", "maxlength": SHORT}


class FractionField(forms.Field):
    """A number as people write it: 5, 0.5 or 1/2; full-width digits as an input method gives them are read, too."""

    def __init__(self, times: int = 1, **more: Any) -> None:
        self.times = times  # 100 where the field shows per cent
        widget = forms.TextInput(attrs={**MARK, **more.pop("attrs", {})})
        super().__init__(required=more.pop("required", False), widget=widget, **more)

    def prepare_value(self, value: Any) -> Any:
        """A fraction as text; what was typed as it was typed."""
        return plain(value * self.times) if isinstance(value, Fraction) else value

    def to_python(self, value: Any) -> Any:
        """A fraction, or None for an empty field."""
        text = unicodedata.normalize("NFKC", str(value or "")[:SHORT]).replace(" ", "").replace("−", "-")
        if not text:
            return None
        try:
            if not WRITTEN.fullmatch(text):
                raise ValueError
            return Fraction(text) / self.times
        except (ValueError, ZeroDivisionError):
            raise ValidationError(_("A number written like 5, 0.5 or 1/2 is expected.")) from None


class SchemeForm(forms.Form):
    """A scheme with everything of it that can be said in numbers; rules of lists, and of what follows, are chosen."""

    name = forms.CharField(label=pgettext_lazy("scheme", "Name"), max_length=200)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=200, required=False)
    full_mark = FractionField(label=gettext_lazy("Full mark of the scheme"), required=True)
    min_sample = forms.IntegerField(
        label=gettext_lazy("Smallest sample"),
        help_text=gettext_lazy("Whoever has fewer duties is not ranked."),
        widget=forms.NumberInput(attrs={"class": "sc-n", "min": 1}),
    )
    bonus = FractionField(
        label=gettext_lazy("Points given count up to"),
        help_text=gettext_lazy("Either way. Empty or 0: points given do not count."),
    )

    def __init__(self, base: Scheme, data: Any = None) -> None:
        self.base = base
        super().__init__(data, initial=initial_of(base))
        self.order = order_of(base)
        for rate in self.rates:
            self.fields |= self.rate_fields(rate)
        if base.of == UNITS:
            self.fields |= budget_fields() | document_fields()
        for role in ROLES_OF[base.of]:
            self.fields[f"role_{role}"] = FractionField(label=ROLES[role], required=True)
        for source in SOURCES:
            self.fields[f"source_{source}"] = FractionField(label=SOURCE_WORDS[source])
        self.fields["apply"] = forms.MultipleChoiceField(
            label=gettext_lazy("Factors apply to"),
            choices=[(target, TARGET_WORDS[target]) for target in TARGETS],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    @property
    def rates(self) -> list[str]:
        """The rates one may weigh, those of the base first."""
        return [code for code in self.order if code in KNOWN]

    def rate_fields(self, rate: str) -> dict[str, forms.Field]:
        """Full mark, threshold, what each point costs, and with which rate it shares a mark."""
        name = str(RATES[rate])
        others = [("", _("a mark of its own")), *((one, str(RATES[one])) for one in self.rates if one != rate)]
        select = forms.Select(attrs={"aria-label": _("%(rate)s: shares the mark of") % {"rate": name}})
        return {
            f"{rate}_full": FractionField(attrs={"aria-label": _("%(rate)s: full mark") % {"rate": name}}),
            f"{rate}_threshold": FractionField(
                100, attrs={"aria-label": _("%(rate)s: threshold in %%") % {"rate": name}}
            ),
            f"{rate}_minus": FractionField(
                attrs={"aria-label": _("%(rate)s: points for each percentage point") % {"rate": name}}
            ),
            f"{rate}_with": forms.ChoiceField(required=False, choices=others, widget=select),
        }

    def rows(self) -> Iterator[dict[str, Any]]:
        """For the page: each rate with its fields."""
        for rate in self.rates:
            names = {part: self[f"{rate}_{part}"] for part in ("full", "threshold", "minus", "with")}
            yield {
                "name": str(RATES[rate]),
                "against": KNOWN[rate].against,
                "absent": not KNOWN[rate].counted,
                "weighs": any(filled_in(field) for field in names.values()),
                "errors": [error for field in names.values() for error in field.errors],
                **names,
            }

    def sections(self) -> dict[str, dict[str, Any]]:
        """For the page, which folds them: how many fields of each are filled in, and whether it stands open.

        What somebody was at, or is told about, is never folded away; an untouched draft opens with what is weighed.
        """
        rows = list(self.rows())
        touched = {*self.errors, *(self.changed_data if self.is_bound else [])}
        found: dict[str, dict[str, Any]] = {
            "weighed": {"rows": [row for row in rows if row["weighs"]], "open": True},
            "other": {
                "rows": [row for row in rows if not row["weighs"]],
                "open": False,
            },  # empty: nothing is wrong there
        }
        for name, prefixes in SECTIONS.items():
            fields = [field for prefix in prefixes for field in self.group(prefix)]
            found[name] = {
                "n": sum(filled_in(field) for field in fields if field.name != BASIS),  # which always has a value
                "of": sum(field.name != BASIS for field in fields),
                "open": any(field.name in touched for field in fields),
            }
        return found

    def group(self, prefix: str) -> list[Any]:
        """The fields whose names begin so."""
        return [self[name] for name in self.fields if name.startswith(prefix)]

    @property
    def occurrences(self) -> list[Any]:
        """What each occurrence costs."""
        return self.group(f"{OCCURRENCE}_at_")

    @property
    def urgencies(self) -> list[Any]:
        """Factors of problems by urgency."""
        return self.group(f"{PROBLEM}_times_")

    @property
    def roles(self) -> list[Any]:
        """Shares by role."""
        return self.group("role_")

    @property
    def sources(self) -> list[Any]:
        """Factors by source."""
        return self.group("source_")

    def clean(self) -> dict[str, Any]:
        """The scheme as a whole; what makes no sense is said, all at once."""
        given = super().clean() or {}
        if self.errors:
            return given
        components = list(self.components(given))
        if self.errors:
            return given
        try:
            scheme = self.scheme(given, components)
        except NotCanonical:
            raise ValidationError(_("The text contains characters that cannot be kept.")) from None
        if wrong := nonsense(scheme):
            raise ValidationError(wrong)
        given["scheme"] = scheme
        return given

    def scheme(self, given: dict[str, Any], components: list[Component]) -> Scheme:
        """What was filled in, on the base's documents or those that were chosen instead."""
        apply = tuple(target for target in TARGETS if target in given["apply"])
        same = set(apply) == set(self.base.sources_apply)  # their order says nothing
        return replace(
            self.base,
            **documents(self.base, given),
            name=clean_text(given["name"]).strip(),
            name_en=clean_text(given["name_en"]).strip(),
            full_mark=given["full_mark"],
            min_sample=given["min_sample"],
            components=tuple(components),
            roles={role: given[f"role_{role}"] for role in ROLES_OF[self.base.of]},
            sources=filled(given, "source_"),
            sources_apply=self.base.sources_apply if same else apply,
            bonus=given["bonus"] or ZERO,
        )

    def components(self, given: dict[str, Any]) -> Iterator[Component]:
        """What is weighed, in the order of the base, what is new at the end."""
        for code in self.order:
            match code:
                case Occurrences.code:
                    component = self.occurrences_of(given)
                case Problems.code:
                    component = self.problems_of(given)
                case _:
                    component = self.rate_of(code, given)
            if component is not None:
                yield component

    def rate_of(self, rate: str, given: dict[str, Any]) -> Component | None:
        """The component whose mark stands beside this rate."""
        full, threshold, minus, shared = (given[f"{rate}_{part}"] for part in ("full", "threshold", "minus", "with"))
        if (threshold is None) != (minus is None):
            self.add_error(f"{rate}_threshold", _("A threshold and the points for each percentage point go together."))
            return None
        if shared:
            self.check_shared(rate, shared, given)
            return None
        if full is None:
            if threshold is not None:
                self.add_error(f"{rate}_full", _("State the full mark, or whose mark it shares."))
            return None
        if threshold is None:
            return Proportional(rate, full)
        own = [Term(rate, threshold, minus)]
        for other in self.rates:
            if given[f"{other}_with"] == rate and given[f"{other}_threshold"] is not None:
                own.append(Term(other, given[f"{other}_threshold"], given[f"{other}_minus"] or ZERO))
        return Slopes(full, tuple(own))

    def check_shared(self, rate: str, shared: str, given: dict[str, Any]) -> None:
        """A rate that shares another's mark: only what takes points away from it."""
        if given[f"{rate}_full"] is not None:
            self.add_error(f"{rate}_full", _("It shares the mark of another rate, so it has none of its own."))
        elif given[f"{rate}_threshold"] is None:
            self.add_error(f"{rate}_threshold", _("What shares a mark needs a threshold."))
        elif given[f"{shared}_full"] is None or given[f"{shared}_threshold"] is None or given[f"{shared}_with"]:
            words = _("%(rate)s has no mark with a threshold that could be shared.") % {"rate": RATES[shared]}
            self.add_error(f"{rate}_with", words)

    def occurrences_of(self, given: dict[str, Any]) -> Component | None:
        """The budget of what happened."""
        full, amounts = given[f"{OCCURRENCE}_full"], filled(given, f"{OCCURRENCE}_at_")
        if full is None:
            if amounts:
                self.add_error(f"{OCCURRENCE}_full", _("State the full mark, or empty the points below."))
            return None
        return Occurrences(full, amounts)

    def problems_of(self, given: dict[str, Any]) -> Component | None:
        """The budget of problems."""
        full, most = given[f"{PROBLEM}_full"], given[f"{PROBLEM}_most"]
        urgencies = filled(given, f"{PROBLEM}_times_")
        if full is None:
            if urgencies or most is not None:
                self.add_error(f"{PROBLEM}_full", _("State the full mark, or empty the points below."))
            return None
        return Problems(full, given[BASIS], urgencies, most)


def filled_in(field: forms.BoundField) -> bool:
    """Whether something stands in it."""
    return field.value() not in (None, "", [])


def budget_fields() -> dict[str, forms.Field]:
    """What lowers a mark by occurrence and by problem."""
    found: dict[str, forms.Field] = {f"{OCCURRENCE}_full": FractionField(label=gettext_lazy("Full mark"))}
    for code, words in OCCURRENCES.items():
        found[f"{OCCURRENCE}_at_{code}"] = FractionField(label=words)
    found[f"{PROBLEM}_full"] = FractionField(label=gettext_lazy("Full mark"))
    found[BASIS] = forms.ChoiceField(
        label=gettext_lazy("Points are taken for"), choices=list(BASES.items()), widget=forms.RadioSelect
    )
    for code, label in Urgency.choices:
        found[f"{PROBLEM}_times_{code}"] = FractionField(label=f"{code} {label}")
    found[f"{PROBLEM}_most"] = FractionField(label=gettext_lazy("Each problem at most"))
    return found


def document_fields() -> dict[str, forms.Field]:
    """Whose rules of lists, and of what follows from them."""
    stay = ("", gettext_lazy("as they are"))
    lists = [stay, *((code, one.name) for code, one in LISTS.items())]
    following = [stay, *((code, LISTS[code].name) for code in FOLLOWING)]
    return {
        "lists": forms.ChoiceField(
            label=gettext_lazy("Rules of red and black lists"), required=False, choices=lists, widget=forms.RadioSelect
        ),
        "following": forms.ChoiceField(
            label=gettext_lazy("Rules of what follows"), required=False, choices=following, widget=forms.RadioSelect
        ),
    }


def documents(base: Scheme, given: dict[str, Any]) -> dict[str, Any]:
    """The documents that are not the base's: how a year and a fund are reckoned stays as it is."""
    found: dict[str, Any] = {}
    if code := given.get("lists"):
        found["lists"] = write_lists(LISTS[code].rules)
    if code := given.get("following"):
        stands = read_consequences(base.consequences)
        found["consequences"] = write_consequences(replace(stands, rules=FOLLOWING[code]))
    return found


def filled(given: dict[str, Any], prefix: str) -> dict[str, Fraction]:
    """The numbers of the fields that begin so and are not empty, by what follows."""
    return {
        name.removeprefix(prefix): value
        for name, value in given.items()
        if name.startswith(prefix) and value is not None
    }


def order_of(base: Scheme) -> list[str]:
    """Codes of what can be weighed: what the base weighs in its order, then the rest."""
    found: list[str] = []
    for component in base.components:
        found += component.rates or (component.code,)
    every = [code for code, rate in KNOWN.items() if rate.of == base.of]
    if base.of == UNITS:
        every += [OCCURRENCE, PROBLEM]
    return [*found, *(code for code in every if code not in found)]


def initial_of(base: Scheme) -> dict[str, Any]:
    """A scheme as the fields hold it."""
    found: dict[str, Any] = {
        "name": base.name,
        "name_en": base.name_en,
        "full_mark": base.full_mark,
        "min_sample": base.min_sample,
        "bonus": base.bonus or None,
        "apply": list(base.sources_apply),
        BASIS: next(iter(BASES)),
        **{f"role_{role}": weight for role, weight in base.roles.items()},
        **{f"source_{source}": factor for source, factor in base.sources.items()},
    }
    for component in base.components:
        found |= initial_component(component)
    return found


def initial_component(component: Component) -> dict[str, Any]:
    """One component as the fields hold it."""
    found: dict[str, Any] = {f"{component.code}_full": component.full}
    match component:
        case Slopes(terms=terms):
            for term in terms:
                found |= {f"{term.rate}_threshold": term.threshold, f"{term.rate}_minus": term.minus}
                if term.rate != component.code:
                    found[f"{term.rate}_with"] = component.code
        case Occurrences(amounts=amounts):
            found |= {f"{OCCURRENCE}_at_{code}": amount for code, amount in amounts.items()}
        case Problems(basis=basis, urgencies=urgencies, each_at_most=most):
            found |= {BASIS: basis, f"{PROBLEM}_most": most}
            found |= {f"{PROBLEM}_times_{code}": factor for code, factor in urgencies.items()}
    return found
