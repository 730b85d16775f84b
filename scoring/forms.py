"""Forms of a ranking: which period is counted, a reason, points or a fact of a unit."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scoring import periods
from scoring.actions.rankings import MOST_POINTS
from scoring.models import Bonus, Ranking, Score, Subject
from scoring.steps import STEPS, Action

WHY_MOST = 2000


def why(label: Any) -> forms.CharField:
    """A reason in free words."""
    return forms.CharField(label=label, max_length=WHY_MOST, widget=forms.Textarea(attrs={"rows": 3}))


class PeriodField(forms.ChoiceField):
    """One of those offered; another period is the action's to refuse, so that a repeat finds its first answer."""

    def valid_value(self, value: str) -> bool:
        """Whether it is a period at all."""
        kind, _colon, code = value.partition(":")
        try:
            return bool(periods.parse(kind, code))
        except ValueError:
            return False


class BeginForm(forms.Form):
    """A period of those that can be counted now, or the correction of a published ranking with its reason."""

    def __init__(self, kinds: list[dict[str, Any]], corrects: Ranking | None, data: Any = None) -> None:
        super().__init__(data)
        if corrects is None:
            choices = [(one["label"], one["periods"]) for one in kinds if one["periods"]]
            self.fields["period"] = PeriodField(
                label=_("Which period is counted"),
                choices=choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose a period."), "invalid_choice": _("Choose a period.")},
            )
        else:
            self.fields["why"] = why(_("What was wrong"))


class StepForm(forms.Form):
    """What a step needs besides the button: a reason, if the table asks for one."""

    def __init__(self, action: Action, data: Any = None) -> None:
        super().__init__(data)
        if STEPS[action].reason:
            self.fields["why"] = why(_("Reason"))


class BonusForm(StepForm):
    """Points, a fact, or both, for a unit that is in the ranking."""

    def __init__(self, ranking: Ranking, data: Any = None) -> None:
        super().__init__(Action.GIVE_BONUS, data)
        rows = Score.objects.filter(ranking=ranking, subject=Subject.UNIT).order_by("name", "key")
        units = [(str(key), name) for key, name in rows.values_list("key", "name")]
        self.fields = {
            "unit": forms.TypedChoiceField(
                label=_("Unit"), choices=[("", _("Choose a unit")), *units], coerce=UUID, widget=forms.Select
            ),
            "points": forms.DecimalField(
                label=_("Points"),
                required=False,
                min_value=-MOST_POINTS,
                max_value=MOST_POINTS,
                decimal_places=2,
                help_text=_("Below 0 they are taken. Empty for a fact alone."),
            ),
            "fact": forms.ChoiceField(
                label=pgettext_lazy("bonus", "What is known of it"),
                required=False,
                choices=Bonus.Fact.choices,
                widget=forms.RadioSelect,
            ),
            **self.fields,
        }

    def clean(self) -> dict[str, Any]:
        """One of both has to be stated."""
        given = super().clean() or {}
        if not self.errors and not given.get("points") and not given.get("fact"):
            self.add_error("points", _("State points, or what is known of the unit."))
        return given
