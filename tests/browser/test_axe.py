"""Every page at both sizes in both languages, looked over by axe: nothing serious or critical."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import SIZES, Ear, Person, Stack

pytestmark = pytest.mark.browser
AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
LANGUAGES = ("zh-CN", "en")

# Who looks -> the pages they look at; {name} is the number of an entry of `ground.ledger`.
PAGES: dict[str, tuple[str, ...]] = {
    "": ("/sign-in/", "/activate/", "/offline/", "/holder/{contract}/"),
    "second_inspector": ("/", "/file/", "/filed/{open}/", "/inbox/", "/ledger/", "/entries/{open}/", "/nowhere/"),
    "west_clerk": (
        "/",
        "/ground/",
        "/inbox/",
        "/entries/{open}/",
        "/entries/{late}/",
        "/entries/{moved}/",
        "/entries/{open}/submit/",
        "/entries/{open}/ask/?petition=extension",
        "/entries/{open}/hand_over/",
        "/entries/{called}/state/?rung=accountability",
        "/instructions/",
        "/instructions/{instructed}/",
        "/instructions/{instructed}/answer/",
        "/instructions/{instructed}/hand_over/",
        "/unit/",
        "/unit/nights/",
        "/notices/",
        "/notices/ways/",
        "/post/",
        "/password/",
        "/second-factor/",
        "/tokens/",
        "/tokens/reference/",
        "/file/",
        "/map/?on=sites,heat",
        "/rankings/",
    ),
    "city_leader": (
        "/",
        "/entries/{open}/",
        "/instructions/",
        "/instructions/?show=ended",
        "/instructions/new/",
        "/instructions/new/?entry={open}",
        "/instructions/{answered}/",
        "/instructions/{answered}/accept/",
        "/instructions/{answered}/send_back/",
        "/ground/{holder}/",
        "/board/",
        "/board/wall/",
        "/measures/",
    ),
    "second_leader": ("/", "/review/", "/review/{fixed}/", "/entries/{fixed}/deal_out/", "/ledger/?state=all"),
    "office": (
        "/",
        "/board/",
        "/rankings/",
        "/appeals/",
        "/ledger/?state=all&kept=no&due_since=2026-01-01",
        "/ground/{holder}/",
        "/ground/balance/",
        "/dispatch/",
        "/petitions/",
        "/listed/",
        "/measures/",
        "/measures/units/",
        "/measures/units/{unit_file}/",
        "/measures/units/{unit_file}/confirm_rung/",
        "/instructions/",
        "/instructions/{answered}/erase/",
        "/entries/{called}/",
        "/entries/{called}/measures/talk/",
        "/entries/{called}/measures/accountability/",
        "/entries/{called}/confirm_rung/?rung=accountability",
        "/entries/{called}/record_talk/",
        "/ledger/?time=late",
        "/ledger/?view=wall&rung=reminder",
        "/ledger/?view=map",
        "/map/",
        "/jobs/",
        "/entries/{closed}/",
        "/entries/{waiting}/due/",
        "/entries/{asked}/decide/?petition=extension",
        "/entries/{open}/reassign/",
        "/entries/{open}/erase/",
        "/entries/{long}/",
        "/entries/{open}/slip/",
        "/office/import/",
        "/office/",
        "/office/operations/",
        "/office/reads/",
        "/office/people/",
        "/office/people/new/",
        "/office/people/{clerk}/",
        "/office/categories/",
        "/office/categories/ENV-03/",
        "/office/categories/ENV-03/rule/",
        "/office/categories/ENV-03/routes/",
        "/office/categories/functions/",
        "/office/calendar/",
        "/office/calendar/days/",
        "/office/calendar/hours/",
        "/rankings/",
        "/rankings/now/",
        "/rankings/begin/",
        "/rankings/{ranking}/",
        "/rankings/{ranking}/?of=team",
        "/rankings/{ranking}/give_bonus/",
        "/rankings/consequences/",
        "/rankings/{week}/consequences/",
        "/rankings/{week}/consequences/{proposed}/",
        "/rankings/{week}/consequences/{proposed}/put_aside/",
        "/rankings/{week}/fund/?group=street&yuan=100&way=by_rank&shares=5:3",
        "/rankings/{week}/fund/{fund}/",
        "/rankings/appraisal/2026/",
        "/office/schemes/",
        "/office/schemes/units/?from=jinhua",
        "/office/schemes/teams/",
        "/office/ladder/",
        "/office/ladder/rectify/",
        "/office/ladder/review/",
        "/office/units/",
        "/office/units/{street}/",
        "/office/units/{street}/end/",
        "/office/teams/",
        "/office/sites/",
        "/office/sites/{market}/",
        "/office/sites/codes/",
        "/office/sites/codes/?site={market}",
        "/office/contracts/signs/",
        "/office/contracts/{contract}/sign/",
        "/map/print/",
        "/s/nowhere/",
        "/office/sites/{market}/edit/",
        "/office/contracts/",
        "/office/contracts/give/",
        "/office/contracts/matrix/?layer=administrative",
        "/office/contracts/upload/",
        "/office/contracts/kinds/",
        "/office/contracts/kinds/street_chief/",
        "/contracts/{contract}/",
        "/office/contracts/{contract}/hand-over/",
        "/office/contracts/{contract}/term/",
        "/office/gaps/",
        "/who/",
        "/who/?q=市场",
        "/who/{market}/",
        "/office/zones/?layer=plots-looked",
        "/office/zones/layers/",
        "/office/zones/layers/new/",
        "/office/zones/layers/plots-looked/",
        "/office/zones/new/?layer=plots-looked",
        "/office/zones/{plot-looked}/",
        "/office/zones/{plot-looked}/edit/",
        "/office/zones/{plot-looked}/split/",
        "/office/zones/{plot-looked}/merge/",
        "/office/zones/{plot-looked}/end/",
        "/office/proposals/",
        "/office/proposals/{proposal}/",
        "/office/zones/files/",
        "/office/notices/",
        "/office/notices/new/",
        "/office/notices/undelivered/",
        "/office/city/",
        "/office/city/edit/",
        "/office/import/",
    ),
}


def look(page: Page) -> list[str]:
    """What axe finds on a page as it stands, the serious only."""
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{fault['id']} ({fault['impact']}): {node['target']} {node['html'][:160]}"
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


def faults(page: Page, size: str) -> list[str]:
    """What is wrong with a page at one size."""
    page.set_viewport_size(SIZES[size])
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{size}: {line}" for line in [*look(page), *([f"{wide} pixels too wide"] if wide > 0 else [])]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", PAGES, ids=lambda who: who or "nobody")
def test_axe_finds_nothing_serious(person: Person, stack: Stack, ear: Ear, who: str, language: str):
    ear.expect("status of 403", "status of 404")  # the pages that say no are looked at, too
    page, wrong = person(who, "phone", language), {}
    for path in PAGES[who]:
        page.goto(stack.url + path.format(**stack.entries))
        page.evaluate(AXE.read_text(encoding="utf-8"))
        if found := [line for size in SIZES for line in faults(page, size)]:
            wrong[path] = found
        page.set_viewport_size(SIZES["phone"])
    assert not wrong, "\n".join(f"{path}\n   " + "\n   ".join(lines) for path, lines in wrong.items())
