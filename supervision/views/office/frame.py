"""The frame of every change of standing data: who may, a form with a reason, and a refusal that loses nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sites.geometry import GeometryError
from supervision.acting import ActingRequest
from supervision.canonical import NotCanonical
from supervision.refusals import Conflict, Refused

View = Callable[..., HttpResponse]


def for_keepers(view: View) -> View:
    """Standing data is kept by the office; everybody else is told so."""

    @wraps(view)
    def kept(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.acting.keeps:
            raise PermissionDenied(_("The city office keeps the standing data."))
        return view(request, *args, **kwargs)

    return kept


class WhyForm(forms.Form):
    """Every change says why."""

    why = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        help_text=gettext_lazy("Kept in the history with your name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order: list[str] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "why"] + ["why"])


@dataclass
class Edit:
    """One page of a change: what it does, its form, what the person has seen."""

    title: str
    form: forms.Form
    back: str
    button: str
    expected: int | None = None
    says: list[str] = field(default_factory=list)
    warn: list[str] = field(default_factory=list)
    crumb: str = ""
    more: dict[str, Any] = field(default_factory=dict)
    template: str = "office/edit.html"


def expected(request: HttpRequest) -> int | None:
    """The sequence the person had seen."""
    given = request.POST.get("expected", "")
    return int(given) if given.isdecimal() and len(given) < 10 else None


def edited(request: ActingRequest, edit: Edit, do: Callable[[dict[str, Any]], str | HttpResponse]) -> HttpResponse:
    """Shows the form, or does the change: `do` gets what was filled in and returns the words of success.

    A refusal comes back on the same page with everything that was typed.
    """
    if request.method != "POST":
        return page(request, edit)
    if not edit.form.is_valid():
        return page(request, edit, status=422)
    try:
        done = do(edit.form.cleaned_data)
    except Refused as refused:
        return page(request, edit, refused.words, refused.status, again=isinstance(refused, Conflict))
    except (ValidationError, GeometryError) as error:
        words = error.messages if isinstance(error, ValidationError) else [str(error)]
        return page(request, edit, " ".join(words), 422)
    except NotCanonical:
        return page(request, edit, _("The text contains characters that cannot be kept."), 422)
    if isinstance(done, HttpResponse):
        return done
    messages.success(request, done)
    return redirect(edit.back)


def page(
    request: ActingRequest, edit: Edit, refused: str = "", status: int = 200, *, again: bool = False
) -> HttpResponse:
    """The page of a change. Who was told that somebody was faster sends the present sequence with the next try."""
    seen = edit.expected if again or request.method != "POST" else request.POST.get("expected", edit.expected)
    shown = {
        "title": edit.title,
        "crumb": edit.crumb,
        "says": edit.says,
        "warn": edit.warn,
        "button": edit.button,
        "back_url": edit.back,
        "expected": seen,
    }
    refusal = {"text": refused} if refused else None
    return render(
        request, edit.template, {"edit": shown, "form": edit.form, "refusal": refusal, **edit.more}, status=status
    )
