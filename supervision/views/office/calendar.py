"""The working calendar: the year, days and office hours - shown in their effect before they are saved."""

from collections.abc import Callable
from datetime import date, time, timedelta
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from supervision.acting import ActingRequest
from supervision.actions.calendar_edit import know_year, set_days, set_hours
from supervision.actions.calendars import CALENDAR_STREAM
from supervision.actions.standing import seq_of
from supervision.models import CalendarDay, Job
from supervision.office.moves import moves, shown
from supervision.office.year import year_page
from supervision.views.office.frame import Edit, WhyForm, edited, expected, for_keepers, page
from supervision.workcalendar import Day, DayKind, OfficeHours, WorkCalendar

WRITES = require_http_methods(["GET", "HEAD", "POST"])
ORDINARY = "plain"
MOST_DAYS = 40
DATE = {"type": "date"}


@require_safe
@for_keepers
def year(request: ActingRequest) -> HttpResponse:
    """Twelve months."""
    acting = request.acting
    today = timezone.localtime(acting.now).date()
    given = request.GET.get("year", "")
    wanted = int(given) if given.isdecimal() and 2000 <= int(given[:6]) <= 2100 else today.year
    return render(request, "office/calendar.html", year_page(wanted, acting.calendar, acting.now))


class DaysForm(WhyForm):
    """A day, or several in a row, and what they are."""

    first = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))
    last = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))
    kind = forms.ChoiceField(
        label=gettext_lazy("They are"),
        choices=[
            ("off", gettext_lazy("days off")),
            ("work", gettext_lazy("worked (make-up days)")),
            (ORDINARY, gettext_lazy("as their weekdays are")),
        ],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=gettext_lazy("Name of the holiday"), max_length=40, required=False)

    def clean(self) -> dict[str, Any]:
        """In order, and not more than a long holiday."""
        found = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if first and last and not 0 <= (last - first).days < MOST_DAYS:
            raise ValidationError(_("The last day comes after the first, at most forty days later."))
        return found


