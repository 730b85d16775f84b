"""What is wrong with the consequences that a scheme carries, in the user's words. Pure."""

from django.utils.translation import gettext as _

from scoring.consequences import Step, read_consequences
from scoring.reading import Unreadable


def faults(written: object) -> list[str]:
    """Nothing when they can be used; a rule of rankings leads to the file of a unit, or to nothing."""
    try:
        found = read_consequences(written)
    except Unreadable as unreadable:
        return [str(unreadable)]
    wrong = found.nonsense()
    for rule in found.rules:
        if rule.subject != "unit":
            wrong.append(_("%(rule)s: only a unit can be called to a talk or held to account.") % {"rule": rule.code})
        if rule.step == Step.CIRCULAR:
            words = _("%(rule)s: a circular is given on an entry; from a ranking follows a talk or accountability.")
            wrong.append(words % {"rule": rule.code})
    return wrong
