"""The ladder: looked at, changed in a draft, played, and put into force as the next version."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from supervision.acting import ActingRequest
from supervision.actions.calendars import ladder, ladder_in_force
from supervision.actions.jobs import ask
from supervision.actions.ladder_edit import LADDER_STREAM, change_ladder
from supervision.actions.standing import seq_of
from supervision.ladder import RELATIONS, AfterDue, AtDue, Count, LadderRule, Moment, Share
from supervision.ladder import LadderVersion as Ladder
from supervision.ladder_draft import can_climb, differences, exchanged, groups, is_timed, nonsense, rules_of
from supervision.limits import workdays
from supervision.models import DutyKind, Job
from supervision.office import ladder as pages
from supervision.office.ladder_play import PLAY, shown
from supervision.views.jobs import shown as job_shown
from supervision.views.office.frame import Edit, WhyForm, edited, expected, for_keepers
from supervision.views.office.frame import page as edit_page
from supervision.wording import RELATIONS as RELATION_WORDS
from supervision.wording import RUNGS

SHARE, DUE, AFTER = "share", "due", "after"
WHENS = [
    (SHARE, pgettext_lazy("ladder", "per cent of the time used up")),
    (DUE, pgettext_lazy("ladder", "when the time ends")),
    (AFTER, pgettext_lazy("ladder", "working days after that")),
]


@require_safe
@for_keepers
def show(request: ActingRequest) -> HttpResponse:
    """The ladder in force and its versions."""
    return render(request, "office/ladder.html", pages.ladder_page(request.acting.now))


class LadderForm(forms.Form):
    """The ladder of some kinds of duty: every way up with its moment, its readers and its confirmation."""

    def __init__(self, kinds: tuple[str, ...], rules: tuple[LadderRule, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules
        labels = [(kind, DutyKind(kind).label) for kind in kinds]
        self.fields["kinds"] = forms.MultipleChoiceField(
            label=gettext_lazy("It holds for"), choices=labels, initial=kinds, widget=forms.CheckboxSelectMultiple
        )
        for number, rule in enumerate(rules):
            self.fields |= {f"r{number}_{name}": field for name, field in fields_of(rule).items()}

    def clean(self) -> dict[str, Any]:
        """The rules as a whole make a ladder, or it is said why not."""
        given = super().clean() or {}
        if self.errors:
            return given
        given["rules"] = tuple(ruled(rule, number, given) for number, rule in enumerate(self.rules))
        wrong = nonsense(given["rules"])
        if wrong:
            raise ValidationError(wrong)
        return given

    def rungs(self) -> Iterator[dict[str, Any]]:
        """For the page: each way up with its fields."""
        for number, rule in enumerate(self.rules):
            own: dict[str, BoundField] = {
                name: self[f"r{number}_{name}"]
                for name in ("on", "when", "n", "to", "confirm")
                if f"r{number}_{name}" in self.fields
            }
            yield {**pages.rung_row(rule), "fields": own, "timed": is_timed(rule)}


def fields_of(rule: LadderRule) -> dict[str, forms.Field]:
    """What can be changed about a rule; a count that nobody keeps cannot be switched on."""
    label = str(RUNGS[rule.rung])
    found: dict[str, forms.Field] = {
        "on": forms.BooleanField(
            label=gettext_lazy("switched on"), required=False, initial=rule.active, disabled=not can_climb(rule)
        )
    }
    when, n = moment_of(rule)
    number = forms.NumberInput(attrs={"min": 1, "aria-label": _("%(rung)s: how many") % {"rung": label}})
    if is_timed(rule):
        select = forms.Select(attrs={"aria-label": _("%(rung)s: when") % {"rung": label}})
        found["when"] = forms.ChoiceField(choices=WHENS, initial=when, widget=select)
        found["n"] = forms.IntegerField(required=False, min_value=1, max_value=99, initial=n, widget=number)
    elif isinstance(rule.moment, Count):
        found["n"] = forms.IntegerField(min_value=1, max_value=99, initial=n, widget=number)
    found["to"] = forms.MultipleChoiceField(
        label=gettext_lazy("Who hears of it"),
        choices=[(name, RELATION_WORDS[name]) for name in RELATIONS],
        initial=rule.recipients,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    found["confirm"] = forms.BooleanField(
        label=gettext_lazy("a person confirms it"), required=False, initial=rule.confirm
    )
    return found


def moment_of(rule: LadderRule) -> tuple[str, int | None]:
    """A moment as the form shows it."""
    match rule.moment:
        case Share(percent):
            return SHARE, percent
        case AfterDue(limit):
            return AFTER, limit.value
        case Count(_kind, n):
            return "", n
        case _:
            return DUE, None


def ruled(rule: LadderRule, number: int, given: dict[str, Any]) -> LadderRule:
    """A rule as the form has it now."""
    own = {name: given.get(f"r{number}_{name}") for name in ("on", "when", "n", "to", "confirm")}
    moment: Moment = rule.moment
    if isinstance(rule.moment, Count):
        moment = Count(rule.moment.kind, own["n"] or rule.moment.n)
    elif is_timed(rule):
        moment = timed_moment(rule, own["when"] or DUE, own["n"])
    to = tuple(name for name in RELATIONS if name in (own["to"] or ()))
    same = set(to) == set(rule.recipients)  # their order says nothing
    recipients = rule.recipients if same else to
    return replace(rule, moment=moment, recipients=recipients, confirm=bool(own["confirm"]), active=bool(own["on"]))


def timed_moment(rule: LadderRule, when: str, n: int | None) -> Moment:
    """The chosen moment; a number is asked for where it needs one."""
    if when == DUE:
        return AtDue()
    if n is None:
        raise ValidationError(_("%(rung)s: say how many.") % {"rung": RUNGS[rule.rung]})
    return Share(n) if when == SHARE else AfterDue(workdays(n))


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def edit(request: ActingRequest, kind: str) -> HttpResponse:
    """A draft is made here: nothing is in force before it was looked at."""
    acting = request.acting
    number = ladder_in_force(acting.now)
    stands = ladder(number).rules
    kinds = next((one for one in groups(stands) if kind in one), None)
    if kinds is None:
        raise Http404
    form = LadderForm(kinds, rules_of(stands, kind), request.POST or None)
    shape = Edit(
        title=_("The ladder: %(kinds)s") % {"kinds": pages.kinds_words(kinds)},
        form=form,
        back=reverse("office_ladder"),
        button=_("See what it would do"),
        crumb=_("Ladder"),
        expected=seq_of(LADDER_STREAM),
        says=[_("This makes a draft. It is played against the last month before it can be put into force.")],
        more={"rungs": list(form.rungs()), "several": len(kinds) > 1},
        template="office/ladder_edit.html",
    )
    if request.method == "POST" and form.is_valid():
        rules = exchanged(stands, form.cleaned_data["kinds"], form.cleaned_data["rules"])
        touched = {one for one, _old, _new in differences(stands, rules)}
        if not touched:
            return edit_page(request, shape, _("Nothing is different from before."), 422)
        facts = {
            "ladder": Ladder(number + 1, rules).to_json(),
            "follows": number,
            "kinds": sorted(touched),
            "expected": expected(request),
        }
        job = ask(PLAY, facts, user_id=acting.user.pk, now=acting.now)
        return redirect("office_ladder_draft", pk=job.pk)
    return edited(request, shape, lambda given: "")


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def draft(request: ActingRequest, pk: UUID) -> HttpResponse:
    """What the draft changes, whom it would have told, and the button that puts it into force."""
    acting, job = request.acting, Job.objects.filter(pk=pk, kind=PLAY).select_related("asked_by").first()
    if job is None:
        raise Http404
    fresh = Ladder.from_json(job.facts["ladder"])
    shape = Edit(
        title=_("Draft of the ladder"),
        form=WhyForm(request.POST or None),
        back=reverse("office_ladder"),
        button=_("Put into force"),
        crumb=_("Ladder"),
        expected=job.facts["expected"],
        says=[_("It holds for clocks that start from now on; clocks that run keep the ladder they began with.")],
        more={
            "changes": pages.changes(ladder(job.facts["follows"]).rules, fresh.rules),
            "job": job_shown(job, acting),
            "play": shown(job, acting.now) if job.state == Job.State.DONE else None,
        },
        template="office/ladder_draft.html",
    )

    def do(given: dict[str, Any]) -> str:
        seen = job.facts["expected"]
        number = change_ladder(fresh.rules, given["why"], by=acting.post, now=acting.now, expected=seen)
        return _("Version %(n)s of the ladder is in force.") % {"n": number}

    return edited(request, shape, do)
