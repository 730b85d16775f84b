"""The forms of the ways out of the house: what each kind asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import pgettext_lazy as _p

from sites.models import Unit
from supervision.actions.outward.channels import MAIL, WEB, Wanted
from supervision.actions.outward.following import step_words
from supervision.couriers import template
from supervision.models import Channel
from supervision.office.channels import GROUPS
from supervision.views.office.forms import UnitField
from supervision.views.office.frame import WhyForm

EVERYBODY = ("", gettext_lazy("the whole city"))
NONE = "-"
ONE_LINE = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class ChannelForm(WhyForm):
    """One way out. What may be a key is never written back into the page: left empty it stays as it is."""

    name = forms.CharField(label=_p("standing data", "Name"), max_length=60)
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("What goes over it"),
        choices=list(GROUPS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    keeps_quiet = forms.BooleanField(
        label=gettext_lazy("In office time only"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Urgent ones go at once, at night to the night roster."),
    )

    def __init__(self, kind: str, units: list[Unit], row: Channel | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.row = kind, row
        if kind != MAIL:
            self.add_receiver(units)
        if kind == WEB:
            self.add_message()
        order = ["name", "address", "headers", "template", "expects", "audience", "unit", "groups", "keeps_quiet"]
        self.order_fields([*order, "why"])

    def add_receiver(self, units: list[Unit]) -> None:
        """Where to, and for whom."""
        web = self.kind == WEB
        kept = _("Not shown again, it may hold a key. Leave it empty and it stays as it is.")
        form = _("https://host/path") if web else "wecombot://… dingtalk://… feishu://…"
        self.fields["address"] = forms.CharField(
            label=_("Address"),
            max_length=2000,
            required=self.row is None,
            help_text=kept if self.row else form,
            widget=forms.TextInput(attrs=ONE_LINE),
        )
        self.fields["audience"] = forms.ChoiceField(
            label=_("Who gets one"), choices=Channel.Audience.choices, widget=forms.RadioSelect, initial="person"
        )
        self.fields["unit"] = UnitField(
            units,
            first=EVERYBODY,
            required=False,
            label=_("Only what is told to"),
            help_text=_("A unit and those below it."),
        )

    def add_message(self) -> None:
        """What is sent, and what is taken for success."""
        kept = _("Present: %(names)s. Leave it empty and they stay; - removes them.")
        names = ", ".join(sorted(self.row.headers)) if self.row and self.row.headers else ""
        self.fields["headers"] = forms.CharField(
            label=_("Headers"),
            max_length=4000,
            required=False,
            help_text=kept % {"names": names} if names else _("One in a line: Authorization: Bearer …"),
            widget=forms.Textarea(attrs={**ONE_LINE, "rows": 2}),
        )
        self.fields["template"] = forms.CharField(
            label=_("Template"),
            max_length=template.LONGEST,
            initial=template.USUAL,
            required=False,
            help_text=_("JSON; in its strings: %(names)s") % {"names": " ".join(f"{{{n}}}" for n in template.NAMES)},
            widget=forms.Textarea(attrs={**ONE_LINE, "rows": 9, "class": "ch-code"}),
        )
        self.fields["expects"] = forms.CharField(
            label=_("The answer must contain"),
            max_length=100,
            required=False,
            help_text=_('For receivers that answer 200 to everything: "errcode":0'),
            widget=forms.TextInput(attrs=ONE_LINE),
        )

    def clean_headers(self) -> dict[str, str]:
        """Lines of `Name: value`."""
        text = self.cleaned_data["headers"].strip()
        if text == NONE:
            return {}
        if not text:
            return self.row.headers if self.row else {}
        found: dict[str, str] = {}
        for line in text.splitlines():
            name, colon, value = line.partition(":")
            if not colon:
                raise forms.ValidationError(_("Write each header as Name: value."))
            found[name.strip()] = value.strip()
        return found

    def wanted(self) -> Wanted:
        """The channel as it is to be."""
        given = self.cleaned_data
        unit = given.get("unit")
        return Wanted(
            name=given["name"],
            audience=given.get("audience") or Channel.Audience.PERSON,
            unit_id=unit.pk if unit else None,
            address=given.get("address") or (self.row.address if self.row else ""),
            headers=given.get("headers", {}),
            template=given.get("template", ""),
            expects=given.get("expects", ""),
            groups=tuple(given["groups"]),
            keeps_quiet=given["keeps_quiet"],
        )


class FollowerForm(ChannelForm):
    """A system that follows the ledger: where it is, which part of the city and which steps it hears of."""

    def __init__(self, kind: str, units: list[Unit], row: Channel | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(kind, units, row, *args, **kwargs)
        for name in ("groups", "keeps_quiet", "audience", "template"):
            del self.fields[name]
        self.fields["unit"].label = _("Only entries of")
        self.fields["actions"] = forms.MultipleChoiceField(
            label=_("Which steps"),
            choices=[(code, label) for code, label in step_words().items()],
            required=False,
            help_text=_("None chosen: every step."),
            widget=forms.CheckboxSelectMultiple,
        )
        self.order_fields(["name", "address", "headers", "expects", "unit", "actions", "why"])

    def wanted(self) -> Wanted:
        """The channel as it is to be."""
        given = self.cleaned_data
        unit = given["unit"]
        return Wanted(
            name=given["name"],
            serves=Channel.Serves.EVENTS,
            audience=Channel.Audience.GROUP,
            unit_id=unit.pk if unit else None,
            address=given["address"] or (self.row.address if self.row else ""),
            headers=given["headers"],
            expects=given["expects"],
            actions=tuple(given["actions"]),
            keeps_quiet=False,
        )


def initial(row: Channel) -> dict[str, Any]:
    """A channel as the form shows it, without what may be a key."""
    names = ("name", "groups", "actions", "keeps_quiet", "template", "expects", "audience")
    return {**{name: getattr(row, name) for name in names}, "unit": str(row.unit_id or "")}