class HoursForm(WhyForm):
    """Office hours of a season: a morning, and an afternoon or none."""

    morning_from = forms.TimeField(label=gettext_lazy("Morning from"), widget=forms.TimeInput(attrs={"type": "time"}))
    morning_to = forms.TimeField(label=gettext_lazy("Morning to"), widget=forms.TimeInput(attrs={"type": "time"}))
    afternoon_from = forms.TimeField(
        label=gettext_lazy("Afternoon from"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    afternoon_to = forms.TimeField(
        label=gettext_lazy("Afternoon to"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    since = forms.DateField(label=gettext_lazy("From the day"), widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))
    until = forms.DateField(
        label=gettext_lazy("To the day, included"),
        required=False,
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
    )

    def __init__(self, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """Spans in order; they begin today at the earliest."""
        found = super().clean() or {}
        if self.errors:
            return found
        if found["since"] < self.today:
            raise ValidationError(_("Office hours are not back-dated: they begin today at the earliest."))
        if bool(found.get("afternoon_from")) != bool(found.get("afternoon_to")):
            raise ValidationError(_("An afternoon needs its beginning and its end."))
        try:
            found["row"] = OfficeHours(found["since"], found.get("until"), tuple(spans_of(found)))
        except ValueError:
            raise ValidationError(_("The times must follow one another, and the days, too.")) from None
        return found


def spans_of(found: dict[str, Any]) -> list[tuple[time, time]]:
    """The openings of a day."""
    spans = [(found["morning_from"], found["morning_to"])]
    if found.get("afternoon_from"):
        spans.append((found["afternoon_from"], found["afternoon_to"]))
    return spans


@WRITES
@for_keepers
def days(request: ActingRequest) -> HttpResponse:
    """Days off, make-up days, or ordinary days again."""
    acting = request.acting
    form = DaysForm(request.POST or None, initial=today_is(request))
    back = f"{reverse('office_calendar')}?year={str(form['first'].value())[:4]}"

    def would_be(given: dict[str, Any]) -> WorkCalendar:
        row = None if given["kind"] == ORDINARY else Day(DayKind(given["kind"]), given["name"])
        return acting.calendar.with_days(dict.fromkeys(run(given), row))

    def save(given: dict[str, Any]) -> Job:
        kind = None if given["kind"] == ORDINARY else given["kind"]
        _event, job = set_days(
            run(given),
            kind,
            given["name"].strip(),
            given["why"],
            now=acting.now,
            by=acting.post,
            expected=expected(request),
        )
        return job

    return previewed(request, calendar_edit(_("Days of the calendar"), form, back), would_be, save)


def run(given: dict[str, Any]) -> list[date]:
    """The days from the first to the last."""
    return [given["first"] + timedelta(days=n) for n in range((given["last"] - given["first"]).days + 1)]


def today_is(request: ActingRequest) -> dict[str, Any]:
    """The day that was pressed, as it stands."""
    try:
        first = parse_date(request.GET.get("first", "")) or timezone.localtime(request.acting.now).date()
        last = parse_date(request.GET.get("last", "")) or first
    except ValueError:
        first = last = timezone.localtime(request.acting.now).date()
    row = CalendarDay.objects.filter(date=first, active=True).first()
    kind = row.kind if row else ("off" if request.acting.calendar.is_workday(first) else "work")
    return {"first": first, "last": last, "kind": kind, "name": row.name if row else ""}


@WRITES
@for_keepers
def hours(request: ActingRequest) -> HttpResponse:
    """Office hours of a season."""
    acting = request.acting
    today = timezone.localtime(acting.now).date()
    usual = {"morning_from": "08:30", "morning_to": "12:00", "afternoon_from": "14:00", "afternoon_to": "17:30"}
    form = HoursForm(today, request.POST or None, initial={**usual, "since": today + timedelta(days=1)})

    def save(given: dict[str, Any]) -> Job:
        spans = [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in spans_of(given)]
        _event, job = set_hours(
            spans,
            given["since"],
            given.get("until"),
            now=acting.now,
            by=acting.post,
            reason=given["why"],
            expected=expected(request),
        )
        return job

    edit = calendar_edit(_("Office hours"), form, reverse("office_calendar"))
    edit.says = [_("Of several seasons that cover a day the one that begins last counts.")]
    return previewed(request, edit, lambda given: acting.calendar.with_hours(given["row"]), save)


def calendar_edit(title: str, form: forms.Form, back: str) -> Edit:
    """A change of the calendar: looked at first, then saved."""
    return Edit(
        title=title,
        form=form,
        back=back,
        button=_("See what it changes"),
        crumb=_("Working calendar"),
        expected=seq_of(CALENDAR_STREAM),
        template="office/calendar_edit.html",
    )


def previewed(
    request: ActingRequest,
    edit: Edit,
    would_be: Callable[[dict[str, Any]], WorkCalendar],
    save: Callable[[dict[str, Any]], Job],
) -> HttpResponse:
    """The first press shows what would move and writes nothing; the second one saves and leads to the job."""
    if request.method == "POST" and edit.form.is_valid():
        token = token_of(edit.form.cleaned_data)
        if request.POST.get("save") != token:  # not looked at yet, or changed since it was
            found = moves(would_be(edit.form.cleaned_data), request.acting.now)
            edit.more = {"moves": {**shown(found, request.acting.now), "token": token}}
            edit.button = _("Reckon again")
            return page(request, edit)
    return edited(request, edit, lambda given: redirect("job", pk=save(given).pk))


def token_of(given: dict[str, Any]) -> str:
    """What was looked at, but for the reason; only that can be saved."""
    seen = sorted((name, str(value)) for name, value in given.items() if name not in ("why", "row"))
    return sha256(repr(seen).encode()).hexdigest()[:16]


@WRITES
@for_keepers
def year_known(request: ActingRequest, number: int) -> HttpResponse:
    """All days of the notice are entered."""
    if not 2000 <= number <= 2100:
        raise Http404
    acting = request.acting
    edit = Edit(
        title=_("The holidays of %(year)s are complete") % {"year": number},
        form=WhyForm(request.POST or None),
        back=f"{reverse('office_calendar')}?year={number}",
        button=_("They are complete"),
        crumb=_("Working calendar"),
        expected=seq_of(CALENDAR_STREAM),
        says=[
            _("%(n)s days of %(year)s are entered.")
            % {"n": CalendarDay.objects.filter(date__year=number, active=True).count(), "year": number},
            _("Pages no longer warn of this year. Days can still be changed afterwards."),
        ],
    )

    def do(given: dict[str, Any]) -> str:
        know_year(number, given["why"], now=acting.now, by=acting.post, expected=expected(request))
        return _("The holidays of %(year)s are complete.") % {"year": number}

    return edited(request, edit, do)
