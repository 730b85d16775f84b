"""Run as a program: an empty data folder becomes the small town with a mixed ledger, sessions and a slip of paper."""

import io
import json
import random
import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from rectification.models import Ticket
    from tests.town import Town

PASSWORD = "桂花巷-口令-2026"
SLIP_FOR = "colleague"
INBOX = 20  # entries that wait in the clerk's inbox
PLACES = 12  # sites nobody has written anything down at, one for each story


def main() -> None:
    django.setup()
    from django.core.management import call_command

    from supervision import clock
    from supervision.actions.people import issue_slip
    from supervision.actions.pictures import finish_pictures
    from tests.town import found_town

    call_command("prepare", static_only=True)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    town, now = found_town(), clock.now()
    for name in ("inspector", "team_leader", "street_clerk"):
        town.people[name].set_password(PASSWORD)
        town.people[name].save(update_fields=["password"])
    quiet_places(town)
    entries = ledger(town, now)
    while finish_pictures(now):
        pass
    found = {
        "slip": issue_slip(town.people[SLIP_FOR], now),
        "sessions": {name: session(town, name) for name in town.people},
        "sites": {code: str(site.id) for code, site in town.sites.items()},
        "entries": {name: ticket.number for name, ticket in entries.items()} | standing(town, now),
    }
    json.dump(found, sys.stdout)


def standing(town: "Town", now: datetime) -> dict[str, str]:
    """What the pages of the standing data are about."""
    from rectification.models import UnitMeasure
    from sites.models import Zone
    from supervision.actions.contracts import make_contract

    clerk, lane = town.people["street_clerk"], town.sites["S002"].pk
    contract = make_contract("lane_chief", town.units["street_a"].pk, clerk, "site", lane, now=now)
    west = town.people["west_clerk"]
    make_contract("area_chief", town.units["street_b"].pk, west, "zone", Zone.objects.get(code="west").pk, now=now)
    return {
        "contract": str(contract.pk),
        "lane": str(contract.pk),
        "holder": str(west.pk),
        "clerk": str(town.people["street_clerk"].pk),
        "street": str(town.units["street_a"].pk),
        "unit_file": str(UnitMeasure.objects.get().pk),
        "market": str(town.sites["S001"].pk),
        "proposal": proposal(town),
        **instructed(town, now),
        "ranking": ranking(town, now),
        **published(town),
        **plots(),
    }


def published(town: "Town") -> dict[str, str]:
    """A week of the winter, what it brought up, and a share-out that waits for a leader."""
    from scoring.models import Consequence, IncentiveFund
    from tests.doors.published import week_published

    week = week_published(town)
    proposed, fund = Consequence.objects.get(), IncentiveFund.objects.get(state="waits")
    return {"week": str(week.pk), "proposed": str(proposed.pk), "fund": str(fund.pk)}


def instructed(town: "Town", now: datetime) -> dict[str, str]:
    """The city leader has instructed the street in the west: on an entry, and once it has answered with a photo."""
    from rectification.models import Ticket
    from tests.instructing import take, write

    entry = Ticket.objects.filter(lead_duty__unit=town.units["street_b"]).earliest("filed_at", "number")
    owed = write(town, "street_b", now - timedelta(minutes=30), ticket=entry.pk)
    told = write(town, "street_b", now - timedelta(minutes=29))
    photos = tuple(pictures(town, "west_clerk", 1, now - timedelta(minutes=20)))
    take(town, "answer", told, "west_clerk", now - timedelta(minutes=20), photos=photos)
    return {"instructed": str(owed.pk), "answered": str(told.pk)}


def plots() -> dict[str, str]:
    """Layers for each size of screen: with a zone to be drawn on; bare, whose zones must be held; bare, for files."""
    from sites.models import Zone, ZoneLayer
    from supervision.models import ContractKind

    ring = [[120.02, 30.02], [120.06, 30.02], [120.06, 30.06], [120.02, 30.06], [120.02, 30.02]]
    found = {}
    for name in ("phone", "desk", "looked"):
        layer = ZoneLayer.objects.create(code=f"plots-{name}", name=f"包干片（{name}）", name_en=f"Plots ({name})")
        shape = {"type": "Polygon", "coordinates": [ring]}
        for code in ("drawn", "cut", "shared") if name != "looked" else ("plot",):
            own = layer if code in ("drawn", "plot") else ZoneLayer.objects.create(code=f"{code}-{name}", name=code)
            found[f"{code}-{name}"] = str(Zone.objects.lay(layer=own, code=code, name=f"{code}片", geometry=shape).pk)
        watched = ZoneLayer.objects.create(code=f"watch-{name}", name=f"值守片（{name}）", name_en=f"Watch ({name})")
        ContractKind.objects.create(
            code=watched.code, name="值守长", name_en="Watch", subjects=["zone"], layer=watched.code, required=True
        )
        ZoneLayer.objects.create(code=f"files-{name}", name=f"社区（{name}）", name_en=f"Communities ({name})")
    return found


def ranking(town: "Town", now: datetime) -> str:
    """Last month's, a draft."""
    from scoring import periods
    from scoring.actions import rankings
    from scoring.actions.hindrances import JOB
    from supervision.models import Job

    month = periods.of(periods.Kind.MONTH, now).previous.previous  # its cut-off has passed on every day
    found = rankings.begin(month, by=town.posts["office"], now=now)
    job = Job.objects.get(kind=JOB, facts__ranking=str(found.pk))
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, result=rankings.count(job, lambda: now))
    return str(found.pk)


