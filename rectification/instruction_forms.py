"""Forms about instructions: writing one, and the terms of each step."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rectification.facts import StepData
from rectification.forms import as_id
from rectification.instruction_steps import Wanted
from rectification.instruction_table import STEPS, Act
from rectification.instructions import others
from rectification.models import Instruction
from rectification.pages.instruct import Target
from rectification.pages.viewer import Viewer
from rectification.rung_fields import NOBODY
from rectification.unit_forms import DAY, TermsForm, day_end, words
from supervision.models import Post, Words
from supervision.wording import limit_words

LABELS = {
    Act.ANSWER: pgettext_lazy("words", "How it was carried out"),
    Act.HAND_OVER: pgettext_lazy("words", "Your words"),
    Act.ACCEPT: pgettext_lazy("words", "Your words"),
    Act.SEND_BACK: pgettext_lazy("words", "What is still missing"),
}


def day_field(viewer: Viewer, help_text: Any) -> forms.Field:
    """A day from today on; one that has been must not become the next day on which offices close."""
    today = timezone.localtime(viewer.now).date()
    ahead = MinValueValidator(today, _("Name a day that lies ahead."))
    return forms.DateField(label=_("By when"), required=False, widget=DAY, help_text=help_text, validators=[ahead])


def person_field(row: Instruction, viewer: Viewer, *, sent: bool) -> forms.Field:
    """Colleagues who could owe the answer instead; of what is sent a second time, whoever has it by now as well."""
    ids = [one.post_id for one in others(row.duty, viewer.now)]
    if sent and row.duty.post_id and row.duty.post_id not in ids:
        ids.append(row.duty.post_id)
    posts = Post.objects.filter(pk__in=ids).select_related("user", "unit").in_bulk()
    choices = [(str(pk), f"{posts[pk].user} · {posts[pk].called}") for pk in ids]
    return forms.ChoiceField(label=pgettext_lazy("step field", "To whom"), choices=choices, widget=forms.RadioSelect)


class WriteForm(forms.Form):
    """To which unit, what, and by when."""

    def __init__(self, viewer: Viewer, target: Target, data: Any = None) -> None:
        super().__init__(data)
        self.viewer, self.target = viewer, target
        self.fields["unit"] = forms.ChoiceField(
            label=_("Unit that answers"), choices=[NOBODY, *target.choices], initial=target.first
        )
        self.fields["words"] = words(pgettext_lazy("words", "What is to be done"), True)
        help_text = _("Until the close of office of that day. Without a day: %(limit)s.")
        self.fields["until"] = day_field(viewer, help_text % {"limit": limit_words(target.limit)})

    def wanted(self) -> Wanted:
        """What goes to the engine."""
        given = self.cleaned_data
        return Wanted(
            words=given["words"],
            unit=as_id(given["unit"]),
            ticket=self.target.ticket.pk if self.target.ticket else None,
            zone=self.target.zone.pk if self.target.zone else None,
            until=day_end(given["until"], self.viewer.calendar) if given["until"] else None,
        )


class ActForm(TermsForm):
    """The terms of one step on an instruction."""

    def __init__(self, act: Act, row: Instruction, viewer: Viewer, data: Any = None) -> None:
        super().__init__(viewer, data)
        if act == Act.ERASE:
            left = Words.objects.filter(stream_id=row.pk, erased_at=None).order_by("id")
            choices, boxes = [(str(one.pk), one.text) for one in left], forms.CheckboxSelectMultiple
            self.fields["erase"] = forms.MultipleChoiceField(label=_("Words"), choices=choices, widget=boxes)
        if STEPS[act].person:
            self.fields["person"] = person_field(row, viewer, sent=data is not None)
        self.fields["words"] = words(LABELS.get(act, _("Reason")), STEPS[act].words)
        if act == Act.SEND_BACK:
            help_text = _("Without a day the time for doing it again is half the first one.")
            self.fields["until"] = day_field(viewer, help_text)

    def with_photos(self, ids: tuple[UUID, ...]) -> StepData:
        """What goes to the step, with the photos that were sent along."""
        data = self.step_data()
        return StepData(words=data.words, person=data.person, until=data.until, erase=data.erase, photos=ids)
