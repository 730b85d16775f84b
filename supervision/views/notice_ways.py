"""A person's own page: over which ways they want which notices, and where mails go. In the app they are always."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from supervision.acting import ActingRequest
from supervision.actions.outward.making import reachable
from supervision.actions.outward.wishes import ways_of, wish
from supervision.models import Channel, User, Wish
from supervision.office.channels import GROUPS
from supervision.refusals import Refused


class WaysForm(forms.Form):
    """An address, and a row of groups for each way."""

    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        required=False,
        help_text=gettext_lazy("Empty: no mails."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, user: User, ways: list[Channel], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        had = dict(Wish.objects.filter(user=user, channel__in=ways).values_list("channel_id", "groups"))
        if not any(way.kind == Channel.Kind.MAIL for way in ways):
            del self.fields["email"]
        else:
            self.fields["email"].initial = user.email
        for way in ways:
            lacks = (
                ""
                if reachable(user, way) or way.kind == Channel.Kind.MAIL
                else _("The office has no phone number of you.")
            )
            self.fields[name_of(way.pk)] = forms.MultipleChoiceField(
                label=way.name,
                choices=[(group, label) for group, label in GROUPS.items() if group in way.groups],
                required=False,
                initial=had.get(way.pk, way.groups),
                help_text=lacks or (_("Urgent ones at any time, the rest in office time.") if way.keeps_quiet else ""),
                widget=forms.CheckboxSelectMultiple,
            )

    def wanted(self) -> dict[UUID, list[str]]:
        """The groups by way."""
        given = self.cleaned_data
        return {UUID(name.removeprefix("way-")): groups for name, groups in given.items() if name.startswith("way-")}


def name_of(pk: UUID) -> str:
    """The field of a way."""
    return f"way-{pk}"


@require_http_methods(["GET", "HEAD", "POST"])
def ways(request: ActingRequest) -> HttpResponse:
    """Shows and keeps what the person wants."""
    acting = request.acting
    open_ways = list(ways_of(acting.user))
    form = WaysForm(acting.user, open_ways, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            email = form.cleaned_data.get("email", acting.user.email)
            post = acting.post.pk if acting.posts else None
            try:
                if wish(acting.user, email, form.wanted(), post_id=post, now=acting.now):
                    messages.success(request, _("Kept: from now on you are told this way."))
                return redirect("notice_ways")
            except Refused as refused:
                form.add_error(None, refused.words)
    return render(request, "supervision/ways.html", {"form": form, "ways": open_ways}, status=status)
