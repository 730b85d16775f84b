"""The second factor: set up and taken away by the person, asked for after the password."""

import base64
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from supervision.acting import SECOND_STEP, ActingRequest
from supervision.actions import second_factor
from supervision.refusals import Refused
from supervision.views.people import safe_next


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: ActingRequest) -> HttpResponse:
    """The secret as a picture to scan, and the code that shows that it was; or a code to do without again."""
    user: Any = request.user
    active = second_factor.asked_for(user)
    error = ""
    if request.method == "POST":
        code = request.POST.get("code", "")[:20]
        try:
            (second_factor.drop if active else second_factor.confirm)(user, code)
        except Refused as refused:
            error = refused.words
        else:
            off, on = _("Sign-ins need no code any more."), _("From the next sign-in on a code is asked for.")
            messages.success(request, off if active else on)
            return redirect("second_factor")
    context: dict[str, Any] = {"active": active, "error": error}
    if not active:
        device = second_factor.begin(user)
        picture = segno.make(device.config_url, micro=False).svg_inline(border=0, omitsize=True)
        context |= {"picture": mark_safe(picture), "secret": grouped(device)}  # noqa: S308 - drawn from numbers alone
    return render(request, "registration/second_factor.html", context, status=422 if error else 200)


def grouped(device: Any) -> str:
    """The secret as it is typed by hand: base 32 in groups of four."""
    text = base64.b32encode(device.bin_key).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: ActingRequest) -> HttpResponse:
    """After the password: the code. Until then nothing else opens."""
    goal = safe_next(request, request.POST.get("next") or request.GET.get("next", ""))
    if not request.session.get(SECOND_STEP):
        return redirect(goal or "home")
    error = ""
    if request.method == "POST":
        user: Any = request.user
        if second_factor.passes(user, request.POST.get("code", "")[:20]):
            del request.session[SECOND_STEP]
            request.session.cycle_key()
            return redirect(goal or "home")
        error = _("This is not the code of the moment. Wait for the next one; after several tries it takes longer.")
    context = {"error": error, "next": goal}
    return render(request, "registration/second_step.html", context, status=422 if error else 200)
