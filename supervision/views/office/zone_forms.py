"""Forms of zones: what is drawn comes as GeoJSON in a field, what it is called and whose it is beside it."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from sites.borders import read
from sites.geometry import CHINA, LINES, Box, GeometryError
from sites.models import Unit, Zone, ZoneLayer
from sites.vocabulary import UnitKind
from supervision.views.office.forms import UnitField
from supervision.views.office.frame import WhyForm

NO_UNIT = ("", _("no unit"))
NO_PARENT = ("", _("no zone above"))


class DrawnField(forms.CharField):
    """GeoJSON of one area or line inside the city's box; the form gets the shape."""

    def __init__(self, box: Box = CHINA, kinds: tuple[str, ...] | None = None, **kwargs: Any) -> None:
        super().__init__(widget=forms.HiddenInput(attrs={"data-drawn": True}), **kwargs)
        self.box, self.kinds = box, kinds

    def clean(self, value: Any) -> dict[str, Any] | None:
        """The shape, or None where nothing was drawn; what is wrong with it in one sentence."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return read(text, self.box, self.kinds) if self.kinds else read(text, self.box)
        except GeometryError as error:
            raise ValidationError(str(error)) from error


class ZoneField(forms.ChoiceField):
    """One of some zones; the form gets the row."""

    def __init__(self, zones: Iterable[Zone], first: tuple[Any, Any] = NO_PARENT, **kwargs: Any) -> None:
        self.zones = {str(zone.pk): zone for zone in zones}
        super().__init__(choices=[first, *((pk, zone.label) for pk, zone in self.zones.items())], **kwargs)

    def clean(self, value: Any) -> Zone | None:
        """The zone, not its id."""
        return self.zones.get(super().clean(value) or "")


class DayForm(WhyForm):
    """A change that holds from a day on."""

    on = forms.DateField(label=_("Valid from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, today: date, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": today, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["on"].widget.attrs["min"] = today.isoformat()

    def clean_on(self) -> date:
        """Today or later."""
        on: date = self.cleaned_data["on"]
        if on < self.today:
            raise ValidationError(_("Zones are not back-dated: choose today or a later day."))
        return on


class ZoneForm(DayForm):
    """A zone: its border, its name, what it lies in and who answers for it."""

    of_names: Any = _("Names, and what it lies in, hold from today on; the days before keep the old ones.")
    name = forms.CharField(label=_p("standing data", "Name"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    width = forms.FloatField(
        label=_("Width of a line in metres"),
        required=False,
        help_text=_("Empty: it stays a line. With a width a strip is made of it."),
    )

    def __init__(
        self, layer: ZoneLayer, box: Box, zones: Iterable[Zone], units: Iterable[Unit], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = self.of_names
        self.fields["geometry"] = DrawnField(box, required=False, label=_("Border"))
        if layer.tree:
            self.fields["parent"] = ZoneField(zones, required=False, label=_("Lies in"))
        standing = [unit for unit in units if unit.kind != UnitKind.TEAM]
        self.fields["unit"] = UnitField(standing, first=NO_UNIT, required=False, label=_("Unit that answers for it"))
        self.order_fields(["name", "name_en", "code", "parent", "unit", "width", "on", "why", "geometry"])


class NewZoneForm(ZoneForm):
    """A zone that was not there before."""

    of_names = ""
    code = forms.SlugField(
        label=_p("standing data", "Code"),
        max_length=40,
        help_text=_("Letters, digits, - and _; it never changes."),
    )


class KnifeForm(DayForm):
    """A line to cut along; once the pieces were looked at, which one stays the zone and what the others are called."""

    def __init__(self, n: int, zone: Zone, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.n = n
        self.fields["line"] = DrawnField(kinds=LINES, label=_("Line to cut along"))
        if n:
            choices = [(str(at), gettext("Piece %(n)s") % {"n": at + 1}) for at in range(n)]
            self.fields["keeps"] = forms.ChoiceField(
                label=gettext("Which piece stays %(zone)s, with its contracts and its history?") % {"zone": zone.label},
                choices=[*choices, ("none", _("None: the zone ends, all pieces are new"))],
                widget=forms.RadioSelect,
            )
        for at in range(n):
            label = gettext("Name of piece %(n)s") % {"n": at + 1}
            self.fields[f"name-{at}"] = forms.CharField(label=label, max_length=80)
            label = gettext("Code of piece %(n)s") % {"n": at + 1}
            self.fields[f"code-{at}"] = forms.SlugField(label=label, max_length=40)
        self.order_fields(
            ["line", *(name for name in self.fields if name[:4] in ("keep", "name", "code")), "on", "why"]
        )

    @property
    def kept(self) -> int | None:
        """The number of the piece that stays the zone."""
        return None if self.cleaned_data["keeps"] == "none" else int(self.cleaned_data["keeps"])

    @property
    def new_pieces(self) -> list[int]:
        """The numbers of the others."""
        return [at for at in range(self.n) if at != self.kept]

    def clean(self) -> dict[str, Any]:
        """Every new piece has a code of its own; the one that stays needs none."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if "keeps" not in given:
            return given
        for name in (f"{what}-{self.kept}" for what in ("name", "code")):
            self.errors.pop(name, None)  # that piece keeps the zone's own
        codes = [given.get(f"code-{at}") for at in self.new_pieces]
        if len(set(codes)) < len(codes):
            self.add_error(None, _("Each piece needs a code of its own."))
        return given


class MergeForm(DayForm):
    """The zones that go into one."""

    def __init__(self, zones: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["others"] = forms.ModelMultipleChoiceField(
            zones, label=_("Zones to take in"), widget=forms.CheckboxSelectMultiple(attrs={"data-pick": True})
        )
        self.fields["others"].label_from_instance = lambda zone: zone.label  # type: ignore[attr-defined]
        self.order_fields(["others", "on", "why"])


class LayerForm(WhyForm):
    """The rules of a layer."""

    name = forms.CharField(label=_p("standing data", "Name"), max_length=40)
    name_en = forms.CharField(label=_("English name"), max_length=80, required=False)
    tree = forms.BooleanField(label=_("Zones lie inside zones"), required=False)
    overlap = forms.BooleanField(label=_("Zones may overlap"), required=False)
    exactly_one = forms.BooleanField(label=_("A site lies in exactly one"), required=False)
    required = forms.BooleanField(
        label=_("All ground must lie in one"),
        required=False,
        help_text=_("Ground in none of its zones is then a gap."),
    )
    tolerance_m = forms.DecimalField(
        label=_("Tolerance in metres"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=1,
        help_text=_("What lies closer to a neighbour's border is laid onto it."),
    )
    order = forms.IntegerField(label=_("Place in lists"), min_value=0, max_value=9999)


class NewLayerForm(LayerForm):
    """Another layer."""

    code = forms.SlugField(
        label=_p("standing data", "Code"), max_length=24, help_text=_("Letters, digits, - and _; it never changes.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["name", "name_en", "code", *list(self.fields)])


def drawn_text(geometry: dict[str, Any] | None) -> str:
    """A shape as the field carries it."""
    return json.dumps(geometry, separators=(",", ":")) if geometry else ""
