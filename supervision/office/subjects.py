"""What can be given as a contract, found by a few letters: zones and sites of today, by the rules of a kind."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from sites.models import Site, Zone
from supervision.contract_kinds import SITE, ZONE
from supervision.models import ContractKind

MOST = 12


def search_places(q: str, kind: ContractKind | None, now: datetime) -> list[dict[str, str]]:
    """Name, layer or type, and the value a form sends: two queries at most."""
    if not q:
        return []
    today, letters = timezone.localtime(now).date(), q.lower().replace(" ", "")
    named = Q(name__contains=q) | Q(name_en__icontains=q) | Q(code__iexact=q)
    found: list[dict[str, str]] = []
    if kind is None or ZONE in kind.subjects:
        zones = Zone.objects.on(today).filter(named).select_related("layer").order_by("layer__code", "code")
        if kind is not None and kind.layer:
            zones = zones.filter(layer__code=kind.layer)
        found += [{"value": f"zone:{z.pk}", "name": z.label, "note": z.layer.label} for z in zones[:MOST]]
    if kind is None or SITE in kind.subjects:
        sites = Site.objects.on(today).filter(named | Q(initials__startswith=letters)).select_related("type")
        rows = sites.defer("geometry").order_by("code")[:MOST]
        found += [{"value": f"site:{s.pk}", "name": s.label, "note": s.type.label} for s in rows]
    return found
