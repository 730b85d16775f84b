"""The page of one step: what it does, its form, what to photograph again, and the words of a refusal."""

from typing import Any
from uuid import uuid4

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext as _

from rectification import dossiers
from rectification.models import PetitionKind, PhotoKind
from rectification.pages.material import who
from rectification.pages.offers import about_rung
from rectification.pages.reading import Reading
from rectification.pages.stated import statements
from rectification.steps.asking import decider
from rectification.wording import ACTIONS, SAYS, ask_label
from rectification.workflow import Action
from sites.models import Unit
from sites.vocabulary import Verify
from supervision.ladder import Rung
from supervision.models import User
from supervision.refusals import Conflict, Refused
from supervision.wording import moment

# Steps that take photos along, and those the device's place goes with.
WITH_PHOTOS = frozenset({Action.SUBMIT, Action.PASS, Action.FAIL, Action.FINISH, Action.ASK, Action.NOTE, Action.JOIN})
KEY_REUSED = "key_reused"
WITH_PLACE = frozenset({Action.SUBMIT, Action.PASS, Action.FAIL, Action.JOIN})


def step_page(
    action: Action, reading: Reading, form: Form, key: str, petition: str = "", rung: Rung | None = None
) -> dict[str, Any]:
    """The page but for what was typed and sent before (that is the view's)."""
    ticket = reading.ticket
    query = f"?petition={petition}" if petition else f"?rung={rung.code}" if rung is not None else ""
    label = ask_label(petition) if action == Action.ASK else str(ACTIONS[action])
    if rung is not None:
        label = str(about_rung(action, rung))
    before = reading.material.shots(ticket, PhotoKind.BEFORE) if action in WITH_PHOTOS else []
    return {
        "ticket": {
            "number": ticket.number,
            "title": reading.material.title(ticket),
            "place": reading.material.place(ticket),
            "urgency": ticket.urgency,
        },
        "step": {
            "label": label,
            "action_url": reverse("step", args=[ticket.number, action]) + query,
            "expected": reading.expected,
            "key": key or uuid4().hex,
            "seal": action == Action.PASS,
        },
        "says": str(SAYS.get(action, "")),
        "depends": depends(petition, reading) if action == Action.ASK else heard_before(action, reading, rung),
        "form": form,
        "before": before,
        "upload_url": reverse("supervision:stage_upload") if action in WITH_PHOTOS else None,
        "photo_min": photos_needed(action, reading),
        "place": action in WITH_PLACE,
        "back_url": reverse("entry", args=[ticket.number]),
    }


def heard_before(action: Action, reading: Reading, rung: Rung | None) -> list[str]:
    """What the unit has stated, before the office decides."""
    file = dossiers.opened(reading.desk, reading.desk.lead, rung) if rung is not None else None
    if file is None or action not in (Action.CONFIRM_RUNG, Action.REVOKE_RUNG, Action.STATE) or not file.waits:
        return []
    said = [
        _("%(who)s stated, %(at)s: %(text)s") % {"who": one["who"], "at": one["at"], "text": one["text"]}
        for one in statements(reading, file)
    ]
    return said or [str(_("The unit has not stated its view yet."))]


def depends(kind: str, reading: Reading) -> list[str]:
    """On whom and on what the answer to a petition depends."""
    desk, now = reading.desk, reading.viewer.now
    unit_id, holder = decider(desk, kind)
    unit = Unit.objects.filter(pk=unit_id).first()
    user = User.objects.filter(pk=holder.user_id).first() if holder else None
    due = moment(desk.calendar.add(now, desk.rules.decide), now)
    lines = [_("%(who)s decides, by %(due)s.") % {"who": who(unit, user), "due": due}]
    if kind == PetitionKind.RETURN:
        last = moment(desk.calendar.add(desk.lead.started_at, desk.rules.return_within), now)
        until = _("It can be asked until %(last)s. Say who owes it instead, and why.")
        lines.append(until % {"last": last})
        if desk.ticket.return_count:
            lines.append(_("It is the second return: the office's decision binds."))
    elif kind == PetitionKind.EXTENSION:
        lines.append(_("It can be asked before the time limit, and once. The proof says why the time was not enough."))
        if not desk.rules.extension_moves_score:
            lines.append(_("The ladder waits for the new date; the ranking counts by the old one."))
    else:
        lines.append(_("For what takes long: the reason, a plan and a target date. A note is owed each month."))
    return lines


def photos_needed(action: Action, reading: Reading) -> int | None:
    """How many photos the step asks for."""
    onsite = action == Action.PASS and reading.ticket.verify == Verify.ONSITE
    return 1 if action == Action.SUBMIT or onsite else None


def refusal_of(refused: Refused, number: str) -> dict[str, str]:
    """A rule's no, for components/refusal.html; whoever was faster is named, with the way to look at it."""
    shown = {"text": refused.words}
    if isinstance(refused, Conflict) and "person" in refused.params:
        shown |= {
            "title": _("%(person)s was faster") % {"person": refused.params["person"]},
            "url": reverse("entry", args=[number]),
            "label": _("Look at it again"),
        }
    if refused.code == KEY_REUSED:
        shown |= {"url": reverse("entry", args=[number]), "label": _("Look at it again")}
    return shown


def key_after(refused: Refused | None, key: str) -> str:
    """The key of the page that comes back: a new one where the old one stands for what was sent before."""
    return "" if refused is not None and refused.code == KEY_REUSED else key
