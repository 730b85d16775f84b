"""Forms about a unit as a whole: which one is called to what, and the terms of each step on its file."""

from datetime import datetime, time
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rectification.facts import StepData
from rectification.forms import WORDS_MOST, as_id
from rectification.models import UnitMeasure
from rectification.pages.viewer import Viewer
from rectification.rung_fields import FEW, NOBODY
from rectification.steps.measuring import TALKS
from rectification.steps.terms import NUMBER_MOST
from rectification.unit_steps import NEEDED, RUNGS
from rectification.wording import WORDS_LABELS
from rectification.workflow import Action
from sites.models import Unit
from sites.vocabulary import UnitKind
from supervision.ladder import Rung
from supervision.models import Post, Words
from supervision.roles import HANDLES, Role
from supervision.wording import RUNGS as WORDS
from supervision.workcalendar import WorkCalendar

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TermsForm(forms.Form):
    """Fields by name as `StepData` knows them."""

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data)
        self.viewer = viewer

    def step_data(self) -> StepData:
        """What goes to the step."""
        given = self.cleaned_data
        return StepData(
            words=given.get("words", ""),
            unit=as_id(given.get("unit")),
            person=as_id(given.get("person")),
            until=day_end(given["until"], self.viewer.calendar) if given.get("until") else None,
            rung=given.get("rung", ""),
            number=given.get("number", ""),
            on=given.get("on"),
            partner=as_id(given.get("partner")),
            erase=tuple(UUID(pk) for pk in given.get("erase", ())),
        )


class ProposalForm(TermsForm):
    """A unit, a rung, the reason."""

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(viewer, data)
        self.fields["unit"] = forms.ChoiceField(label=_("Unit"), choices=[NOBODY, *units(viewer)])
        rungs = [(rung.code, WORDS[rung]) for rung in RUNGS]
        self.fields["rung"] = forms.ChoiceField(label=_("Rung"), choices=rungs, widget=forms.RadioSelect)
        self.fields["words"] = words(_("Reason"), True)


class FileForm(TermsForm):
    """The terms of one step on a file."""

    def __init__(self, action: Action, row: UnitMeasure, viewer: Viewer, data: Any = None) -> None:
        super().__init__(viewer, data)
        if action == Action.CONFIRM_RUNG:
            help_text = _("Each number is used once for the same rung.")
            number = forms.CharField(label=_("Number of the document"), max_length=NUMBER_MOST, help_text=help_text)
            self.fields["number"] = number
            self.fields["on"] = past_day(_("Date of the document"), viewer)
            if row.rung == Rung.TALK.code:
                label = pgettext_lazy("step field", "Will talk with the unit")
                self.fields["person"] = post_field(viewer, label, role=Role.CITY_LEADER)
        elif action == Action.RECORD_TALK:
            held_by, with_whom = (
                pgettext_lazy("step field", "Talk held by"),
                pgettext_lazy("step field", "Talk held with"),
            )
            self.fields["person"] = post_field(viewer, held_by, initial=row.post_id, role__in=TALKS)
            self.fields["partner"] = post_field(viewer, with_whom, "-role", unit=row.unit_id, role__in=HANDLES)
            self.fields["on"] = past_day(_("Day of the talk"), viewer)
            note = _("Counts until the close of office of that day.")
            self.fields["until"] = forms.DateField(label=_("Promised by"), widget=DAY, help_text=note)
        elif action == Action.ERASE:
            left = Words.objects.filter(stream_id=row.pk, erased_at=None).order_by("id")
            choices, boxes = [(str(one.pk), one.text) for one in left], forms.CheckboxSelectMultiple
            self.fields["erase"] = forms.MultipleChoiceField(label=_("Words"), choices=choices, widget=boxes)
        self.fields["words"] = words(WORDS_LABELS.get(action, _("Reason")), action in NEEDED)


def units(viewer: Viewer) -> list[tuple[Any, Any]]:
    """All that can owe something, by kind."""
    rows = Unit.objects.on(timezone.localtime(viewer.now).date()).exclude(kind=UnitKind.TEAM)
    found = sorted(rows, key=lambda unit: (unit.kind, unit.code))
    return [
        (UnitKind(kind).label, [(str(unit.pk), unit.label) for unit in part])
        for kind, part in groupby(found, key=lambda unit: unit.kind)
    ]


def post_field(viewer: Viewer, label: Any, order: str = "role", initial: Any = None, **which: Any) -> forms.Field:
    """Posts of now; a few to tick, many to choose from."""
    posts = Post.objects.at(viewer.now).filter(**which).select_related("user", "unit")
    choices = [(str(post.pk), f"{post.user} · {post.called}") for post in posts.order_by(order, "rank", "valid_from")]
    if len(choices) > FEW:
        return forms.ChoiceField(label=label, initial=initial, choices=[NOBODY, *choices])
    return forms.ChoiceField(label=label, initial=initial, choices=choices, widget=forms.RadioSelect)


def past_day(label: Any, viewer: Viewer) -> forms.Field:
    """A day that has been."""
    return forms.DateField(label=label, initial=timezone.localtime(viewer.now).date(), widget=DAY)


def words(label: Any, required: bool) -> forms.Field:
    """Free words."""
    return forms.CharField(
        label=label, required=required, max_length=WORDS_MOST, widget=forms.Textarea(attrs={"rows": 3})
    )


def day_end(day: Any, calendar: WorkCalendar) -> datetime:
    """A day stands for its close of office, or that of the next working day."""
    return calendar.next_close(datetime.combine(day, time(0), timezone.get_default_timezone()))
