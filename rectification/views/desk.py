"""The desk that decides who owes an entry and what units ask for."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rectification.pages.dispatch import pool
from rectification.pages.petitions import board
from rectification.pages.viewer import viewer_of
from supervision.acting import ActingRequest
from supervision.roles import Role

SEND, DECIDE = (Role.OFFICE,), (Role.OFFICE, Role.TEAM_LEADER)


@require_safe
def dispatch(request: ActingRequest) -> HttpResponse:
    """What waits to be admitted or sent out."""
    admit(request, SEND)
    return render(request, "rectification/dispatch.html", pool(viewer_of(request)))


@require_safe
def petitions(request: ActingRequest) -> HttpResponse:
    """What waits for a decision."""
    admit(request, DECIDE)
    return render(request, "rectification/petitions.html", board(viewer_of(request)))


def admit(request: ActingRequest, roles: tuple[Role, ...]) -> None:
    """The desk belongs to those who decide there."""
    if request.acting.post.role not in roles:
        raise PermissionDenied(_("This desk is not yours."))
