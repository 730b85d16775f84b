"""Schemes of assessment: looked at, changed in a draft, tried on a past period, put into force as the next version."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scoring import preview
from scoring.actions.schemes import KIND, change_scheme, scheme_of
from scoring.models import SchemeVersion
from scoring.pages import schemes as pages
from scoring.scheme import read_scheme, write_scheme
from scoring.scheme_forms import SchemeForm
from scoring.scheme_words import differences, lines, rules
from supervision.acting import ActingRequest
from supervision.actions.standing import seq_of
from supervision.ids import fixed_id
from supervision.models import Job
from supervision.views.jobs import shown as job_shown
from supervision.views.office.frame import Edit, WhyForm, edited, expected, for_keepers
from supervision.views.office.frame import page as edit_page

TITLES = {
    SchemeVersion.Of.UNITS: gettext_lazy("The scheme for units"),
    SchemeVersion.Of.TEAMS: gettext_lazy("The scheme for supervision teams"),
}


@require_safe
@for_keepers
def show(request: ActingRequest) -> HttpResponse:
    """The schemes in force and their versions."""
    return render(request, "office/schemes.html", pages.schemes_page(request.GET.get("of", ""), request.acting.now))


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def edit(request: ActingRequest, of: str) -> HttpResponse:
    """A draft is made here: nothing is in force before it was looked at."""
    base = pages.base_of(of, request.GET.get("from", "")) if of in TITLES else None
    if base is None:
        raise Http404
    number, stands = pages.current(of)
    form = SchemeForm(base, request.POST if request.method == "POST" else None)
    shape = Edit(
        title=str(TITLES[SchemeVersion.Of(of)]),
        form=form,
        back=f"{reverse('office_schemes')}?of={of}",
        button=_("See what it would do"),
        crumb=_("Assessment schemes"),
        expected=seq_of(fixed_id(KIND, of)),
        says=[
            _("This makes a draft. It is tried on a past period before it can be put into force."),
            _("Empty means: not weighed."),
        ],
        more={"of": of},
        template="office/scheme_edit.html",
    )
    if request.method == "POST" and form.is_valid():
        content = write_scheme(form.cleaned_data["scheme"])
        if content == write_scheme(stands):
            return edit_page(request, shape, _("Nothing is different from before."), 422)
        job = preview.ask(
            of,
            content,
            follows=number,
            expected=expected(request),
            ranking=preview.tried_on().first(),
            user_id=request.acting.user.pk,
            now=request.acting.now,
        )
        return redirect("office_scheme_draft", pk=job.pk)
    return edited(request, shape, lambda given: "")


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def draft(request: ActingRequest, pk: UUID) -> HttpResponse:
    """What the draft changes, who would stand where, and the button that puts it into force."""
    acting, job = request.acting, found(pk)
    of, follows = job.facts["of"], job.facts["follows"]
    fresh = read_scheme(job.facts["content"])
    shape = Edit(
        title=_("Draft: %(what)s") % {"what": TITLES[SchemeVersion.Of(of)]},
        form=WhyForm(request.POST or None),
        back=f"{reverse('office_schemes')}?of={of}",
        button=_("Put into force"),
        crumb=_("Assessment schemes"),
        expected=job.facts["expected"],
        says=[_("It holds for periods that begin from now on; rankings that are counted keep the version of theirs.")],
        more={
            "changes": differences(scheme_of(of, follows), fresh),
            "components": lines(fresh),
            "rules": rules(fresh),
            **pages.documents(fresh),
            "job": job_shown(job, acting),
            "play": preview.shown(job) if job.state == Job.State.DONE else None,
            "periods": pages.periods_to_try(),
            "tried": job.facts["ranking"],
            "try_url": reverse("office_scheme_try", args=[job.pk]),
            "edit_url": f"{reverse('office_scheme_edit', args=[of])}?from={job.pk}",
        },
        template="office/scheme_draft.html",
    )

    def do(given: dict[str, Any]) -> str:
        seen = job.facts["expected"]
        row = change_scheme(of, fresh, given["why"], by=acting.post, now=acting.now, expected=seen)
        return _("Version %(n)s of the scheme holds for periods that begin from now on.") % {"n": row.version}

    return edited(request, shape, do)


@require_POST
@for_keepers
def again(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The same draft tried on another period."""
    facts = found(pk).facts
    try:
        ranking = preview.tried_on().filter(pk=UUID(request.POST.get("ranking", ""))).first()
    except ValueError:
        ranking = None
    if ranking is None:
        raise Http404
    job = preview.ask(
        facts["of"],
        facts["content"],
        follows=facts["follows"],
        expected=facts["expected"],
        ranking=ranking,
        user_id=request.acting.user.pk,
        now=request.acting.now,
    )
    return redirect("office_scheme_draft", pk=job.pk)


def found(pk: UUID) -> Job:
    """The draft, or there is none."""
    job = preview.of_draft(pk)
    if job is None:
        raise Http404
    return job
