"""The forms of the standing data: what is asked for, in the order in which one knows it."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from sites.models import Unit
from sites.vocabulary import UnitKind
from supervision.models import Post
from supervision.roles import Role
from supervision.views.office.frame import WhyForm

NOBODY = ("", _p("choice", "choose"))


def unit_choices(rows: Iterable[Unit], first: tuple[Any, Any] = NOBODY) -> list[tuple[Any, Any]]:
    """Units under the headings of their kinds."""
    found = sorted(rows, key=lambda unit: (list(UnitKind).index(UnitKind(unit.kind)), unit.code))
    grouped = groupby(found, key=lambda unit: unit.kind)
    return [first, *((UnitKind(kind).label, [(str(u.pk), u.label) for u in part]) for kind, part in grouped)]


class UnitField(forms.ChoiceField):
    """One of the units that exist today; the form gets the row."""

    def __init__(self, units: Iterable[Unit], *, first: tuple[Any, Any] = NOBODY, **kwargs: Any) -> None:
        self.units = {str(unit.pk): unit for unit in units}
        super().__init__(choices=unit_choices(self.units.values(), first), **kwargs)

    def clean(self, value: Any) -> Unit | None:
        """The unit, not its id."""
        return self.units.get(super().clean(value) or "")


class PersonForm(WhyForm):
    """What is known of a person."""

    name = forms.CharField(label=_("Name"), max_length=60)
    phone = forms.CharField(
        label=_("Phone"), max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )


class PostForm(WhyForm):
    """Unit, role and title of a post."""

    role = forms.ChoiceField(label=_("Role"), choices=[NOBODY, *Role.choices])
    title = forms.CharField(
        label=_("Title"), max_length=60, required=False, help_text=_("As people say it; else the role's word stands.")
    )

    def __init__(self, units: Iterable[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitField(units, label=_("Unit"))
        self.order_fields(["unit", "role", "title", "why"])


class NewPersonForm(PostForm):
    """A person with a first post."""

    name = forms.CharField(label=_("Name"), max_length=60)
    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=60,
        help_text=_("Letters, digits and @ . + - _; it is printed on the slip and never changes."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Phone"), max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )

    def __init__(self, units: Iterable[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(units, *args, **kwargs)
        self.order_fields(["name", "username", "phone", "unit", "role", "title", "why"])


class LeaveForm(forms.Form):
    """Who stands in, and from which day to which, both included."""

    user = forms.ChoiceField(label=_("Who stands in"))
    since = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, colleagues: Iterable[Post], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {str(post.user_id): f"{post.user} · {post.called}" for post in colleagues}
        self.fields["user"].choices = [NOBODY, *people.items()]  # type: ignore[attr-defined]
