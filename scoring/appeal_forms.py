"""Forms of appeals: against which figure or entry and why, and the decision."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from rectification.forms import as_id
from rectification.models import Ticket
from rectification.pages.viewer import Viewer
from rectification.unit_forms import words
from scoring.actions.appeals import Plea
from scoring.formula_words import name_of
from scoring.models import Appeal, Line, Ranking, Score
from supervision.staging import read_id

MOST = 500  # entries to choose from; a unit with more names one from the figure's own list


class AskForm(forms.Form):
    """A figure, perhaps one entry of it, and why."""

    def __init__(self, ranking: Ranking, score: Score, viewer: Viewer, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.viewer = viewer
        # What has no value for this unit comes last: nobody should begin by appealing against what is not counted.
        ordered = sorted(score.figures["figures"], key=lambda figure: bool(figure["reason"]))
        figures = [(figure["code"], name_of(figure["code"])) for figure in ordered]
        self.fields["figure"] = forms.ChoiceField(label=_("Which figure"), choices=figures)
        self.fields["duty"] = forms.ChoiceField(
            label=_("Which entry"), choices=entries(ranking, score.key, initial), required=False,
            help_text=_("Without an entry the appeal is about the whole figure."),
        )  # fmt: skip
        self.fields["words"] = words(_p("words", "What is wrong"), True)

    def plea(self, proof: tuple[UUID, ...]) -> Plea:
        """What goes to the engine."""
        given = self.cleaned_data
        return Plea(given["figure"], given["words"], as_id(given["duty"]), proof)


def entries(ranking: Ranking, unit: UUID, initial: Any) -> list[tuple[str, Any]]:
    """The unit's own counted entries that cost it something, and the one that was named: two queries."""
    lines = Line.objects.filter(ranking=ranking, unit=unit).exclude(role="check")
    found = list(lines.filter(out="", on_time=0).order_by("score_due_at", "pk")[:MOST])
    named = read_id((initial or {}).get("duty", ""))
    if named and named not in {line.duty_id for line in found}:
        found += list(lines.filter(duty=named))
    numbers = dict(Ticket.objects.filter(pk__in={line.ticket_id for line in found}).values_list("pk", "number"))
    return [("", _("the whole figure")), *((str(line.duty_id), numbers[line.ticket_id]) for line in found)]


class DecideForm(forms.Form):
    """Upheld or not, what becomes of the entry, the reason."""

    def __init__(self, row: Appeal, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data)
        self.viewer = viewer
        verdicts = [("refuse", _("It is refused: the figures stand"))]
        if row.line_duty_id:
            verdicts += [
                ("on_time", _("Upheld: the entry counts as fixed on time")),
                ("out", _("Upheld: the entry is not counted")),
            ]
        else:
            verdicts.append(("uphold", _("Upheld: points are given, and it is counted again")))
        self.fields["verdict"] = forms.ChoiceField(label=_("Decision"), choices=verdicts, widget=forms.RadioSelect)
        self.fields["words"] = words(_("Reason"), True)

    @property
    def upheld(self) -> bool:
        """Whether the unit is right."""
        return self.cleaned_data["verdict"] != "refuse"

    @property
    def effect(self) -> str:
        """What becomes of the entry."""
        verdict = self.cleaned_data["verdict"]
        return verdict if verdict in ("on_time", "out") else ""


class WithdrawForm(forms.Form):
    """Nothing to fill in."""

    def __init__(self, row: Appeal, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data)
        self.viewer = viewer
