"""One tap: a city leader puts an entry on the public board and leads it, by the day the button has named."""

from django import forms
from django.utils.translation import gettext as _

from rectification.actions import take
from rectification.facts import StepData
from rectification.models import Ticket
from rectification.pages.viewer import Viewer
from rectification.unit_forms import day_end
from rectification.workflow import Action
from supervision.ladder import Rung
from supervision.refusals import NotAllowed, Refused
from supervision.roles import Role
from supervision.wording import rung_word


class TapForm(forms.Form):
    """What the button carries: the day, what the leader has seen of the entry, and the key of the tap."""

    until = forms.DateField()
    expected = forms.IntegerField(min_value=0, max_value=10**8)
    key = forms.CharField(max_length=64)


def lead(ticket: Ticket, viewer: Viewer, form: TapForm) -> str:
    """Takes the step, and says what was done. Raises NotAllowed, Conflict, or Refused with words."""
    if viewer.actor.post.role != Role.CITY_LEADER:
        raise NotAllowed("wrong_party", _("This step is not yours to take."))
    if not form.is_valid():
        raise Refused("tap", _("This could not be read. Open the form instead."))
    given = form.cleaned_data
    until = day_end(given["until"], viewer.calendar)
    data = StepData(rung=Rung.LISTED.code, person=viewer.actor.post.pk, until=until)
    take(
        Action.CONFIRM_RUNG, ticket.pk, by=viewer.actor, now=viewer.now, data=data, key=given["key"],
        expected=given["expected"],
    )  # fmt: skip
    return _("%(number)s: %(rung)s confirmed, led by you.") % {"number": ticket.number, "rung": rung_word(data.rung)}
