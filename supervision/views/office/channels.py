"""The ways out of the house: the list, one of them, its changes, a test, and what did not arrive."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sites.models import Unit
from supervision.acting import ActingRequest
from supervision.actions.outward import channels as actions
from supervision.actions.outward.letters import test_letter
from supervision.actions.standing import seq_of
from supervision.models import Channel
from supervision.office import channels as pages
from supervision.views.office.channel_forms import ChannelForm, FollowerForm, initial
from supervision.views.office.frame import Edit, WhyForm, edited, expected, for_keepers

WRITES = require_http_methods(["GET", "HEAD", "POST"])
FOLLOWS = gettext_lazy("Each step in the ledger is sent to it, signed, without words and without names of people.")
KEYS = "shown_key"  # session: a key that is shown once, on the next page of its channel


@require_safe
@for_keepers
def channels(request: ActingRequest) -> HttpResponse:
    """What goes over which way, and how its receiver does."""
    return render(request, "office/channels.html", pages.ways(request.acting.now))


@never_cache
@require_safe
@for_keepers
def channel(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One way out; a new key stands on its page once."""
    row = get_object_or_404(Channel.objects.select_related("unit"), pk=pk)
    kept = request.session.get(KEYS) or {}
    key = kept.get("key", "") if kept.get("channel") == str(pk) else ""
    if key:
        del request.session[KEYS]
    return render(request, "office/channel.html", {**pages.one(row, request.acting.now), "key": key})


def living(request: ActingRequest) -> list[Unit]:
    """The units of today."""
    return list(Unit.objects.on(timezone.localtime(request.acting.now).date()))


def of_channel(row: Channel, title: str, form: Any, button: str) -> Edit:
    """A change of one way out."""
    back = reverse("office_channel", args=[row.pk])
    return Edit(title=title, form=form, back=back, button=button, crumb=row.name, expected=seq_of(row.pk))


@WRITES
@for_keepers
def channel_new(request: ActingRequest) -> HttpResponse:
    """A way out is entered."""
    acting, kind = request.acting, request.GET.get("kind", "web")
    follows = kind == actions.EVENTS
    if kind not in Channel.Kind.values and not follows:
        raise Http404
    start = {"name": _("E-mail"), "groups": list(pages.GROUPS)} if kind == actions.MAIL else {}
    label = _("a system that follows the ledger") if follows else Channel.Kind(kind).label
    kind = actions.WEB if follows else kind
    form_of = FollowerForm if follows else ChannelForm
    form = form_of(kind, living(request), None, request.POST or None, initial=start)
    edit = Edit(
        title=_("A new way out: %(kind)s") % {"kind": label},
        form=form,
        back=reverse("office_channels"),
        button=_("Enter it"),
        crumb=_("Ways out"),
        says=[str(FOLLOWS) if follows else _("Notices are always in the app; over this way they go besides.")],
    )

    def do(given: dict[str, Any]) -> str:
        row, key = actions.add(kind, form.wanted(), given["why"], by=acting.post, now=acting.now)
        if key:
            request.session[KEYS] = {"channel": str(row.pk), "key": key}
        edit.back = reverse("office_channel", args=[row.pk])
        return _("%(name)s is entered. Send a test to see whether it arrives.") % {"name": row.name}

    return edited(request, edit, do)


@WRITES
@for_keepers
def channel_edit(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Something of it is different."""
    row, acting = get_object_or_404(Channel, pk=pk), request.acting
    form_of = FollowerForm if row.serves == actions.EVENTS else ChannelForm
    form = form_of(row.kind, living(request), row, request.POST or None, initial=initial(row))

    def do(given: dict[str, Any]) -> str:
        seen = expected(request)
        actions.change(row, form.wanted(), given["why"], by=acting.post, now=acting.now, expected=seen)
        return _("%(name)s: changed.") % {"name": row.name}

    return edited(request, of_channel(row, _("Change"), form, _("Save")), do)


@WRITES
@for_keepers
def channel_switch(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Off, or on again."""
    row, acting = get_object_or_404(Channel, pk=pk), request.acting
    on = not row.active
    edit = of_channel(row, "", WhyForm(request.POST or None), _("Switch it on") if on else _("Switch it off"))
    edit.title = _("Switch %(name)s on") % {"name": row.name} if on else _("Switch %(name)s off") % {"name": row.name}
    if not on:
        edit.says = [_("What waits is not sent. It stands with what was not delivered and can be sent again later.")]

    def do(given: dict[str, Any]) -> str:
        seen = expected(request)
        actions.switch(row, on, given["why"], by=acting.post, now=acting.now, expected=seen)
        return _("%(name)s: changed.") % {"name": row.name}

    return edited(request, edit, do)


@WRITES
@for_keepers
def channel_key(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A new key for the signature."""
    row, acting = get_object_or_404(Channel, pk=pk, kind=Channel.Kind.WEB), request.acting
    edit = of_channel(row, _("A new key"), WhyForm(request.POST or None), _("Make it"))
    edit.says = [_("From now on messages are signed with the new key; the receiver must know it.")]

    def do(given: dict[str, Any]) -> str:
        seen = expected(request)
        key = actions.renew_key(row, given["why"], by=acting.post, now=acting.now, expected=seen)
        request.session[KEYS] = {"channel": str(row.pk), "key": key}
        return _("%(name)s: changed.") % {"name": row.name}

    return edited(request, edit, do)


@require_POST
@for_keepers
def channel_test(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One message at once, to whoever presses the button; the answer is said."""
    row, acting = get_object_or_404(Channel, pk=pk), request.acting
    outcome = actions.try_out(row, test_letter(row, acting.user, acting.now))
    if outcome.arrived:
        messages.success(request, _("The test arrived."))
    else:
        why = pages.error_words(outcome.error)
        messages.error(request, _("The test did not arrive: %(why)s.") % {"why": why})
    return redirect("office_channel", pk=row.pk)


@require_safe
@for_keepers
def undelivered(request: ActingRequest) -> HttpResponse:
    """What did not arrive."""
    return render(request, "office/undelivered.html", pages.undelivered(request.GET, request.acting.now))


@require_POST
@for_keepers
def again(request: ActingRequest) -> HttpResponse:
    """One of them, or all, waits anew."""
    acting = request.acting
    try:
        ids = None if request.POST.get("all") else [UUID(pk) for pk in request.POST.getlist("letter")]
    except ValueError:
        raise Http404 from None
    n = actions.send_again(ids, by=acting.post, now=acting.now)
    words = ngettext("%(n)s message is sent again.", "%(n)s messages are sent again.", n)
    messages.success(request, words % {"n": n})
    return redirect("office_undelivered")
