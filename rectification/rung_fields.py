"""Fields of the steps about a rung: which one, who holds the post, which document, which day."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rectification.pages import offers
from rectification.pages.reading import Reading
from rectification.steps.terms import NUMBER_MOST
from rectification.workflow import Action
from supervision.ladder import Rung
from supervision.models import Duty, Post
from supervision.roles import HANDLES
from supervision.wording import RUNGS

NOBODY: tuple[str, Any] = ("", _("please choose"))
FEW = 8  # choices that are ticked rather than chosen from a list


class FormOfAStep(forms.Form):
    """What these fields ask of the form they stand in."""

    action: Action
    reading: Reading
    rungs: list[Rung]
    others: list[tuple[Duty, Rung]]

    @property
    def sure(self) -> bool:
        """Whether the form is about one rung alone: then its terms are asked for at once."""
        return len(self.rungs) == 1 and not self.others


def post_field(form: FormOfAStep, label: Any, required: bool = True, order: str = "role", **which: Any) -> forms.Field:
    """Posts of now; a few to tick, many to choose from."""
    posts = Post.objects.at(form.reading.viewer.now).filter(**which).select_related("user", "unit")
    choices = [(str(post.pk), f"{post.user} · {post.called}") for post in posts.order_by(order, "rank", "valid_from")]
    if len(choices) > FEW:
        return forms.ChoiceField(label=label, required=required, choices=[NOBODY, *choices])
    return forms.ChoiceField(label=label, required=required, choices=choices, widget=forms.RadioSelect)


def partner_field(form: FormOfAStep) -> forms.Field:
    """Who came to the talk, of the unit that owes the work."""
    unit = form.reading.desk.lead.unit_id
    return post_field(form, pgettext_lazy("step field", "Talk held with"), order="-role", unit=unit, role__in=HANDLES)


def number_field(form: FormOfAStep) -> forms.Field:
    """The document's number, as the registry gave it."""
    return forms.CharField(
        label=_("Number of the document"), max_length=NUMBER_MOST, required=form.sure, empty_value="",
        help_text=_("Each number is used once for the same rung."),
    )  # fmt: skip


def on_field(form: FormOfAStep) -> forms.Field:
    """A day that has been."""
    talk = form.action == Action.RECORD_TALK
    return forms.DateField(
        label=_("Day of the talk") if talk else _("Date of the document"), required=talk or form.sure,
        initial=form.reading.desk.today, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip


def rung_field(form: FormOfAStep) -> forms.Field:
    """The rungs this step can be about; those of other duties than the unit's say of which one they are."""
    choices: list[tuple[str, Any]] = [(rung.code, RUNGS[rung]) for rung in form.rungs]
    choices += [(f"{duty.ordinal}.{rung.code}", about_other(duty, rung)) for duty, rung in form.others]
    alone = choices[0][0] if len(choices) == 1 else None
    return forms.ChoiceField(label=_("Rung"), choices=choices, initial=alone, widget=forms.RadioSelect)


def about_other(duty: Duty, rung: Rung) -> str:
    """A rung of a duty that is not the unit's own: what was owed, and by whom."""
    return f"{RUNGS[rung]} · {duty.get_kind_display()} · {duty.unit.label}"


def others_of(action: Action, reading: Reading, rungs: list[Rung], named: str) -> list[tuple[Duty, Rung]]:
    """Rungs of other duties that a step can be about; none where a rung of the unit's own was named."""
    if action != Action.REVOKE_RUNG or named in [rung.code for rung in rungs]:
        return []
    return offers.standing_elsewhere(reading)


def rungs_of(action: Action, reading: Reading, named: str) -> list[Rung]:
    """The rungs a step can be about: the one that was named, where it is among them."""
    if action not in RUNGS_OF or not reading.desk.has_lead:
        return []
    found = RUNGS_OF[action](reading)
    return [rung for rung in found if rung.code == named] or found


def settable(reading: Reading) -> list[Rung]:
    """Rungs that can be set by hand: above what stands, and not waiting already."""
    waiting = {row.rung for row in reading.desk.measures if row.duty_id == reading.desk.lead.id and row.waits}
    return [rung for rung in Rung if rung > reading.desk.lead.highest_rung and rung.code not in waiting]


RUNGS_OF: dict[Action, Callable[[Reading], list[Rung]]] = {
    **offers.BY_RUNG,
    Action.REVOKE_RUNG: offers.standing,
    Action.SET_RUNG: settable,
}
