"""The list of gaps: each kind with what it means, where it is, and the one step that mends it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import shapely
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sites.geometry import to_shape
from sites.models import Site, Unit, Zone, ZoneLayer
from supervision.models import Contract
from supervision.office.gaps import TITLES, Gaps, looked_at
from supervision.office.hub import without_handler
from supervision.wording import day_word

SHOWN, MOST = 6, 400  # rows of a kind on the whole list, and on its own
HECTARE = 10_000
Line = dict[str, Any]


def listed(what: str, now: datetime) -> dict[str, Any]:
    """All kinds with their first rows, or one kind with up to 400: a fixed number of queries."""
    gaps = looked_at(Gaps(now))
    counts = gaps.counts()
    only = what if what in TITLES else ""
    rows = Rows(gaps, MOST if only else SHOWN)
    kinds = [code for code in TITLES if counts.get(code) and code in (only or code)]
    return {
        "n": sum(counts.values()),
        "only": only,
        "kinds": [
            {"code": code, "title": TITLES[code], "n": counts[code], "says": said(code), "rows": rows.of(code)}
            for code in kinds
            if not only or code == only
        ],
        "chips": [{"code": code, "title": TITLES[code], "n": n} for code, n in counts.items()],
    }


def said(code: str) -> str:
    """What the gap means, and who mends it."""
    return {
        "ground": _("All ground has to lie in a zone of this layer; nobody answers for what happens here."),
        "outside": _("Its problems are routed by point alone, and no holder of a zone hears of them."),
        "double": _("Two zones claim it; who answers must not hang on which of them was drawn first."),
        "unheld": _("Of these kinds every zone has a holder; these have none."),
        "vacant": _("The holder has left every post: notices reach nobody. Hand the contract over."),
        "ending": _("Nobody follows yet. Extend it or hand it over before it ends."),
        "alone": _("Problems that are sent there wait for dispatch, as there is nobody to receive them."),
    }[code]


@dataclass
class Rows:
    """The rows of the kinds, at most so many of each."""

    gaps: Gaps
    most: int

    def of(self, code: str) -> list[Line]:
        """Rows as {label, note, url, step, at or None}."""
        ways: dict[str, Callable[[], Iterable[Line]]] = {
            "ground": self.ground,
            "outside": self.outside,
            "double": self.double,
            "unheld": self.unheld,
            "vacant": lambda: self.contracts(self.gaps.vacant()),
            "ending": lambda: self.contracts(self.gaps.ending()),
            "alone": self.alone,
        }
        return list(ways[code]())

    def ground(self) -> list[Line]:
        """Pieces of bare ground, the largest first: one query."""
        layers = ZoneLayer.objects.in_bulk()
        rows = []
        for gap in self.gaps.outlined["ground"][: self.most]:
            spot = shapely.point_on_surface(to_shape(gap["shape"]))
            layer = layers[gap["layer"]]
            at = f"{spot.x:.6f},{spot.y:.6f}"
            url = f"{reverse('office_zone_new')}?{urlencode({'layer': layer.code, 'at': at})}"
            step = pgettext("gap", "Draw a zone")
            rows.append({"label": layer.label, "note": area_words(gap["m2"]), "url": url, "step": step, "at": at})
        return rows

    def outside(self) -> list[Line]:
        """Sites by code, layer by layer: one query for each required layer."""
        found: list[Line] = []
        for layer, rows in self.gaps.outside():
            left = self.most - len(found)
            sites = rows.select_related("type").defer("geometry").order_by("code")[: max(left, 0)]
            found += [site_line(site, f"{layer.label}·{site.type.label}") for site in sites]
        return found

    def double(self) -> list[Line]:
        """Sites with both zones: two queries."""
        found = self.gaps.outlined["double"][: self.most]
        sites = Site.objects.defer("geometry").in_bulk([UUID(gap["site"]) for gap in found])
        zones = Zone.objects.in_bulk([UUID(pk) for gap in found for pk in gap["zones"]])
        return [
            site_line(sites[UUID(gap["site"])], " / ".join(zones[UUID(pk)].label for pk in gap["zones"]))
            for gap in found
            if UUID(gap["site"]) in sites
        ]

    def unheld(self) -> list[Line]:
        """Zones by kind of contract, each with the way to give it out: one query."""
        found = self.gaps.unheld[: self.most]
        zones = Zone.objects.select_related("layer").in_bulk([zone for _kind, zone in found])
        step = pgettext("gap", "Give it out")
        assign = reverse("office_contract_assign")
        return [
            {
                "label": zones[pk].label,
                "note": kind.label,
                "url": f"{assign}?{urlencode({'kind': kind.code, 'zone': str(pk)})}",
                "step": step,
            }
            for kind, pk in found
        ]

    def contracts(self, rows: Any) -> list[Line]:
        """Contracts, each with the way to hand it over: two queries."""
        found = list(rows[: self.most])
        names = subjects(found)
        return [
            {
                "label": "·".join(part for part in (row.kind.label, names.get(row.subject, "")) if part),
                "note": self.holder(row),
                "url": at_office("office_contract", row),
                "step": pgettext("gap", "Hand over"),
            }
            for row in found
        ]

    def holder(self, row: Contract) -> str:
        """Who holds it, and until when where that is said."""
        who = "·".join(part for part in (row.unit.label, str(row.user) if row.user else "") if part)
        if row.valid_to is None:
            return who
        return _("%(who)s, until %(day)s") % {"who": who, "day": day_word(row.valid_to.date(), self.gaps.today)}

    def alone(self) -> list[Line]:
        """Units by code: one query."""
        rows: Iterable[Unit] = without_handler(self.gaps.now).order_by("code")[: self.most]
        step = pgettext("gap", "Appoint somebody")
        return [
            {
                "label": unit.label,
                "note": unit.get_kind_display(),
                "url": at_office("office_unit", unit),
                "step": step,
            }
            for unit in rows
        ]


def at_office(name: str, row: Model) -> str:
    """The office's page of a row."""
    return reverse(name, args=[row.pk])


