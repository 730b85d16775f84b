"""QR codes for sites in sheets: how many there will be, the PDF at once, or a job for many."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from supervision.acting import ActingRequest
from supervision.office import codes
from supervision.office.marks import read_id
from supervision.office.papers import PDF, base_of, dated, faces
from supervision.paper.sheet import sheet_pdf
from supervision.views.office.frame import for_keepers
from supervision.views.office.sites import WRITES
from supervision.views.papers import file_answer, prints


class CodesForm(forms.Form):
    """How often each, and where on the first sheet."""

    copies = forms.IntegerField(
        label=gettext_lazy("Labels of each site"), min_value=1, max_value=codes.SHEET, initial=1, required=False
    )
    skip = forms.IntegerField(
        label=gettext_lazy("Places used already on the first sheet"),
        min_value=0,
        max_value=codes.SHEET - 1,
        initial=0,
        required=False,
    )


@WRITES
@for_keepers
@prints
def site_codes(request: ActingRequest) -> HttpResponse:
    """The list as labels; the page says how many, and refuses what nobody would glue."""
    now = request.acting.now
    rows, url = codes.wanted(request.GET, now)
    form, total = CodesForm(request.POST if request.method == "POST" else None), rows.count()
    if request.method != "POST":
        return page(request, form, url)
    if not form.is_valid():
        return page(request, form, url, status=422)
    copies, skip = form.cleaned_data["copies"] or 1, form.cleaned_data["skip"] or 0
    n = total * copies
    if not n:
        return page(request, form, url, _("There is no site in this list."), 422)
    if n > codes.MOST:
        words = _("These are %(n)s labels; at most %(most)s are printed at once. Narrow the list, by kind or unit.")
        return page(request, form, url, words % {"n": f"{n:,}", "most": f"{codes.MOST:,}"}, 422)
    if n > codes.AT_ONCE:
        return redirect("job", pk=asked(request, url, copies, skip).pk)
    content = sheet_pdf(codes.labels(rows, base_of(request), copies, skip), faces(), made=now)
    return file_answer(content, dated(codes.title(), now, "pdf"), PDF)


def asked(request: ActingRequest, url: str, copies: int, skip: int) -> Any:
    """The job; pressed twice it is the same."""
    acting = request.acting
    key: UUID | None = read_id(request.POST.get("key", ""))
    return codes.ask(url, copies, skip, base_of(request), by=acting.post, key=key, now=acting.now)


def page(request: ActingRequest, form: CodesForm, url: str, refused: str = "", status: int = 200) -> HttpResponse:
    """How many there will be."""
    rows, _url = codes.wanted(request.GET, request.acting.now)
    total, one = rows.count(), read_id(request.GET.get("site", ""))
    back = reverse("office_site", args=[one]) if one else reverse("office_sites") + (f"?{url}" if url else "")
    context = {
        "total": total,
        "sheets": codes.sheets(total),
        "names": list(codes.first_names(rows)),
        "more": max(0, total - 6),
        "opens": base_of(request) + "/s/…",
        "job": total > codes.AT_ONCE,
        "form": form,
        "key": uuid4(),
        "back_url": back,
        "refusal": {"text": refused} if refused else None,
    }
    return render(request, "office/codes.html", context, status=status)
