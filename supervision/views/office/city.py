"""The city's profile and its own settings of the engine."""

from dataclasses import fields
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from sites.models import City
from sites.vocabulary import LimitUnit
from supervision.acting import ActingRequest
from supervision.actions.founding import Profile
from supervision.actions.places import change_city
from supervision.actions.standing import CITY_STREAM, seq_of
from supervision.limits import Limit, Unit
from supervision.office.city import LABELS, city_page
from supervision.rules import EngineRules
from supervision.views.office.frame import Edit, WhyForm, edited, expected, for_keepers


@require_safe
@for_keepers
def city(request: ActingRequest) -> HttpResponse:
    """Profile and settings."""
    return render(request, "office/city.html", city_page(known(), request.acting.now))


def known() -> City:
    """The city, once it is founded."""
    row = City.objects.current()
    if row is None:
        raise Http404
    return row


class LimitWidget(forms.MultiWidget):
    """A number and its unit."""

    def __init__(self, label: str) -> None:
        unit = _("%(setting)s: unit") % {"setting": label}
        number = forms.NumberInput(attrs={"min": 1, "aria-label": label})
        super().__init__([number, forms.Select(attrs={"aria-label": unit}, choices=LimitUnit.choices)])

    def decompress(self, value: Any) -> list[Any]:
        """A written limit."""
        return str(value).split(" ") if value else [None, None]


class LimitField(forms.MultiValueField):
    """A time limit."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        parts = (forms.IntegerField(min_value=1, max_value=9999), forms.ChoiceField(choices=LimitUnit.choices))
        super().__init__(parts, label=label, widget=LimitWidget(label), require_all_fields=True, **kwargs)

    def compress(self, data_list: list[Any]) -> Limit | None:
        """The limit."""
        return Limit(data_list[0], Unit(data_list[1])) if data_list else None


class CityForm(WhyForm):
    """Everything of the profile that may change, and every setting of the engine."""

    name = forms.CharField(label=pgettext_lazy("standing data", "Name"), max_length=60)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=120, required=False)
    document_code = forms.CharField(label=gettext_lazy("Document code"), max_length=20)
    west = forms.FloatField(label=gettext_lazy("West"))
    south = forms.FloatField(label=gettext_lazy("South"))
    east = forms.FloatField(label=gettext_lazy("East"))
    north = forms.FloatField(label=gettext_lazy("North"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rule in fields(EngineRules):
            self.fields[rule.name] = field_of(rule.default, str(LABELS[rule.name]))
        self.order_fields([name for name in self.fields if name != "why"] + ["why"])


def field_of(default: Any, label: str) -> forms.Field:
    """The field that fits a setting."""
    if isinstance(default, Limit):
        return LimitField(label=label)
    if isinstance(default, bool):
        return forms.BooleanField(label=label, required=False)
    return forms.IntegerField(label=label, min_value=0, max_value=9999)


def chosen(given: dict[str, Any]) -> dict[str, Any]:
    """The settings that differ from the platform's own."""
    found = {}
    for rule in fields(EngineRules):
        if given[rule.name] != rule.default:
            value = given[rule.name]
            found[rule.name] = str(value) if isinstance(value, Limit) else value
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def city_edit(request: ActingRequest) -> HttpResponse:
    """Changes the profile and the settings."""
    row, acting = known(), request.acting
    rules = EngineRules.of(row.rules)
    profile = {
        name: getattr(row, name) for name in ("name", "name_en", "document_code", "west", "south", "east", "north")
    }
    settings = {rule.name: getattr(rules, rule.name) for rule in fields(EngineRules)}
    edit = Edit(
        title=_("City profile"),
        form=CityForm(request.POST or None, initial={**profile, **settings}),
        back=reverse("office_city"),
        button=_("Save"),
        crumb=_("City profile"),
        expected=seq_of(CITY_STREAM),
        says=[_("Clocks that run keep the limits they began with; what begins from now on follows the new ones.")],
    )

    def do(given: dict[str, Any]) -> str:
        box = (given["west"], given["south"], given["east"], given["north"])
        fresh = Profile(given["name"], given["name_en"], given["document_code"], row.series, box)
        seen = expected(request)
        change_city(fresh, chosen(given), given["why"], by=acting.post, now=acting.now, expected=seen)
        return _("%(name)s: changed.") % {"name": given["name"]}

    return edited(request, edit, do)