def site_line(site: Site, note: str) -> Line:
    """A site with the way to place it."""
    step = pgettext("gap", "Look at the site")
    at = f"{site.lon:.6f},{site.lat:.6f}"
    return {"label": site.label, "note": note, "url": at_office("office_site", site), "step": step, "at": at}


def subjects(rows: Iterable[Contract]) -> dict[tuple[str, str], str]:
    """Subject -> its name, for zones and sites: two queries."""
    found: dict[tuple[str, str], str] = {}
    tables: dict[str, type[Model]] = {"zone": Zone, "site": Site}
    for kind, table in tables.items():
        keys = {UUID(row.subject_key) for row in rows if row.subject_kind == kind}
        named: Any = table._default_manager.in_bulk(list(keys))
        found |= {(kind, str(pk)): one.label for pk, one in named.items()}
    return found


def area_words(m2: float) -> str:
    """An area as people say it."""
    if m2 >= 100 * HECTARE:
        return _("%(n)s km²") % {"n": f"{m2 / (100 * HECTARE):.1f}"}
    if m2 >= HECTARE:
        return _("%(n)s hectares") % {"n": f"{m2 / HECTARE:.1f}"}
    return _("%(n)s m²") % {"n": f"{m2:,.0f}"}


def attention(now: datetime) -> dict[str, Any] | None:
    """For the home page: how many gaps, the kinds in words, the way there; None where there is none."""
    counts = Gaps(now).counts()
    n = sum(counts.values())
    if not n:
        return None
    parts = pgettext("enumeration", ", ").join(f"{TITLES[code]} {count}" for code, count in counts.items())
    words = ngettext("%(n)s gap nobody answers for", "%(n)s gaps nobody answers for", n) % {"n": n}
    return {"n": n, "words": words, "parts": parts, "url": reverse("office_gaps")}
