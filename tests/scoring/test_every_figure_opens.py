"""Everybody opens every figure they may open; each comes out again from the duties behind it, and nobody sees more."""

from collections import defaultdict
from datetime import timedelta
from fractions import Fraction

import pytest
from django.urls import reverse

from rectification.models import Sight, Ticket
from scoring.models import Line, Ranking, SchemeVersion, Score
from sites.models import Unit
from supervision.models import Duty
from tests.pages.conftest import Hands, hands, stand  # noqa: F401 - fixtures
from tests.scoring.busy_month import PUBLISHED_AT, busy_month
from tests.scoring.crawling import NUMBER, Site, crawl, proven, ranks

pytestmark = pytest.mark.django_db
NOW = PUBLISHED_AT + timedelta(hours=3)
PEOPLE = ("west_clerk", "street_clerk", "zone_chief", "market_clerk", "team_leader", "office", "city_leader")


@pytest.fixture(scope="module")
def month(founded, django_db_blocker):
    """The month, made once: its town and its ranking."""
    with django_db_blocker.unblock():
        return founded, busy_month(founded)


def results(ranking: Ranking) -> list[str]:
    """The address of everybody's result."""
    rows = Score.objects.filter(ranking=ranking)
    return [reverse("score", args=[ranking.pk, row.subject, row.key]) + f"?group={row.group}" for row in rows]


@pytest.fixture(scope="module")
def seen():
    """What somebody has found, read once for all tests: hundreds of pages."""
    return {}


@pytest.fixture
def opened(month, seen, db, stand):  # noqa: F811
    """What somebody can reach, and the results that are not theirs to open."""
    town, ranking = month
    stand(NOW)

    def look(name: str) -> tuple[Site, list[str]]:
        if name not in seen:
            person = Hands(town, name)
            own = [url for url in results(ranking) if person.client.get(url).status_code == 200]
            closed = [url for url in results(ranking) if url not in own]
            # The running week, quarter and year are the units' to open: for the others the month is many pages already.
            leave = "kind=(week|quarter|year)" if len(own) > len(closed) else "$^"
            site = crawl(person, [reverse("rankings"), reverse("rankings_now")], leave)
            assert set(own) <= set(site.scores), "every result that opens is led to"
            seen[name] = site, closed
        return seen[name]

    return look


def document(at: dict[str, str]) -> dict:
    """The published scheme that a page says it goes by."""
    of = "teams" if at["data-subject"] == "team" else "units"
    return SchemeVersion.objects.get(of=of, version=at["data-scheme"]).content


@pytest.mark.parametrize("name", PEOPLE)
def test_every_figure_comes_out_again_from_what_is_listed_behind_it(month, opened, name):
    _town, ranking = month
    site, _closed = opened(name)
    assert site.scores
    for url, page in site.scores.items():
        proven(site, url, document(page.having("data-score")[0].at), ranking.worth)


@pytest.mark.parametrize("name", ["office", "city_leader"])
def test_ranks_come_out_again_from_the_totals_of_each_group(month, opened, name):
    _town, ranking = month
    site, closed = opened(name)
    assert closed == []
    groups = defaultdict(dict)
    for page in site.scores.values():
        at = page.having("data-score")[0].at
        if at.get("data-ranking"):
            groups[at["data-subject"], at["data-group"]][at["data-key"]] = at
    assert sum(len(group) for group in groups.values()) == Score.objects.filter(ranking=ranking).count()
    for group in groups.values():
        again = ranks(list(group.values()))
        assert {key: at["data-rank"] for key, at in group.items() if at["data-rank"]} == {
            key: str(rank) for key, rank in again.items()
        }
    departments = groups["unit", "department"].values()
    assert [at["data-rank"] for at in departments if at["data-rank"]] == ["1", "1"]
    assert {at["data-state"] for group in groups.values() for at in group.values()} >= {"ranked", "too_few"}


def own_entries(town, name: str) -> set[str]:
    """Numbers of entries that somebody's unit, those below it, their team or their ground has or had to do with."""
    post = town.posts[name]
    units = {post.unit_id, *Unit.objects.filter(parent=post.unit_id).values_list("pk", flat=True)}
    ids = set(Duty.objects.filter(unit__in=units).values_list("subject_id", flat=True))
    if name == "zone_chief":
        zone = town.sites["S001"].zone_rows.get().zone_id
        ids |= set(Sight.objects.filter(key=f"z:{zone}").values_list("ticket_id", flat=True))
    if name == "street_clerk":
        ids |= set(Ticket.objects.filter(site=town.sites["S002"]).values_list("pk", flat=True))
    if name == "market_clerk":
        ids |= set(Ticket.objects.filter(site=town.sites["S003"]).values_list("pk", flat=True))
    return set(Ticket.objects.filter(pk__in=ids).values_list("number", flat=True))


@pytest.mark.parametrize("name", ["west_clerk", "street_clerk", "zone_chief", "market_clerk", "team_leader"])
def test_nobody_sees_an_entry_of_others(month, opened, name):
    town, _ranking = month
    person = Hands(town, name)
    site, closed = opened(name)
    shown = {number for text in site.pages.values() for number in NUMBER.findall(text)}
    assert shown and shown <= own_entries(town, name)
    assert closed, "there are always others"
    for url in closed:
        for query in ("", "&figure=sample", "&figure=fix_rate&part=numerator", "&figure=out&part=moved"):
            assert person.client.get(url + query).status_code == 404
    others = Unit.objects.exclude(pk=town.posts[name].unit_id).exclude(parent=town.posts[name].unit_id)
    for unit in others:
        for subject in ("unit", "team", "zone", "holder"):
            assert person.client.get(reverse("score_now", args=[subject, unit.pk])).status_code == 404


def test_the_month_has_everything_in_it(month, db):
    """Or all of this would be proven of too little."""
    _town, ranking = month
    lines = Line.objects.filter(ranking=ranking)
    assert set(lines.values_list("out", flat=True)) >= {"", "void", "moved", "not_theirs", "waiting"}
    assert set(lines.values_list("role", flat=True)) == {"lead", "sub", "assist", "check"}
    scores = Score.objects.filter(ranking=ranking)
    assert set(scores.values_list("subject", flat=True)) == {"unit", "zone", "holder", "team"}
    reasons = {figure["reason"] for score in scores for figure in score.figures["figures"]}
    assert reasons == {"", "absent", "null"}
    assert {score.figures["bonus"] for score in scores} == {"0", "5", "-3/2"}
    assert scores.filter(subject="unit", figures__given="8").exists()


def test_what_a_late_fix_in_time_would_have_changed_is_said(month, opened):
    town, ranking = month
    site, _closed = opened("west_clerk")
    row = Score.objects.get(ranking=ranking, subject="unit", key=town.units["street_b"].pk)
    page = next(page for page in site.scores.values() if page.having("data-score")[0].at.get("data-ranking"))
    changes = page.having("data-whatif")
    assert changes and all(Fraction(change.at["data-whatif"]) > Fraction(row.total) for change in changes)


def test_the_running_period_counts_what_is_due_and_lists_what_is_not(month, opened):
    site, _closed = opened("west_clerk")
    [page] = [page for url, page in site.scores.items() if "/now/" in url and "kind=month" in url]
    [due] = [mark for mark in page.having("data-figure", "href") if mark.at["data-figure"] == "sample"]
    assert due.at["data-value"] == "3" and page.having("data-as-of")[0].at["data-as-of"] == "12:00"
