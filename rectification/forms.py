"""The form of a step, built from what the step table says must come with it."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rectification.facts import Place, StepData
from rectification.models import PetitionKind, Ticket
from rectification.pages import offers
from rectification.pages.reading import Reading
from rectification.pages.targets import near_by
from rectification.rung_fields import (
    NOBODY,
    FormOfAStep,
    number_field,
    on_field,
    others_of,
    partner_field,
    post_field,
    rung_field,
    rungs_of,
)
from rectification.steps.measuring import TALKS
from rectification.wording import WORDS_LABELS
from rectification.workflow import STEPS, Action, Need
from sites.models import Category, Unit
from sites.vocabulary import UnitKind
from supervision.ladder import Rung
from supervision.models import Duty, Post, Words
from supervision.roles import Role

Choices = list[tuple[Any, Any]]
WORDS_MOST = 2000
DATED = (PetitionKind.EXTENSION, PetitionKind.SUSPENSION)
# What else may come with a step although the table does not ask for it.
EXTRAS: dict[str, tuple[str, ...]] = {Action.ERASE: ("erase",)}


class StepForm(FormOfAStep):
    """Fields by name as `StepData` knows them."""

    def __init__(
        self, action: Action, reading: Reading, petition: str = "", data: Any = None, *, rung: str = ""
    ) -> None:
        super().__init__(data)
        self.action, self.reading, self.petition = action, reading, petition
        self.rungs = rungs_of(action, reading, rung)
        self.others = others_of(action, reading, self.rungs, rung)
        for name in self.names() if reading.ticket.status in STEPS[action].before else ():
            self.fields[name] = FIELDS[name](self)
        self.fields["words"] = words_field(self)

    def names(self) -> list[str]:
        """The fields besides the words, each once."""
        needed = [FIELD_OF[need] for need in STEPS[self.action].needs if need in FIELD_OF]
        if self.action == Action.RECORD_TALK:
            needed = ["person", "partner", "on", "until"]
        more = [*EXTRAS.get(self.action, ()), *self.by_petition(), *self.by_rung()]
        return list(dict.fromkeys([*needed, *more]))

    def by_petition(self) -> list[str]:
        """A date for what has one; a return may be granted straight to another unit."""
        if self.action not in (Action.ASK, Action.DECIDE):
            return []
        if self.petition in DATED:
            return ["until"]
        return ["unit"] if self.action == Action.DECIDE else []

    def by_rung(self) -> list[str]:
        """The public board names who leads it and by when; what is above it has a document."""
        if self.action != Action.CONFIRM_RUNG:
            return []
        listing = ["person", "until"] if Rung.LISTED in self.rungs else []
        return [*listing, *(["number", "on"] if max(self.rungs, default=Rung.LISTED) > Rung.LISTED else [])]

    def clean_target(self) -> Ticket:
        """Another entry the reader may read, by its number."""
        number = self.cleaned_data["target"].strip().upper()
        found: Ticket | None = self.reading.viewer.tickets().filter(number=number).first()
        if found is None:
            raise forms.ValidationError(_("You can read no entry of this number."))
        return found

    def step_data(self, photos: tuple[UUID, ...], place: Place | None) -> StepData:
        """What goes to the engine."""
        given = self.cleaned_data
        ordinal, _dot, rung = given.get("rung", "").rpartition(".")
        owed = next((duty.pk for duty in self.reading.desk.duties if str(duty.ordinal) == ordinal), None)
        return StepData(
            words=given.get("words", ""),
            photos=photos,
            place=place,
            unit=as_id(given.get("unit")),
            person=as_id(given.get("person")),
            category=given.get("category", ""),
            target=given["target"].pk if given.get("target") else None,
            until=self.moment(given.get("until")),
            petition=self.petition,
            verdict={"yes": True, "no": False}.get(given.get("verdict", "")),
            rung=rung,
            number=given.get("number", ""),
            on=given.get("on"),
            partner=as_id(given.get("partner")),
            duty=as_id(given.get("duty")) or owed,
            erase=tuple(UUID(pk) for pk in given.get("erase", ())),
        )

    def moment(self, day: date | None) -> datetime | None:
        """A day stands for its close of office, or that of the next working day."""
        if day is None:
            return None
        morning = datetime.combine(day, time(0), timezone.get_default_timezone())
        return self.reading.viewer.calendar.next_close(morning)


def as_id(given: str | None) -> UUID | None:
    """A chosen row."""
    return UUID(given) if given else None


def read_place(post: Any) -> Place | None:
    """The device's place from `lng` and `lat`; anything that is none counts as no place."""
    try:
        lon, lat = (Decimal(post.get(name, "")) for name in ("lng", "lat"))
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            return None
        return lon.quantize(Decimal("0.000001")), lat.quantize(Decimal("0.000001"))
    except (InvalidOperation, TypeError):
        return None