def proposal(town: "Town") -> str:
    """The east, split among three, into a layer of its own."""
    from django.utils import timezone

    from sites.models import Zone, ZoneLayer
    from supervision import clock
    from supervision.actions.splitting import Asked, ask_split, split
    from supervision.models import Job

    ZoneLayer.objects.create(code="supervision", name="督查片区", name_en="Supervision zones")
    now, wanted = clock.now(), Asked(Zone.objects.get(code="east").pk, "supervision", 3, [], "sites")
    job = ask_split(wanted, user_id=town.people["office"].pk, now=now, day=timezone.localtime(now).date())
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, result=split(job, clock.now))
    return str(job.pk)


def session(town: "Town", name: str) -> str:
    """The key of a session of somebody who has signed in already."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(town.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def quiet_places(town: "Town") -> None:
    """Markets of the east street."""
    from sites.models import Site, SiteManager, SiteZone, Zone

    zone = Zone.objects.get(code="east")
    for n in range(1, PLACES + 1):
        site = Site.objects.create(
            code=f"Q{n:03}", name=f"第{n}便民市场", type_id="market_wet", lon=120.12 + n / 200, lat=30.13
        )
        SiteZone.objects.create(site=site, zone=zone, layer=zone.layer, main=True)
        SiteManager.objects.create(site=site, unit=town.units["street_a"], relation="manager")
        town.sites[site.code] = site


def ledger(town: "Town", now: datetime) -> dict[str, "Ticket"]:
    """In the west one entry in each state, written lately, and a full inbox; the east is left to the stories."""
    from tests.town import take

    filed, then = now - timedelta(minutes=50), now - timedelta(minutes=40)
    clerk, leader, until = "west_clerk", "second_leader", now + timedelta(days=20)
    found = {
        name: write(town, filed) for name in ("open", "fixed", "waiting", "closed", "asked", "long", "moved", "called")
    }
    take(town, "receive", found["open"], clerk, then)
    for name in ("fixed", "waiting", "closed"):
        take(town, "submit", found[name], clerk, then, photos=pictures(town, clerk, 1, then))
    take(town, "fail", found["waiting"], leader, then, words="还有残留")
    take(town, "submit", found["waiting"], clerk, then, photos=pictures(town, clerk, 1, then))
    take(town, "pass", found["closed"], leader, then)
    take(town, "ask", found["asked"], clerk, then, petition="extension", words="等停水", until=until)
    take(town, "suspend", found["long"], "office", then, words="列入改造", until=until)
    take(town, "reassign", found["moved"], "office", then, unit="urban_mgmt", words="属市政管养")
    called(town, found["called"], then)
    found["late"] = write(town, now - timedelta(days=9))
    for n in range(INBOX):
        found[f"inbox{n}"] = write(town, filed)
    return found


def called(town: "Town", ticket: "Ticket", then: datetime) -> None:
    """Called to a talk that is on record; on being held to account the unit has spoken and the office has not.

    The unit as a whole is to be called to a talk, too.
    """
    from django.utils import timezone

    from rectification import unit_steps
    from rectification.facts import StepData
    from tests.town import take

    for rung in ("talk", "accountability"):
        take(town, "set_rung", ticket, "city_leader", then, rung=rung, words="多次逾期不改")
    on, until = timezone.localtime(then).date(), then + timedelta(days=6)
    take(town, "confirm_rung", ticket, "office", then, rung="talk", number="澜创文办约〔2026〕3号", on=on)
    held = {"person": "city_leader", "partner": town.posts["west_clerk"].id, "on": on, "until": until}
    take(town, "record_talk", ticket, "office", then, words="一周内完成整改，安排专人值守", **held)
    take(town, "state", ticket, "west_clerk", then, rung="accountability", words="清运车辆故障，已租车作业")
    data = StepData(unit=town.units["street_b"].id, rung="talk", words="连续垫底")
    unit_steps.propose(data, by=town.actor("city_leader"), now=then)


def write(town: "Town", now: datetime) -> "Ticket":
    """An entry with two photos in the west."""
    from rectification import filing
    from rectification.facts import FilingData
    from rectification.models import Ticket
    from tests.town import MARKET_CATEGORY

    data = FilingData(
        category=MARKET_CATEGORY,
        site=town.sites["S003"].id,
        photos=pictures(town, "second_inspector", 2, now),
        words="垃圾桶旁堆放垃圾，污水外溢",
        anyway="另一处",
    )
    event = filing.file(data, by=town.actor("second_inspector"), now=now)
    return Ticket.objects.get(pk=event.stream_id)


def pictures(town: "Town", owner: str, n: int, now: datetime) -> tuple[Any, ...]:
    """Staged photos with as much in them as a street has."""
    from supervision.actions.uploads import stage
    from supervision.ids import new_id

    person = town.people[owner]
    return tuple(stage(person, str(new_id()), io.BytesIO(street()), "photo.jpg", now).id for _ in range(n))


chance = random.Random(7)


def street() -> bytes:
    """A JPEG of soft shapes and grain."""
    from PIL import Image, ImageFilter

    rough = Image.frombytes("RGB", (40, 30), chance.randbytes(40 * 30 * 3)).resize((960, 720), Image.Resampling.BICUBIC)
    out = io.BytesIO()
    rough.filter(ImageFilter.DETAIL).save(out, "JPEG", quality=85)
    return out.getvalue()


if __name__ == "__main__":
    main()
