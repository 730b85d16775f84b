"""Signs for streets: by kind of contract, one as PDF or PNG, all of a kind as one PDF. With telephone numbers on them,
so that each that leaves the house is written down."""

from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from supervision.acting import ActingRequest
from supervision.actions.access import record_access
from supervision.models import Contract, ContractKind
from supervision.office import signs
from supervision.office.marks import read_id
from supervision.office.papers import PDF, PNG, base_of, dated, faces
from supervision.paper.sign import SCALES, sign_pdf, sign_png
from supervision.roles import KEEPS
from supervision.views.office.frame import for_keepers
from supervision.views.office.sites import WRITES
from supervision.views.papers import file_answer, prints

DPI = ("150", "300")
SHOWN = 60


def printable(request: ActingRequest, pk: UUID) -> Contract:
    """A contract on ground, for the office and for whoever holds it."""
    row = get_object_or_404(Contract.objects.select_related("kind", "unit", "user"), pk=pk)
    if request.acting.post.role not in KEEPS and row.user_id != request.acting.user.pk:
        raise PermissionDenied(_("The city office and the holder print this sign."))
    if row.subject_kind not in signs.GROUND or not row.kind.shown_on_sign:
        raise Http404
    return row


@require_safe
def sign_page(request: ActingRequest, pk: UUID) -> HttpResponse:
    """What stands on the sign, and what may be said besides: where the stretch begins and ends, whom to call."""
    row, acting = printable(request, pk), request.acting
    keeps = acting.post.role in KEEPS
    context = {
        "sign": signs.sign_of(row, acting.now, base_of(request), signs.Asked()),
        "line": row.subject_kind == Contract.Subject.ZONE,
        "hotline": signs.HOTLINE,
        "pdf": reverse("office_sign", args=[pk, "pdf"]),
        "png": reverse("office_sign", args=[pk, "png"]),
        "back_url": f"{reverse('office_signs')}?kind={row.kind_id}" if keeps else reverse("home"),
        "back_label": pgettext("street", "Signs") if keeps else pgettext("page", "Home"),
    }
    return render(request, "office/sign.html", context)


@require_safe
@prints
def sign(request: ActingRequest, pk: UUID, form: str) -> HttpResponse:
    """One sign as a file."""
    acting, paper = request.acting, request.GET.get("paper", "a4")
    row = printable(request, pk)
    if form not in ("pdf", "png") or paper not in SCALES:
        raise Http404
    made = signs.sign_of(row, acting.now, base_of(request), signs.Asked.read(request.GET))
    name = dated(f"{made.title} {made.name}", acting.now, form)
    if form == "png":
        dpi = request.GET.get("dpi") if request.GET.get("dpi") in DPI else DPI[0]
        content, kind = sign_png(made, faces(), paper=paper, dpi=int(dpi or DPI[0])), PNG
    else:
        content, kind = sign_pdf([made], faces(), paper=paper, made=acting.now), PDF
    record_access("fetch", {"kind": "sign", "contract": str(pk), "name": name}, by=acting.post, user_id=acting.user.pk,
                  now=acting.now)  # fmt: skip
    return file_answer(content, name, kind)


@WRITES
@for_keepers
@prints
def all_signs(request: ActingRequest) -> HttpResponse:
    """The kinds, the grounds of one of them, and all of its signs at once."""
    acting, code = request.acting, request.GET.get("kind", "")[:40]
    held = Count("contract", filter=Q(contract__in=signs.in_force(acting.now).values("pk")))
    kinds = list(ContractKind.objects.annotate(n=held).filter(n__gt=0).order_by("-n", "code"))
    kind = next((one for one in kinds if one.code == code), kinds[0] if kinds else None)
    if request.method == "POST":
        return everything(request, kind)
    rows = signs.grounds(signs.of_kind(kind.code, acting.now)) if kind else []
    shown = rows[:SHOWN]
    called = signs.names(shown)
    context = {
        "kinds": [{"label": one.label, "n": one.n, "url": f"?kind={one.code}", "on": one == kind} for one in kinds],
        "kind": kind.label if kind else "",
        "n": len(rows),
        "more": len(rows) - len(shown),
        "job": len(rows) > signs.AT_ONCE,
        "hotline": signs.HOTLINE,
        "key": uuid4(),
        "rows": [
            {
                "name": called.get((row.subject_kind, row.subject_key), _("ground that is no more")),
                "holder": str(row.user or row.unit.label),
                "unit": row.unit.label,
                "url": reverse("office_sign_page", args=[row.pk]),
                "pdf": reverse("office_sign", args=[row.pk, "pdf"]),
            }
            for row in shown
        ],
    }
    return render(request, "office/signs.html", context)


def everything(request: ActingRequest, kind: ContractKind | None) -> HttpResponse:
    """All signs of a kind: a few at once, many by the worker."""
    acting, paper = request.acting, request.POST.get("paper", "a4")
    rows = signs.grounds(signs.of_kind(kind.code, acting.now)) if kind else []
    if kind is None or not rows:
        return redirect("office_signs")
    asked, paper = signs.Asked.read(request.POST), paper if paper in SCALES else "a4"
    if len(rows) > signs.AT_ONCE:
        key, base = read_id(request.POST.get("key", "")), base_of(request)
        job = signs.ask(kind.code, paper, base, asked.phone, by=acting.post, key=key, now=acting.now)
        return redirect("job", pk=job.pk)
    made = [signs.sign_of(row, acting.now, base_of(request), signs.Asked(phone=asked.phone)) for row in rows]
    name = dated(signs.title_of(kind), acting.now, "pdf")
    facts = {"kind": "sign", "contracts": kind.code, "n": len(rows), "name": name}
    content = sign_pdf(made, faces(), paper=paper, made=acting.now)
    record_access("fetch", facts, by=acting.post, user_id=acting.user.pk, now=acting.now)
    return file_answer(content, name, PDF)
