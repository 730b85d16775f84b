"""What the city itself decides about a kind of problem: its limit and evidence, and where it goes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from sites.actions.category_rules import check_list, functions_of, list_of
from sites.catalogue import child_categories
from sites.catalogue_rules.routes import ListRow
from sites.models import Category, SiteType
from sites.vocabulary import Resolver, Urgency, Verify
from supervision.acting import ActingRequest
from supervision.actions.catalogue_edit import edit_routes, edit_rule
from supervision.actions.standing import CITY_STREAM, seq_of
from supervision.limits import Limit
from supervision.limits import Unit as LimitUnit
from supervision.office.categories import GROUPS
from supervision.views.office.city import LimitField
from supervision.views.office.frame import Edit, WhyForm, edited, expected, for_keepers

LINES = 6


class RuleForm(WhyForm):
    """What is asked of a fix."""

    urgency = forms.ChoiceField(label=gettext_lazy("Urgency"), choices=Urgency.choices)
    verify = forms.ChoiceField(label=gettext_lazy("Check"), choices=Verify.choices)
    photo_min = forms.IntegerField(label=gettext_lazy("Photos needed"), min_value=1, max_value=3)
    deduction = forms.DecimalField(
        label=gettext_lazy("Deduction"), min_value=0, max_value=9999, max_digits=6, decimal_places=2
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["limit"] = LimitField(label=_("Time limit"))
        self.order_fields(["limit", "urgency", "verify", "photo_min", "deduction", "why"])


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def rule(request: ActingRequest, code: str) -> HttpResponse:
    """Limit, urgency, check, photos, deduction."""
    row, acting = known(code), request.acting
    before = {name: getattr(row, name) for name in ("urgency", "verify", "photo_min", "deduction")}
    limit = Limit(row.limit_value or 1, LimitUnit(row.limit_unit))
    edit = Edit(
        title=_("What is asked of %(name)s") % {"name": row.label},
        form=RuleForm(request.POST or None, initial={**before, "limit": limit}),
        back=reverse("office_category", args=[code]),
        button=_("Save"),
        crumb=row.label,
        expected=seq_of(CITY_STREAM),
        says=[_("It holds for what is filed from now on; entries under way keep the limit they were filed under.")],
    )

    def do(given: dict[str, Any]) -> str:
        fresh = {name: given[name] for name in before}
        fresh |= {"limit_value": given["limit"].value, "limit_unit": str(given["limit"].unit)}
        changed = {name: value for name, value in fresh.items() if value != getattr(row, name)}
        version = edit_rule(code, changed, given["why"], by=acting.post, now=acting.now, expected=expected(request))
        return _("%(name)s: changed, catalogue version %(n)s.") % {"name": row.label, "n": version}

    return edited(request, edit, do)


def known(code: str) -> Category:
    """A kind of problem of the current catalogue."""
    row = child_categories().filter(code=code).first()
    if row is None:
        raise Http404
    return row


class LineWidget(forms.MultiWidget):
    """How a unit is looked for, which function it holds, and whether it only assists."""

    template_name = "office/_line.html"

    def __init__(self, functions: list[tuple[str, str]]) -> None:
        names = {"aria-label": _("How the unit is found")}, {"aria-label": _("Function")}
        hows = [("", pgettext_lazy("routing", "no further line")), *Resolver.choices]
        which = [("", pgettext_lazy("routing", "no function")), *functions]
        super().__init__([forms.Select(names[0], hows), forms.Select(names[1], which), forms.CheckboxInput()])

    def decompress(self, value: Any) -> list[Any]:
        """A line of the list."""
        return list(value) if value else ["", "", False]


class LineField(forms.MultiValueField):
    """One line of a routing list; None where it is empty."""

    def __init__(self, functions: list[tuple[str, str]], **kwargs: Any) -> None:
        parts = (
            forms.ChoiceField(choices=[("", ""), *Resolver.choices], required=False),
            forms.ChoiceField(choices=[("", ""), *functions], required=False),
            forms.BooleanField(required=False),
        )
        super().__init__(parts, required=False, require_all_fields=False, widget=LineWidget(functions), **kwargs)

    def compress(self, data_list: list[Any]) -> ListRow | None:
        """Resolver, function, assisting; a function is named with its resolver, and only with it."""
        if not data_list or not data_list[0]:
            return None
        how, function, assisting = data_list[0], data_list[1] or "", bool(data_list[2])
        if (how == Resolver.UNIT) and not function:
            raise ValidationError(_("Say which function the unit holds."))
        return how, function if how == Resolver.UNIT else "", assisting


class RoutesForm(WhyForm):
    """The lines of a list, in their order."""

    def __init__(self, group: str, functions: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group
        for number in range(1, LINES + 1):
            self.fields[f"line{number}"] = LineField(functions, label=_("Line %(n)s") % {"n": number})
        self.order_fields([*(f"line{number}" for number in range(1, LINES + 1)), "why"])

    def clean(self) -> dict[str, Any]:
        """The list as a whole."""
        given = super().clean() or {}
        rows = [given[name] for name in self.fields if name.startswith("line") and given.get(name)]
        if not self.errors:
            check_list(self.group, rows)
        return {**given, "rows": rows}


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def routes(request: ActingRequest, code: str) -> HttpResponse:
    """The routing list for all sites, or for one group of sites."""
    row, acting, group = known(code), request.acting, request.GET.get("group", "")
    if group and not SiteType.objects.filter(group=group, retired=False).exists():
        raise Http404
    stands = list_of(row, group)
    functions = [(one.code, one.label) for one in functions_of(row.version_id)]
    initial = {f"line{number}": line for number, line in enumerate(stands, 1)}
    says = [
        _("From the top the first line that finds a unit decides; every assisting line that finds one is added."),
        _("It holds for what is filed from now on; entries under way stay where they are."),
    ]
    where = str(GROUPS.get(group, group)) if group else _("all sites")
    if group:
        says.append(_("Without a line the general list holds at %(where)s.") % {"where": where})
    edit = Edit(
        title=_("Where %(name)s goes: %(where)s") % {"name": row.label, "where": where},
        form=RoutesForm(group, functions, request.POST or None, initial=initial),
        back=reverse("office_category", args=[code]),
        button=_("Save"),
        crumb=row.label,
        expected=seq_of(CITY_STREAM),
        says=says,
    )

    def do(given: dict[str, Any]) -> str:
        seen = expected(request)
        version = edit_routes(code, group, given["rows"], given["why"], by=acting.post, now=acting.now, expected=seen)
        return _("%(name)s: changed, catalogue version %(n)s.") % {"name": row.label, "n": version}

    return edited(request, edit, do)
