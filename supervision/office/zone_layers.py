"""The layers with their rules in words, and how many zones each has."""

from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from sites.models import ZoneLayer
from sites.outlines import alive


def layers(now: datetime) -> dict[str, Any]:
    """The layers with their rules, and how many zones each has: three queries."""
    today = timezone.localtime(now).date()
    rows = ZoneLayer.objects.annotate(n=Count("zones", filter=alive(today, "zones__")))
    return {
        "layers": [
            {
                "label": one.label,
                "code": one.code,
                "n": one.n,
                "rules": rules_of(one),
                "url": reverse("office_layer", args=[one.code]),
                "zones_url": f"{reverse('office_zones')}?layer={one.code}",
            }
            for one in rows
        ]
    }


def rules_of(layer: ZoneLayer) -> list[str]:
    """The rules as short sentences."""
    return [
        _("zones lie inside zones") if layer.tree else _("one level"),
        _("may overlap") if layer.overlap else _("never overlap"),
        _("a site lies in exactly one") if layer.exactly_one else _("a site may lie in several"),
        _("all ground must lie in one") if layer.required else _("ground may be left over"),
        _("tolerance %(metres)s m") % {"metres": number_format(layer.tolerance_m.normalize(), use_l10n=True)},
    ]