def words_field(form: StepForm) -> forms.Field:
    """Free words; asked for where the table asks for a reason or for words."""
    needs = STEPS[form.action].needs
    return forms.CharField(
        label=str(WORDS_LABELS.get(form.action, _("Reason"))),
        required=Need.REASON in needs or Need.WORDS in needs,
        max_length=WORDS_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def unit_field(form: StepForm) -> forms.Field:
    """A unit that can be given the entry."""
    required = form.action != Action.DECIDE
    label = _("Unit") if required else _("If granted, straight to this unit")
    return forms.ChoiceField(label=label, required=required, choices=[NOBODY, *unit_choices(form)])


def unit_choices(form: StepForm) -> Choices:
    """Units below one's own for sub-assigned work; else all that can owe something, by kind."""
    reading = form.reading
    if form.action == Action.SUB_ASSIGN:
        return [(str(unit.pk), unit.label) for unit in offers.units_below(reading)]
    rows = Unit.objects.on(reading.desk.today).exclude(kind=UnitKind.TEAM)
    if reading.desk.has_lead and form.action == Action.REASSIGN:
        rows = rows.exclude(pk=reading.desk.lead.unit_id)
    return grouped(sorted(rows, key=lambda unit: (unit.kind, unit.code)), lambda unit: UnitKind(unit.kind).label)


def grouped(rows: Iterable[Any], heading: Callable[[Any], Any]) -> Choices:
    """Choices under headings; the rows come in their order."""
    return [(head, [(str(row.pk), row.label) for row in part]) for head, part in groupby(rows, key=heading)]


def person_field(form: StepForm) -> forms.Field:
    """A colleague of the unit, or of the checking team."""
    if form.action == Action.CONFIRM_RUNG:
        return post_field(form, pgettext_lazy("step field", "Led by"), form.sure, role=Role.CITY_LEADER)
    if form.action == Action.RECORD_TALK:
        return post_field(form, pgettext_lazy("step field", "Talk held by"), role__in=TALKS)
    find = offers.checkers if form.action == Action.DEAL_OUT else offers.colleagues
    ids = [post_id for post_id, _user in find(form.reading)]
    posts = Post.objects.filter(pk__in=ids).select_related("user", "unit").in_bulk()
    choices = [(str(pk), f"{posts[pk].user} · {posts[pk].called}") for pk in ids]
    return forms.ChoiceField(label=pgettext_lazy("step field", "To whom"), choices=choices, widget=forms.RadioSelect)


def category_field(form: StepForm) -> forms.Field:
    """Every kind of problem of the entry's own catalogue, by its group."""
    ticket = form.reading.ticket
    rows = Category.objects.of(ticket.catalogue).filter(parent__isnull=False).select_related("parent")
    choices = [
        (head, [(row.code, row.label) for row in part])
        for head, part in groupby(rows.order_by("code"), key=lambda row: row.parent.label if row.parent else "")
    ]
    return forms.ChoiceField(label=_("Category"), choices=[NOBODY, *choices])


def target_field(form: StepForm) -> forms.Field:
    """The number of another entry; likely ones are named."""
    numbers = near_by(form.reading, form.action)
    note = _("Close by: %(numbers)s") % {"numbers": ", ".join(numbers)} if numbers else ""
    return forms.CharField(
        label=_("Number of the other entry"), max_length=24, initial=next(iter(numbers), ""), help_text=note
    )


def until_field(form: StepForm) -> forms.Field:
    """A day ahead; an answer to a petition may change the day that was asked for."""
    asked = form.reading.desk.open_petition(form.petition) if form.action == Action.DECIDE else None
    initial = timezone.localtime(asked.until).date() if asked and asked.until else None
    return forms.DateField(
        label=_("Until") if initial else UNTIL.get(form.action, _("New date")),
        required=initial is None and (form.action != Action.CONFIRM_RUNG or form.sure),
        initial=initial,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Counts until the close of office of that day."),
    )


def verdict_field(form: StepForm) -> forms.Field:
    """Yes or no."""
    words = (_("Grant"), _("Refuse")) if form.action == Action.DECIDE else (_("Confirmed"), _("Not yet: go on"))
    choices = list(zip(("yes", "no"), words, strict=True))
    return forms.ChoiceField(label=_("Decision"), choices=choices, widget=forms.RadioSelect)


def duty_field(form: StepForm) -> forms.Field:
    """The parts of the work this step can be about; one alone is chosen already."""
    find = offers.handed_up if form.action == Action.CONFIRM_SUB else offers.own_parts
    rows: list[Duty] = find(form.reading)
    choices = [(str(row.pk), f"{row.get_kind_display()} · {row.unit.label}") for row in rows]
    initial = choices[0][0] if len(choices) == 1 else None
    return forms.ChoiceField(label=_("Part of the work"), choices=choices, initial=initial, widget=forms.RadioSelect)


def erase_field(form: StepForm) -> forms.Field:
    """Free words of the entry that are still there."""
    rows = Words.objects.filter(stream_id=form.reading.ticket.pk, erased_at=None).order_by("id")
    choices = [(str(row.pk), row.text) for row in rows]
    return forms.MultipleChoiceField(label=_("Words"), choices=choices, widget=forms.CheckboxSelectMultiple)


UNTIL: dict[Action, Any] = {Action.CONFIRM_RUNG: _("Target date"), Action.RECORD_TALK: _("Promised by")}
FIELD_OF: dict[Need, str] = {
    Need.UNIT: "unit",
    Need.PERSON: "person",
    Need.CATEGORY: "category",
    Need.TARGET: "target",
    Need.DATE: "until",
    Need.VERDICT: "verdict",
    Need.RUNG: "rung",
    Need.DUTY: "duty",
}
FIELDS: dict[str, Callable[[StepForm], forms.Field]] = {
    "unit": unit_field,
    "person": person_field,
    "category": category_field,
    "target": target_field,
    "until": until_field,
    "verdict": verdict_field,
    "rung": rung_field,
    "number": number_field,
    "on": on_field,
    "partner": partner_field,
    "duty": duty_field,
    "erase": erase_field,
}
