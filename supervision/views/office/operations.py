"""The page of operations."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from supervision.acting import ActingRequest
from supervision.office.operations import operations_page
from supervision.views.office.frame import for_keepers


@require_safe
@for_keepers
def operations(request: ActingRequest) -> HttpResponse:
    """How the machines are; a page that stands open asks for the part alone, four times a minute."""
    alone = request.headers.get("HX-Request") == "true"
    name = "office/_operations.html" if alone else "office/operations.html"
    return render(request, name, operations_page(request.acting.now, request.acting.calendar))
